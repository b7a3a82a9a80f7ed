/* SPDX-License-Identifier: MIT */
/*
 * lstm.c -- see lstm.h.
 *
 * Departure from cuDNN and PyTorch: one bias, not two that are only ever
 * added.
 */
#include "seq/lstm.h"

#include <string.h>

#include "base/blas.h"
#include "seq/linear.h"
#include "seq/nnkern.h"

#define COLUMNS 512 /* outputs of a tile of the product with the input */
#define ROWS    192 /* rows of a tile of its gradient                  */

static size_t tiles(size_t n, size_t of)
{
	return (n + of - 1) / of;
}

static size_t blocks(const struct qn_lstm *l)
{
	return l->units / qn_nnkern()->width;
}

static size_t pairs(const struct qn_lstm *l)
{
	return tiles(blocks(l), 2);
}

void qn_lstm_plan(struct qn_lstm *l, bool back, struct qn_slab *slab)
{
	size_t all = l->steps * l->rows, more = all + l->rows;
	l->gates = qn_slab_take(slab, all, 4 * l->units);
	l->h = qn_slab_take(slab, more, l->units);
	l->c = qn_slab_take(slab, more, l->units);
	l->packed = qn_slab_take(slab, 4 * l->units, l->units);
	if (!back)
		return;
	l->dc = qn_slab_take(slab, l->rows, l->units);
	l->packed_back =
	    qn_slab_take(slab, 4 * l->units, pairs(l) * 2 * qn_nnkern()->width);
}

static void pack(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct qn_lstm *l = ctx;
	(void)shard;
	qn_nnkern()->pack_forward(l->packed, l->u, l->units, from, to);
}

static void pack_back(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct qn_lstm *l = ctx;
	(void)shard;
	qn_nnkern()->pack_backward(l->packed_back, l->u, l->units, from, to);
}

void qn_lstm_pack(struct qn_lstm *l, struct qn_pool *pool)
{
	qn_pool_for(pool, blocks(l), blocks(l), pack, l);
	if (l->packed_back)
		qn_pool_for(pool, pairs(l), pairs(l), pack_back, l);
}

void qn_lstm_reset(struct qn_lstm *l)
{
	memset(l->h, 0, l->rows * l->units * sizeof *l->h);
	memset(l->c, 0, l->rows * l->units * sizeof *l->c);
}

void qn_lstm_carry(struct qn_lstm *l)
{
	size_t n = l->rows * l->units;
	memcpy(l->h, l->h + l->steps * n, n * sizeof *l->h);
	memcpy(l->c, l->c + l->steps * n, n * sizeof *l->c);
}

/* --- what comes from the input ------------------------------------------------ */

struct product {
	struct qn_lstm *l;
	const float *x;
	float *dx;
	const struct qn_lstm_gradients *g;
};

static void from_input(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct product *p = ctx;
	const struct qn_lstm *l = p->l;
	(void)shard;
	if (l->rows * l->steps == 1)
		qn_nnkern()->times(l->gates + from, l->w + from * l->inputs,
		                   p->x, NULL, to - from, l->inputs);
	else
		qn_blas_abt(l->rows * l->steps, to - from, l->inputs, 1, p->x,
		            l->inputs, l->w + from * l->inputs, l->inputs, 0,
		            l->gates + from, 4 * l->units);
}

static void to_input(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct product *p = ctx;
	const struct qn_lstm *l = p->l;
	const struct qn_linear w = {l->w, NULL, l->inputs, 4 * l->units};
	(void)shard;
	qn_linear_backward(&w, p->dx + from * l->inputs,
	                   l->gates + from * 4 * l->units, to - from);
}

static void to_weights(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct product *p = ctx;
	const struct qn_lstm *l = p->l;
	const struct qn_linear w = {l->w, l->b, l->inputs, 4 * l->units};
	const struct qn_linear u = {l->u, NULL, l->units, 4 * l->units};
	size_t n = l->steps * l->rows;
	(void)shard;
	qn_linear_backward_weights(&w, p->g->w, p->g->b, l->gates, p->x, n,
	                           from, to);
	qn_linear_backward_weights(&u, p->g->u, NULL, l->gates, l->h, n, from,
	                           to);
}

/* --- steps -------------------------------------------------------------------- */

static void step_forward(void *ctx, size_t shard, size_t from, size_t to)
{
	(void)shard;
	qn_nnkern()->lstm(ctx, from, to);
}

static void step_back(void *ctx, size_t shard, size_t from, size_t to)
{
	(void)shard;
	qn_nnkern()->lstm_back(ctx, from, to);
}

static struct qn_lstm_step step_of(const struct qn_lstm *l, size_t t)
{
	size_t n = l->rows * l->units;
	return (struct qn_lstm_step){
	    .rows = l->rows,
	    .units = l->units,
	    .packed = l->packed,
	    .bias = l->b,
	    .gates = l->gates + t * 4 * n,
	    .h_before = l->h + t * n,
	    .c_before = l->c + t * n,
	    .h = l->h + (t + 1) * n,
	    .c = l->c + (t + 1) * n,
	    .dc = l->dc,
	};
}

/* What a block comes to does not depend on who else is in its shard. */
static size_t shards(const struct qn_pool *pool)
{
	return (size_t)qn_pool_threads(pool);
}

void qn_lstm_forward(struct qn_lstm *l, const float *x, struct qn_pool *pool)
{
	struct product p = {.l = l, .x = x};
	qn_pool_for(pool, 4 * l->units, tiles(4 * l->units, COLUMNS),
	            from_input, &p);
	for (size_t t = 0; t < l->steps; t++) {
		struct qn_lstm_step s = step_of(l, t);
		qn_pool_for(pool, blocks(l), shards(pool), step_forward, &s);
	}
}

void qn_lstm_backward(struct qn_lstm *l, float *dx, const float *dh,
                      const float *x, const struct qn_lstm_gradients *g,
                      struct qn_pool *pool)
{
	size_t n = l->rows * l->units;
	memset(l->dc, 0, n * sizeof *l->dc);
	for (size_t t = l->steps; t-- > 0;) {
		struct qn_lstm_step s = step_of(l, t);
		s.packed = l->packed_back;
		s.dh = dh + t * n;
		s.next = t + 1 < l->steps ? s.gates + 4 * n : NULL;
		qn_pool_for(pool, pairs(l), shards(pool), step_back, &s);
	}
	struct product p = {.l = l, .x = x, .dx = dx, .g = g};
	qn_pool_for(pool, 4 * l->units, tiles(4 * l->units, COLUMNS),
	            to_weights, &p);
	qn_pool_for(pool, l->steps * l->rows, tiles(l->steps * l->rows, ROWS),
	            to_input, &p);
}
