/* SPDX-License-Identifier: MIT */
/*
 * hnswtable.c -- see hnswtable.h.
 */
#include "embed/hnswtable.h"

#include <string.h>

#include "base/mem.h"

bool qn_table_reserve(struct qn_table *t, size_t more, struct qn_err *e)
{
	if (t->owned && more <= t->room - t->n)
		return !e->failed;
	size_t room = t->n + more;
	if (t->owned && room < t->n + t->n / 2)
		room = t->n + t->n / 2;
	char *rows = qn_big_alloc(room, t->size, "index", e);
	if (!rows)
		return false;
	if (t->n)
		memcpy(rows, t->rows, t->n * t->size);
	qn_big_free(t->owned);
	t->rows = t->owned = rows;
	t->room = room;
	return true;
}

void qn_table_release(struct qn_table *t)
{
	qn_big_free(t->owned);
}
