/* SPDX-License-Identifier: MIT */
/*
 * sparserows.c -- blocks of rows to buffers, then the buffers in order.
 */
#include "text/sparserows.h"

#include <stdlib.h>

#include "base/decimal17.h"
#include "base/mem.h"

#define BLOCK_CELLS ((size_t)1 << 16) /* cells of a block, about */

struct writing {
	const struct qn_sparse *m;
	qn_sparse_row_fn *row;
	size_t first, last; /* rows of this round              */
	size_t shards;
	struct qn_buf *text; /* [shards]                        */
};

void qn_sparse_put_number(struct qn_buf *out, size_t x)
{
	char digit[20], *end = digit + sizeof digit, *p = end;
	do
		*--p = (char)('0' + x % 10);
	while ((x /= 10) > 0);
	qn_buf_add(out, p, (size_t)(end - p));
}

void qn_sparse_put_value(struct qn_buf *out, double x)
{
	qn_buf_reserve(out, QN_DOUBLE_TEXT);
	out->n += qn_double_write(out->p + out->n, x);
}

static void write_shard(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct writing *w = ctx;
	for (size_t i = w->first + begin; i < w->first + end; i++)
		w->row(w->m, i, &w->text[shard]);
}

/* Rows from `first` on that hold about `cells`. */
static size_t round_end(const struct qn_sparse *m, size_t first, size_t cells)
{
	size_t last = first;
	while (last < m->rows && last - first < cells &&
	       m->start[last] - m->start[first] < cells)
		last++;
	return last;
}

void qn_sparse_put_rows(const struct qn_sparse *m, qn_sparse_row_fn *row,
                        struct qn_pool *pool, struct qn_output *out)
{
	struct writing w = {.m = m, .row = row};
	w.shards = 4 * (size_t)qn_pool_threads(pool);
	w.text = qn_calloc(w.shards, sizeof *w.text);
	for (; w.first < m->rows && qn_output_ok(out); w.first = w.last) {
		w.last = round_end(m, w.first, w.shards * BLOCK_CELLS);
		qn_pool_for(pool, w.last - w.first, w.shards, write_shard, &w);
		for (size_t i = 0; i < w.shards; i++) {
			qn_output_write(out, w.text[i].p, w.text[i].n);
			qn_buf_clear(&w.text[i]);
		}
	}
	for (size_t i = 0; i < w.shards; i++)
		qn_buf_release(&w.text[i]);
	free(w.text);
}
