/* SPDX-License-Identifier: MIT */
/*
 * hnswtable.h -- rows of equal size, mapped from a file until they grow.
 *
 *	rows  [ 0 ][ 1 ] ... [ n - 1 ]            ... room    `size` bytes each
 */
#ifndef QN_EMBED_HNSWTABLE_H
#define QN_EMBED_HNSWTABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct qn_table {
	const char *rows;
	char *owned; /* `rows`, or NULL where they are borrowed */
	size_t n;
	size_t room;
	size_t size; /* bytes of a row */
};

static inline const void *qn_table_row(const struct qn_table *t, size_t i)
{
	return t->rows + i * t->size;
}

/* A row of a table that is owned. */
static inline void *qn_table_at(struct qn_table *t, size_t i)
{
	return t->owned + i * t->size;
}

/* Own the rows, with room for `more` beyond n; rows that are new are zeroes.
 * Tables grow by half, so that adding a row at a time copies little. */
bool qn_table_reserve(struct qn_table *t, size_t more, struct qn_err *e);
void qn_table_release(struct qn_table *t);
#endif
