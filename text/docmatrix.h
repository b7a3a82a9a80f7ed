/* SPDX-License-Identifier: MIT */
/*
 * docmatrix.h -- counted n-grams to a matrix of documents and columns.
 *
 *	part   rows of (n-gram, count)       n-gram --> column --> sorted
 *	  0    (7, 3) (3, 1) (9, 1)          column  0  2  5
 *	                                     value   1. 3. 1.  --> finish
 *
 * Parts in their order are the rows in theirs.
 */
#ifndef QN_TEXT_DOCMATRIX_H
#define QN_TEXT_DOCMATRIX_H

#include "base/pool.h"
#include "text/sparse.h"
#include "text/tally.h"

struct qn_docpart {
	size_t rows;
	uint32_t *row_n;            /* [rows] pairs of each row              */
	struct qn_tally_pair *pair; /* [cells]; NULL: there are none         */
	size_t cells;
	const uint32_t *renumber; /* a pair's n-gram to the common one; NULL =
	                           * the same                                */
};

/* Frees what a part holds, but for `renumber`. */
void qn_docpart_release(struct qn_docpart *p);

/* What becomes of a row of counts, in place; how many cells it leaves.  Called
 * by several threads. */
typedef size_t qn_row_fn(const void *ctx, uint32_t *column, double *value,
                         size_t n);

/* What a cell of the matrix is made of. */
struct qn_columns {
	const uint32_t *of;     /* [grams]: its column, or QN_GRAM_NONE      */
	size_t grams;           /* n-grams there are                         */
	uint32_t n;             /* columns                                   */
	const uint32_t *weight; /* [n] about how many rows hold a column;
	                         * for speed only; NULL: all as many     */
	const uint64_t *negative; /* bit i: n-gram i counts -1; NULL: none
	                           * (n-grams that share a column add up) */
	bool binary;              /* 1 for every cell                        */
	qn_row_fn *finish;        /* done to every row; NULL: nothing        */
	const void *ctx;          /* of `finish`                             */
};

/* Rows x columns, released by the caller.  The parts give up their pairs.
 * False with `e` set for no memory. */
bool qn_docmatrix(struct qn_docpart *part, size_t parts,
                  const struct qn_columns *columns, struct qn_pool *pool,
                  struct qn_sparse *m, struct qn_err *e);
#endif
