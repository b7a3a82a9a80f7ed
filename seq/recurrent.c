/* SPDX-License-Identifier: MIT */
/*
 * recurrent.c -- see recurrent.h.
 *
 * Departure from cuDNN and PyTorch: one bias, not two that are only ever
 * added; of a GRU's n there are two that are not.
 */
#include "seq/recurrent.h"

#include <string.h>

#include "seq/nnkern.h"
#include "seq/product.h"

#define COLUMNS 512 /* outputs of a tile of the product with the input */
#define ROWS    384 /* rows of a tile of its gradient                  */

static size_t tiles(size_t n, size_t of)
{
	return (n + of - 1) / of;
}

size_t qn_cell_kept(enum qn_cell cell)
{
	return cell == QN_CELL_RNN ? 1 : 4;
}

size_t qn_cell_looking(enum qn_cell cell)
{
	return cell == QN_CELL_RNN ? 1 : cell == QN_CELL_GRU ? 3 : 4;
}

/* Floats of a row of gates; of those that look, and where those begin that
 * look at the state before. */
static size_t kept(const struct qn_recurrent *l)
{
	return qn_cell_kept(l->cell) * l->units;
}

static size_t looking(const struct qn_recurrent *l)
{
	return qn_cell_looking(l->cell) * l->units;
}

static size_t behind(const struct qn_recurrent *l)
{
	return kept(l) - looking(l);
}

static size_t blocks(const struct qn_recurrent *l)
{
	return l->units / qn_nnkern()->width;
}

static size_t pairs(const struct qn_recurrent *l)
{
	return tiles(blocks(l), 2);
}

void qn_recurrent_plan(struct qn_recurrent *l, bool back, struct qn_slab *slab)
{
	size_t all = l->steps * l->rows, more = all + l->rows;
	size_t even = (qn_cell_looking(l->cell) + 1) / 2 * 2 * l->units;
	l->gates = qn_slab_take(slab, all, kept(l));
	l->h = qn_slab_take(slab, more, l->units);
	l->c = qn_slab_take(slab, more, l->units);
	l->packed = qn_slab_take(slab, even, l->units);
	if (!back)
		return;
	l->carried = qn_slab_take(slab, l->rows, l->units);
	l->packed_back =
	    qn_slab_take(slab, looking(l), pairs(l) * 2 * qn_nnkern()->width);
	l->narrow = qn_slab_take(slab, l->rows + QN_UNITS, looking(l));
}

/* Halves are for cells of several gates. */
static enum qn_bf16_way way(const struct qn_recurrent *l)
{
	return l->cell == QN_CELL_RNN ? QN_BF16_FLOATS : qn_nnkern_way();
}

static void pack(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct qn_recurrent *l = ctx;
	(void)shard;
	const struct qn_nnkern *k = qn_nnkern();
	size_t gates = qn_cell_looking(l->cell);
	if (l->bf16)
		k->pack_forward_bf16(l->packed, l->u, l->units, gates, from, to,
		                     way(l));
	else
		k->pack_forward(l->packed, l->u, l->units, gates, from, to);
}

static void pack_back(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct qn_recurrent *l = ctx;
	(void)shard;
	const struct qn_nnkern *k = qn_nnkern();
	size_t gates = qn_cell_looking(l->cell);
	if (l->bf16)
		k->pack_backward_bf16(l->packed_back, l->u, l->units, gates,
		                      from, to, way(l));
	else
		k->pack_backward(l->packed_back, l->u, l->units, gates, from,
		                 to);
}

void qn_recurrent_pack(struct qn_recurrent *l, struct qn_pool *pool)
{
	qn_pool_for(pool, blocks(l), blocks(l), pack, l);
	if (l->packed_back)
		qn_pool_for(pool, pairs(l), pairs(l), pack_back, l);
}

/* --- what comes from the input -------------------------------------------- */

struct product {
	struct qn_recurrent *l;
	const float *x;
	float *dx;
	const struct qn_recurrent_gradients *g;
	size_t from, to; /* steps */
};

static void from_input(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct product *p = ctx;
	const struct qn_recurrent *l = p->l;
	size_t at = p->from * l->rows, rows = p->to * l->rows - at;
	const float *x = p->x + at * l->inputs;
	float *gates = l->gates + at * kept(l) + from;
	(void)shard;
	if (rows == 1)
		qn_nnkern()->times(gates, l->w + from * l->inputs, x, NULL,
		                   to - from, l->inputs);
	else
		qn_product_abt(l->bf16, rows, to - from, l->inputs, x,
		               l->inputs, l->w + from * l->inputs, l->inputs,
		               false, gates, kept(l));
}

static void to_input(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct product *p = ctx;
	const struct qn_recurrent *l = p->l;
	size_t at = p->from * l->rows + from;
	(void)shard;
	qn_product_ab(l->bf16, to - from, l->inputs, looking(l),
	              l->gates + at * kept(l), kept(l), l->w, l->inputs, false,
	              p->dx + at * l->inputs, l->inputs);
}

/* Rows [from, to) of the gradients of w and u. */
static void to_weights(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct product *p = ctx;
	const struct qn_recurrent *l = p->l;
	size_t n = l->steps * l->rows;
	(void)shard;
	qn_product_atb(l->bf16, to - from, l->inputs, n, l->gates + from,
	               kept(l), p->x, l->inputs, false,
	               p->g->w + from * l->inputs, l->inputs);
	qn_product_atb(l->bf16, to - from, l->units, n,
	               l->gates + behind(l) + from, kept(l), l->h, l->units,
	               false, p->g->u + from * l->units, l->units);
}

