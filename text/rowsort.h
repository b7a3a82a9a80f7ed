/* SPDX-License-Identifier: MIT */
/*
 * rowsort.h -- the cells of a row by rising column.
 *
 * Where a column lies among all cells of the matrix is known beforehand, from
 * how many rows hold the columns below it.  A row's cells are dealt into as
 * many buckets by that share, about one each, whatever columns are frequent;
 * what is left for an insertion sort is next to nothing.
 *
 *	column   0      1  2  3         4       place = cells below / all cells
 *	place    0 .............. .5 .......... 1
 *	buckets  |   0   |   1   |   2   |   3   |
 */
#ifndef QN_TEXT_ROWSORT_H
#define QN_TEXT_ROWSORT_H

#include <stddef.h>
#include <stdint.h>

#include "text/tally.h"

/* Where an n-gram goes. */
struct qn_place {
	uint32_t column; /* UINT32_MAX: nowhere                            */
	uint32_t at;     /* its share of 2^32, never falling with columns  */
};

/* Zero-initialise; release with qn_rowsort_release(). */
struct qn_rowsort {
	struct qn_cell {
		uint32_t column, at;
		int32_t value;
	} * cell;         /* [room] in the row's order   */
	uint32_t *bucket; /* [room + 1] where each begins */
	size_t n, room;
};

/* Begin a row of at most `n` cells. */
void qn_rowsort_begin(struct qn_rowsort *s, size_t n);

static inline void qn_rowsort_put(struct qn_rowsort *s, struct qn_place place,
                                  int32_t value)
{
	s->cell[s->n++] = (struct qn_cell){place.column, place.at, value};
}

/* Move the cells to `to` as (column, value), those of one column added up;
 * how many columns there were. */
size_t qn_rowsort_take(struct qn_rowsort *s, struct qn_tally_pair *to);
void qn_rowsort_release(struct qn_rowsort *s);
#endif
