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

#define MOST_BASE ((uint32_t)1 << 31)
#define AHEAD     16 /* cells fetched before they are needed */

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

static void make_room(struct qn_tally *t, size_t n)
{
	if (t->base == 0)
		t->base = 1; /* a cell that is zero was never counted */
	if (t->n + n <= t->room)
		return;
	t->room = t->room + t->room / 2;
	if (t->room < t->n + n)
		t->room = t->n + n;
	t->pair = qn_realloc(t->pair, t->room, sizeof *t->pair);
}

void qn_tally_add(struct qn_tally *t, const uint32_t *id, size_t n, size_t ids)
{
	qn_tally_grow(t, ids);
	make_room(t, n);
	struct qn_tally_pair *row = t->pair + t->row;
	uint32_t base = t->base, used = (uint32_t)(t->n - t->row);
	for (size_t i = 0; i < n; i++) {
		if (i + AHEAD < n)
			__builtin_prefetch(&t->cell[id[i + AHEAD]], 1);
		if (id[i] == UINT32_MAX)
			continue;
		/* No branch on whether it is new: that cannot be foretold. */
		struct qn_tally_cell *c = &t->cell[id[i]];
		bool is_new = c->last < base;
		uint32_t at = is_new ? used : c->last - base;
		row[at].id = id[i];
		row[at].count = is_new ? 1 : row[at].count + 1;
		c->last = base + at;
		c->df += is_new;
		c->cf++;
		used += is_new;
	}
	t->n = t->row + used;
}

size_t qn_tally_end(struct qn_tally *t)
{
	size_t n = t->n - t->row;
	t->row = t->n;
	t->base += (uint32_t)n;
	if (t->base >= MOST_BASE) {
		for (size_t i = 0; i < t->cells; i++)
			t->cell[i].last = 0;
		t->base = 1;
	}
	return n;
}

struct qn_tally_pair *qn_tally_take(struct qn_tally *t)
{
	struct qn_tally_pair *pair = t->pair;
	t->pair = NULL;
	t->n = t->room = t->row = 0;
	return pair;
}

void qn_tally_release(struct qn_tally *t)
{
	qn_big_free(t->cell);
	free(t->pair);
	*t = (struct qn_tally){.n = 0};
}
