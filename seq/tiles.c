/* SPDX-License-Identifier: MIT */
/*
 * tiles.c -- see tiles.h.
 */
#include "seq/tiles.h"

#define ROWS    192 /* of a tile */
#define OUTPUTS 256 /* of a tile */

struct work {
	const struct qn_linear *l;
	float *y;
	const float *x;
	bool add;
	float *dw, *db;
	const float *dy;
	size_t rows;
};

static void forward(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct work *w = ctx;
	(void)shard;
	qn_linear_forward(w->l, w->y + from * w->l->outputs,
	                  w->x + from * w->l->inputs, to - from);
}

static void backward(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct work *w = ctx;
	(void)shard;
	(w->add ? qn_linear_backward_add
	        : qn_linear_backward)(w->l, w->y + from * w->l->inputs,
	                              w->x + from * w->l->outputs, to - from);
}

static void weights(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct work *w = ctx;
	(void)shard;
	qn_linear_backward_weights(w->l, w->dw, w->db, w->dy, w->x, w->rows,
	                           from, to);
}

static size_t tiles(size_t n, size_t of)
{
	return (n + of - 1) / of;
}

void qn_tiles_forward(const struct qn_linear *l, float *y, const float *x,
                      size_t rows, struct qn_pool *pool)
{
	struct work w = {.l = l, .y = y, .x = x};
	qn_pool_for(pool, rows, tiles(rows, ROWS), forward, &w);
}

void qn_tiles_backward(const struct qn_linear *l, float *dx, const float *dy,
                       size_t rows, bool add, struct qn_pool *pool)
{
	struct work w = {.l = l, .y = dx, .x = dy, .add = add};
	qn_pool_for(pool, rows, tiles(rows, ROWS), backward, &w);
}

void qn_tiles_weights(const struct qn_linear *l, float *dw, float *db,
                      const float *dy, const float *x, size_t rows,
                      struct qn_pool *pool)
{
	struct work w = {
	    .l = l, .x = x, .dw = dw, .db = db, .dy = dy, .rows = rows};
	qn_pool_for(pool, l->outputs, tiles(l->outputs, OUTPUTS), weights, &w);
}
