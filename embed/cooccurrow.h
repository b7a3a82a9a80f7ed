/* SPDX-License-Identifier: MIT */
/*
 * cooccurrow.h -- one row of the matrix while it is added up.
 *
 *	sum   0 0 2.5 0 0 0 1 0 ...     a place for every column
 *	met   6 2                       those that are not zero, as they came
 *
 * A row of a large vocabulary still fits the second cache, and most of what
 * is added goes to the columns of frequent words, which are next to each
 * other.  In the end a bit for each column met brings them into order.
 */
#ifndef QN_EMBED_COOCCURROW_H
#define QN_EMBED_COOCCURROW_H

#include "base/err.h"
#include "embed/cooccur.h"

struct qn_cooccur_row {
	double *sum;     /* [columns], all zero between two rows         */
	uint32_t *met;   /* [n] of [columns + 1]                         */
	uint64_t *bits;  /* a bit a column, all zero between two rows    */
	uint64_t *words; /* a bit for each word of `bits`, likewise      */
	size_t n, columns;
};

/* Memory that a row takes. */
static inline size_t qn_cooccur_row_bytes(size_t columns)
{
	return columns * (sizeof(double) + sizeof(uint32_t)) + columns / 7 + 64;
}

/* Columns 0..columns - 1; false with `e` set without memory. */
bool qn_cooccur_row_init(struct qn_cooccur_row *r, size_t columns,
                         struct qn_err *e);
void qn_cooccur_row_release(struct qn_cooccur_row *r);

/* Add `value` > 0; without a branch, for which columns are new is nothing a
 * processor could foresee. */
static inline void qn_cooccur_row_add(struct qn_cooccur_row *r, uint32_t column,
                                      double value)
{
	double *sum = &r->sum[column];
	r->met[r->n] = column;
	r->n += *sum == 0;
	*sum += value;
}

/* The records of row `word1` by rising columns into `to`, and a new row is
 * begun.  How many there were. */
size_t qn_cooccur_row_take(struct qn_cooccur_row *r, uint32_t word1,
                           struct qn_cooccur *to);
#endif