static void to_bias(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct product *p = ctx;
	const struct qn_recurrent *l = p->l;
	(void)shard;
	memset(p->g->b + from, 0, (to - from) * sizeof *p->g->b);
	qn_nnkern()->add_columns(p->g->b + from, l->gates + from, kept(l),
	                         l->steps * l->rows, to - from);
}

/* --- steps ---------------------------------------------------------------- */

struct step {
	enum qn_cell cell;
	struct qn_cell_step s;
};

static void step_forward(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct step *s = ctx;
	(void)shard;
	qn_nnkern()->cell[s->cell](&s->s, from, to);
}

static void step_back(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct step *s = ctx;
	(void)shard;
	qn_nnkern()->cell_back[s->cell](&s->s, from, to);
}

static struct step step_of(const struct qn_recurrent *l, size_t t)
{
	size_t n = l->rows * l->units;
	return (struct step){.cell = l->cell,
	                     .s = {
	                         .rows = l->rows,
	                         .units = l->units,
	                         .packed = l->packed,
	                         .bias = l->b,
	                         .gates = l->gates + t * l->rows * kept(l),
	                         .h_before = l->h + t * n,
	                         .c_before = l->c + t * n,
	                         .h = l->h + (t + 1) * n,
	                         .c = l->c + (t + 1) * n,
	                         .carried = l->carried,
	                     }};
}

/* What a block comes to does not depend on who else is in its shard. */
static size_t shards(const struct qn_pool *pool)
{
	return (size_t)qn_pool_threads(pool);
}

/* Round what a step multiplies u with: n numbers of each row. */
static void narrow(const struct qn_recurrent *l, struct qn_cell_step *s,
                   const float *x, size_t x_row, size_t n)
{
	if (!l->bf16)
		return;
	s->way = way(l);
	s->narrow = l->narrow;
	qn_nnkern()->bf16_rows(l->narrow, &s->narrow_scale, x, x_row, l->rows,
	                       n, s->way);
}

void qn_recurrent_step(struct qn_recurrent *l, size_t t, struct qn_pool *pool)
{
	struct step s = step_of(l, t);
	narrow(l, &s.s, s.s.h_before, l->units, l->units);
	qn_pool_for(pool, blocks(l), shards(pool), step_forward, &s);
}

void qn_recurrent_go(struct qn_recurrent *l, const float *x, size_t from,
                     size_t to, struct qn_pool *pool)
{
	struct product p = {.l = l, .x = x, .from = from, .to = to};
	qn_pool_for(pool, looking(l), tiles(looking(l), COLUMNS), from_input,
	            &p);
	for (size_t t = from; t < to; t++)
		qn_recurrent_step(l, t, pool);
}

void qn_recurrent_forward(struct qn_recurrent *l, const float *x,
                          struct qn_pool *pool)
{
	qn_recurrent_go(l, x, 0, l->steps, pool);
}

void qn_recurrent_return(struct qn_recurrent *l, float *dx, const float *dh,
                         size_t from, size_t to, struct qn_pool *pool)
{
	size_t n = l->rows * l->units, rows = (to - from) * l->rows;
	if (to == l->steps)
		memset(l->carried, 0, n * sizeof *l->carried);
	for (size_t t = to; t-- > from;) {
		struct step s = step_of(l, t);
		s.s.packed = l->packed_back;
		s.s.dh = dh + t * n;
		s.s.next =
		    t + 1 < l->steps ? s.s.gates + l->rows * kept(l) : NULL;
		if (s.s.next)
			narrow(l, &s.s, s.s.next + behind(l), kept(l),
			       looking(l));
		qn_pool_for(pool, pairs(l), shards(pool), step_back, &s);
	}
	struct product p = {.l = l, .dx = dx, .from = from};
	qn_pool_for(pool, rows, tiles(rows, ROWS), to_input, &p);
}

void qn_recurrent_gradients(struct qn_recurrent *l, const float *x,
                            const struct qn_recurrent_gradients *g,
                            struct qn_pool *pool)
{
	struct product p = {.l = l, .x = x, .g = g};
	qn_pool_for(pool, looking(l), tiles(looking(l), COLUMNS), to_weights,
	            &p);
	qn_pool_for(pool, kept(l), tiles(kept(l), COLUMNS), to_bias, &p);
}

void qn_recurrent_backward(struct qn_recurrent *l, float *dx, const float *dh,
                           const float *x,
                           const struct qn_recurrent_gradients *g,
                           struct qn_pool *pool)
{
	qn_recurrent_return(l, dx, dh, 0, l->steps, pool);
	qn_recurrent_gradients(l, x, g, pool);
}

void qn_recurrent_to_state(const struct qn_recurrent *l, float *dh)
{
	size_t n = l->rows * l->units;
	bool held = l->cell == QN_CELL_GRU;
	if (held)
		memcpy(dh, l->carried, n * sizeof *dh);
	qn_product_ab(l->bf16, l->rows, l->units, looking(l),
	              l->gates + behind(l), kept(l), l->u, l->units, held, dh,
	              l->units);
}
