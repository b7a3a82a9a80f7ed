/* SPDX-License-Identifier: MIT */
/*
 * pairindex.h -- the heads of rows, for qn_allpairs().
 *
 * A row's cells are taken by rising frequency of their columns.  The head is
 * the shortest run of them after which the rest of the row is shorter than
 * the threshold: two rows that are alike enough share a column of both heads.
 *
 *	cells    rare -------------------------------------- frequent
 *	row      cell  cell  cell  cell | cell  cell  cell  cell  cell
 *	rest      .98   .93   .86   .79     the length of all that follow
 *	         head, at threshold .8  | not in the index
 *
 * Heads are held twice, by row and by column.  Of the whole row two kinds of
 * lengths are kept, a byte each, from which bounds of scores are made:
 *
 *	bins     |  0  |  1  |  2  |  3  | ...   runs of all columns
 *	beyond    1     .93   .93   .79    ...   the cells from each bin on
 *
 *	bucket    .12   .3    0     .25    ...   the cells of every 64th column
 *
 * References: Bayardo, Ma, Srikant, "Scaling Up All Pairs Similarity Search",
 * 2007; Anastasiu, Karypis, "L2AP: Fast Cosine Similarity Search With Prefix
 * L-2 Norm Bounds", 2014.  Bins and buckets are ours.
 */
#ifndef QN_TEXT_PAIRINDEX_H
#define QN_TEXT_PAIRINDEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "text/sparse.h"

#define QN_PAIR_BINS    31 /* runs of columns, of about as many cells each */
#define QN_PAIR_BUCKETS 64

struct qn_head_cell {
	uint32_t at;       /* its column or, in a list, its row             */
	float value, rest; /* rest: the length of what follows in the row   */
};

/* Lengths are in 1/255, rounded up. */
struct qn_reach {
	uint8_t end;                  /* the bin of the head's last cell   */
	uint8_t beyond[QN_PAIR_BINS]; /* the cells of a bin and behind it  */
};

struct qn_sketch {
	uint8_t bucket[QN_PAIR_BUCKETS];
};

/* Zero-initialise; release with qn_pairindex_release(). */
struct qn_pairindex {
	size_t rows, columns;
	size_t *row_start;         /* [rows + 1]                            */
	struct qn_head_cell *row;  /* [row_start[rows]] heads, rare first   */
	size_t *list_start;        /* [columns + 1]                         */
	struct qn_head_cell *list; /* [row_start[rows]] rows, rising        */
	struct qn_reach *reach;    /* [rows]                                */
	struct qn_sketch *sketch;  /* [rows]                                */
};

/* The heads of `m`, whose rows have length 1 or are empty, for a threshold.
 * False with `e` set for another length or no memory. */
bool qn_pairindex_build(struct qn_pairindex *x, const struct qn_sparse *m,
                        double threshold, struct qn_pool *pool,
                        struct qn_err *e);
void qn_pairindex_release(struct qn_pairindex *x);
#endif
