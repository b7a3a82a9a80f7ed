/* SPDX-License-Identifier: MIT */
/*
 * rowsort.c -- one dealing, one insertion sort.
 *
 * Where the shares are far from what a row holds, so that a bucket gets very
 * many cells, the row is sorted by comparison first.
 */
#include "text/rowsort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MOST_CELLS 64 /* of a bucket */

void qn_rowsort_release(struct qn_rowsort *s)
{
	free(s->cell);
	free(s->of);
	*s = (struct qn_rowsort){.n = 0};
}

void qn_rowsort_begin(struct qn_rowsort *s, size_t n)
{
	if (n > s->room) {
		qn_rowsort_release(s);
		s->room = n + n / 2;
		s->cell = qn_malloc(2 * s->room, sizeof *s->cell);
		s->dealt = s->cell + s->room;
		s->of = qn_malloc(2 * s->room, sizeof *s->of);
		s->bucket = s->of + s->room;
	}
	s->n = 0;
	s->buckets = n;
	if (n)
		memset(s->bucket, 0, n * sizeof *s->bucket);
}

static int by_column(const void *pa, const void *pb)
{
	qn_cell a = *(const qn_cell *)pa, b = *(const qn_cell *)pb;
	return (a > b) - (a < b);
}

/* Cells to `dealt`, by their buckets. */
static void deal(struct qn_rowsort *s)
{
	uint32_t sum = 0, most = 0;
	for (size_t b = 0; b < s->buckets; b++) {
		uint32_t here = s->bucket[b];
		s->bucket[b] = sum;
		sum += here;
		most = here > most ? here : most;
	}
	for (size_t i = 0; i < s->n; i++)
		s->dealt[s->bucket[s->of[i]]++] = s->cell[i];
	if (most > MOST_CELLS)
		qsort(s->dealt, s->n, sizeof *s->dealt, by_column);
}

/* Nearly sorted already.  Whether there are equal columns. */
static bool insert(qn_cell *cell, size_t n)
{
	bool equal = false;
	for (size_t i = 1; i < n; i++) {
		qn_cell c = cell[i];
		size_t j = i;
		for (; j > 0 && cell[j - 1] > c; j--)
			cell[j] = cell[j - 1];
		cell[j] = c;
		if (j > 0)
			equal |= (cell[j - 1] ^ c) >> 32 == 0;
		if (j < i)
			equal |= (cell[j + 1] ^ c) >> 32 == 0;
	}
	return equal;
}

static size_t add_equal(qn_cell *cell, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t column = qn_cell_column(cell[i]);
		if (kept && qn_cell_column(cell[kept - 1]) == column) {
			uint32_t sum =
			    (uint32_t)cell[--kept] + (uint32_t)cell[i];
			cell[i] = (qn_cell)column << 32 | sum;
		}
		cell[kept++] = cell[i];
	}
	return kept;
}

const qn_cell *qn_rowsort_take(struct qn_rowsort *s, size_t *n)
{
	deal(s);
	if (insert(s->dealt, s->n))
		s->n = add_equal(s->dealt, s->n);
	*n = s->n;
	return s->dealt;
}
