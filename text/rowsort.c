/* SPDX-License-Identifier: MIT */
/*
 * rowsort.c -- one dealing, one insertion sort, one look for equal columns.
 */
#include "text/rowsort.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void qn_rowsort_begin(struct qn_rowsort *s, size_t n)
{
	s->n = 0;
	if (n <= s->room)
		return;
	s->room = n + n / 2;
	free(s->cell);
	free(s->bucket);
	s->cell = qn_malloc(s->room, sizeof *s->cell);
	s->bucket = qn_malloc(s->room + 1, sizeof *s->bucket);
}

void qn_rowsort_release(struct qn_rowsort *s)
{
	free(s->cell);
	free(s->bucket);
	*s = (struct qn_rowsort){.n = 0};
}

/* The bucket, of `n`, of a place. */
static inline size_t bucket_of(uint32_t at, size_t n)
{
	return (size_t)((uint64_t)at * n >> 32);
}

static void deal(struct qn_rowsort *s, struct qn_tally_pair *to)
{
	size_t n = s->n;
	uint32_t sum = 0;
	memset(s->bucket, 0, n * sizeof *s->bucket);
	for (size_t i = 0; i < n; i++)
		s->bucket[bucket_of(s->cell[i].at, n)]++;
	for (size_t b = 0; b < n; b++) {
		uint32_t here = s->bucket[b];
		s->bucket[b] = sum;
		sum += here;
	}
	for (size_t i = 0; i < n; i++) {
		struct qn_cell c = s->cell[i];
		to[s->bucket[bucket_of(c.at, n)]++] =
		    (struct qn_tally_pair){c.column, (uint32_t)c.value};
	}
}

/* Nearly sorted already. */
static void insert(struct qn_tally_pair *pair, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct qn_tally_pair p = pair[i];
		size_t j = i;
		for (; j > 0 && pair[j - 1].id > p.id; j--)
			pair[j] = pair[j - 1];
		pair[j] = p;
	}
}

static size_t add_equal(struct qn_tally_pair *pair, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		if (kept && pair[kept - 1].id == pair[i].id)
			pair[kept - 1].count += pair[i].count;
		else
			pair[kept++] = pair[i];
	}
	return kept;
}

size_t qn_rowsort_take(struct qn_rowsort *s, struct qn_tally_pair *to)
{
	if (s->n == 0)
		return 0;
	deal(s, to);
	insert(to, s->n);
	return add_equal(to, s->n);
}
