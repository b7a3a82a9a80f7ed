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

/* Where an n-gram goes. */
struct qn_place {
	uint32_t column; /* UINT32_MAX: nowhere                            */
	uint32_t at;     /* its share of 2^32, never falling with columns  */
};

/* A column and, in the lower half, a value. */
typedef uint64_t qn_cell;

static inline uint32_t qn_cell_column(qn_cell c)
{
	return (uint32_t)(c >> 32);
}

static inline int32_t qn_cell_value(qn_cell c)
{
	return (int32_t)(uint32_t)c;
}

/* Zero-initialise; release with qn_rowsort_release(). */
struct qn_rowsort {
	qn_cell *cell, *dealt; /* [room] in the row's order, by buckets     */
	uint32_t *of;          /* [room] each one's bucket                  */
	uint32_t *bucket; /* [room] cells of each, then where they begin    */
	size_t n, buckets, room;
};

/* Begin a row of at most `n` cells. */
void qn_rowsort_begin(struct qn_rowsort *s, size_t n);

static inline void qn_rowsort_put(struct qn_rowsort *s, struct qn_place place,
                                  int32_t value)
{
	uint32_t bucket = (uint32_t)((uint64_t)place.at * s->buckets >> 32);
	s->cell[s->n] = (qn_cell)place.column << 32 | (uint32_t)value;
	s->of[s->n++] = bucket;
	s->bucket[bucket]++;
}

/* The cells by rising column, those of one column added up: [*n], valid until
 * the next row begins. */
const qn_cell *qn_rowsort_take(struct qn_rowsort *s, size_t *n);
void qn_rowsort_release(struct qn_rowsort *s);
#endif
