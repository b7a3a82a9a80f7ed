/* SPDX-License-Identifier: MIT */
/*
 * tally.c -- one look at an id's cell tells whether this row has it.
 *
 * Places count on from row to row, so that nothing has to be reset between
 * two documents; once in two thousand million pairs all cells are.
 */
#include "text/tally.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define STEP 32 /* cells fetched before they are needed */

void qn_tally_grow(struct qn_tally *t, size_t ids)
{
	if (ids <= t->cells)
		return;
	size_t n = t->cells + t->cells / 2;
	if (n < ids)
		n = ids;
	if (n < 1024)
		n = 1024;
	struct qn_tally_cell *more = qn_big_calloc(n, sizeof *more);
	if (t->cells)
		memcpy(more, t->cell, t->cells * sizeof *more);
	qn_big_free(t->cell);
	t->cell = more;
	t->cells = n;
}

struct qn_tally_pair *qn_tally_row(struct qn_tally *t, size_t n)
{
	if (t->base == 0)
		t->base = 1; /* a cell that is zero was never counted */
	if (t->n + n <= t->room)
		return t->pair + t->row;
	t->room = t->room ? t->room + t->room / 2 : t->taken + t->taken / 8;
	if (t->room < t->n + n)
		t->room = t->n + n;
	t->pair = qn_realloc(t->pair, t->room, sizeof *t->pair);
	return t->pair + t->row;
}

/* Count `id`, whose cell is `c`, `times` in a row of `used` pairs that begins
 * at place `base`; how many pairs there are then. */
static inline uint32_t count(struct qn_tally_cell *c, uint32_t id,
                             uint32_t times, struct qn_tally_pair *row,
                             uint32_t base, uint32_t used)
{
	c->cf += times;
	if (c->last >= base) {
		row[c->last - base].count += times;
		return used;
	}
	row[used] = (struct qn_tally_pair){id, times};
	c->last = base + used;
	c->df++;
	return used + 1;
}

void qn_tally_add(struct qn_tally *t, const uint32_t *id, size_t n,
                  uint32_t times, size_t ids)
{
	qn_tally_grow(t, ids);
	struct qn_tally_pair *row = qn_tally_row(t, n);
	struct qn_tally_cell *cell = t->cell;
	uint32_t base = t->base, used = (uint32_t)(t->n - t->row);
	for (size_t i = 0, ahead = 0; i < n;) {
		size_t stop = i + STEP < n ? i + STEP : n;
		for (; ahead < n && ahead < stop + STEP; ahead++)
			__builtin_prefetch(&cell[id[ahead]], 1);
		for (; i < stop; i++)
			if (id[i] != UINT32_MAX)
				used = count(&cell[id[i]], id[i], times, row,
				             base, used);
	}
	t->n = t->row + used;
}

size_t qn_tally_end(struct qn_tally *t)
{
	size_t n = t->n - t->row;
	t->row = t->n;
	t->base += (uint32_t)n;
	if (t->base >= QN_TALLY_MOST)
		qn_tally_reset(t);
	return n;
}

void qn_tally_reset(struct qn_tally *t)
{
	for (size_t i = 0; i < t->cells; i++)
		t->cell[i].last = 0;
	t->base = 1;
}

struct qn_tally_pair *qn_tally_take(struct qn_tally *t)
{
	struct qn_tally_pair *pair = t->pair;
	t->pair = NULL;
	t->taken = t->n;
	t->n = t->room = t->row = 0;
	return pair;
}

void qn_tally_clear(struct qn_tally *t)
{
	t->n = t->row = 0;
}

void qn_tally_release(struct qn_tally *t)
{
	qn_big_free(t->cell);
	free(t->pair);
	*t = (struct qn_tally){.n = 0};
}
