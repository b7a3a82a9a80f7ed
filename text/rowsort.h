/* SPDX-License-Identifier: MIT */
/*
 * rowsort.h -- the cells of one row at a time, put in by any order and taken
 * out by rising column.
 *
 * A bit a column, and above it a bit for every 64 of those: what a row of k
 * cells costs is k steps and a look at every 4,096th column.
 *
 *	summary  ...0100...          put 70 3:  bits[1] bit 6, summary bit 1
 *	bits     0000 0000|0000 0010 0000|...    value[70] += 3
 */
#ifndef QN_TEXT_ROWSORT_H
#define QN_TEXT_ROWSORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "text/tally.h"

/* Zero-initialise; release with qn_rowsort_release(). */
struct qn_rowsort {
	uint32_t columns;
	uint64_t *bits;    /* [columns / 64 + 1] all 0 between rows    */
	uint64_t *summary; /* [columns / 4096 + 1] likewise            */
	int32_t *value;    /* [columns] likewise                       */
	size_t low, high;  /* words of `summary` that may hold bits    */
};

bool qn_rowsort_init(struct qn_rowsort *s, uint32_t columns, struct qn_err *e);
void qn_rowsort_release(struct qn_rowsort *s);

/* Add `value` to a column's cell, which exists from then on. */
static inline void qn_rowsort_put(struct qn_rowsort *s, uint32_t column,
                                  int32_t value)
{
	size_t word = column / 64, above = word / 64;
	s->value[column] += value;
	s->bits[word] |= UINT64_C(1) << column % 64;
	s->summary[above] |= UINT64_C(1) << word % 64;
	s->low = above < s->low ? above : s->low;
	s->high = above + 1 > s->high ? above + 1 : s->high;
}

/* Move the cells to `to` as (column, value); how many there were. */
size_t qn_rowsort_take(struct qn_rowsort *s, struct qn_tally_pair *to);
#endif
