/* SPDX-License-Identifier: MIT */
/*
 * mttransformerhand.c -- the encoder-decoder Transformer, writing.
 *
 * All weights are packed once.  What a target's earlier pieces were as keys
 * and values is kept where it was made, a row of a step; each target has the
 * path of rows that it came by, so that nothing moves when beams branch.
 *
 *	cache  step 0  [row 0][row 1][row 2]      path of a target that is
 *	       step 1  [row 0][row 1][row 2]      row 2 now: 0, 1, 2
 *	       step 2  [row 0][row 1][row 2]
 */
#include "seq/mttransformer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/attention.h"
#include "seq/packed.h"
#include "seq/position.h"

/* --- weights -------------------------------------------------------------- */

struct packed_branch {
	struct qn_packed in, kv, out;
};

struct qn_mtweights {
	const struct qn_mtnet *net;
	struct qn_mtplaces at;
	struct packed_branch *encoder, *decoder; /* [at.*.n] */
	struct qn_packed output;
	struct qn_slab slab;
};

static void pack_stack(struct qn_mtweights *w, const struct qn_mtstack *stack,
                       struct packed_branch *to)
{
	bool bytes = w->net->bytes;
	for (size_t i = 0; i < stack->n; i++) {
		const struct qn_branch *b = &stack->branch[i];
		const struct qn_linear in = qn_branch_in(b),
		                       kv = qn_branch_kv(b),
		                       out = qn_branch_out(b);
		to[i].in = qn_pack(&w->slab, &in, bytes);
		to[i].out = qn_pack(&w->slab, &out, bytes);
		if (b->kind == QN_BRANCH_CROSS)
			to[i].kv = qn_pack(&w->slab, &kv, bytes);
	}
}

static void pack_all(struct qn_mtweights *w)
{
	const struct qn_mtshape *s = &w->net->shape;
	const struct qn_linear output = {w->net->w + w->at.output, NULL,
	                                 s->width, s->target_words, false};
	pack_stack(w, &w->at.encoder, w->encoder);
	pack_stack(w, &w->at.decoder, w->decoder);
	w->output = qn_pack(&w->slab, &output, w->net->bytes);
}

struct qn_mtweights *qn_mttransformer_weights(const struct qn_mtnet *net,
                                              struct qn_err *e)
{
	struct qn_mtweights *w = qn_calloc(1, sizeof *w);
	struct qn_params again = {.n = 0};
	w->net = net;
	qn_mtplaces_init(&w->at, &again, &net->shape, net->w);
	qn_params_release(&again);
	w->encoder = qn_calloc(w->at.encoder.n, sizeof *w->encoder);
	w->decoder = qn_calloc(w->at.decoder.n, sizeof *w->decoder);
	pack_all(w);
	if (qn_slab_alloc(&w->slab, "a network's weights", e)) {
		pack_all(w);
		return w;
	}
	qn_mttransformer_free_weights(w);
	return NULL;
}

void qn_mttransformer_free_weights(struct qn_mtweights *w)
{
	if (!w)
		return;
	qn_slab_release(&w->slab);
	qn_mtplaces_release(&w->at);
	free(w->encoder);
	free(w->decoder);
	free(w);
}

/* --- a hand --------------------------------------------------------------- */

struct qn_mthand {
	const struct qn_mtweights *w;
	size_t sources, rows, x_most, y_most;
	float *positions; /* [x_most or y_most][D]                   */
	float *x, *norm, *mean, *rstd, *wide, *middle; /* [N][..]     */
	float *shares;           /* [heads][x_most][x_most], or of one query */
	float *memory;           /* [layers][sources * x_most][2 D] k v     */
	float *cache;            /* [layers][y_most][rows][2 D]             */
	const float **kv;        /* [x_most or y_most]                      */
	uint32_t *x_at;          /* [sources + 1]                           */
	uint32_t *source, *path; /* [rows] [rows][y_most]            */
	uint32_t *source_before, *path_before;
	struct qn_bytes_rows room;
	size_t step; /* how long targets are     */
	struct qn_slab slab;
};

static const struct qn_mtshape *shape(const struct qn_mthand *h)
{
	return &h->w->net->shape;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void plan(struct qn_mthand *h, struct qn_slab *slab)
{
	const struct qn_mtshape *s = shape(h);
	size_t D = s->width, X = h->sources * h->x_most;
	size_t N = larger(X, h->rows), most = larger(h->x_most, h->y_most);
	size_t layers = s->decoder_layers;
	h->positions = qn_slab_take(slab, most, D);
	if (h->positions)
		qn_position_sinus(h->positions, most, D);
	h->x = qn_slab_take(slab, N, D);
	h->norm = qn_slab_take(slab, N, D);
	h->mean = qn_slab_take(slab, N, 1);
	h->rstd = qn_slab_take(slab, N, 1);
	h->wide = qn_slab_take(slab, N, larger(3 * D, s->inner));
	h->middle = qn_slab_take(slab, N, larger(D, s->inner));
	qn_packed_room_plan(&h->room, N, larger(D, s->inner), slab);
	h->shares = qn_slab_take(slab, s->heads,
	                         larger(h->x_most * h->x_most, h->y_most));
	h->memory = qn_slab_take(slab, layers * X, 2 * D);
	h->cache = qn_slab_take(slab, layers * h->y_most * h->rows, 2 * D);
	h->kv = (const float **)qn_slab_take(slab, most, 2);
	h->x_at = qn_slab_take(slab, h->sources + 1, 1);
	h->source = qn_slab_take(slab, h->rows, 1);
	h->source_before = qn_slab_take(slab, h->rows, 1);
	h->path = qn_slab_take(slab, h->rows, h->y_most);
	h->path_before = qn_slab_take(slab, h->rows, h->y_most);
}

struct qn_mthand *qn_mttransformer_hand(const struct qn_mtweights *w,
                                        size_t sources, size_t rows,
                                        size_t x_most, size_t y_most,
                                        struct qn_err *e)
{
	struct qn_mthand *h = qn_calloc(1, sizeof *h);
	*h = (struct qn_mthand){.w = w,
	                        .sources = sources,
	                        .rows = rows,
	                        .x_most = x_most,
	                        .y_most = y_most};
	plan(h, &h->slab);
	if (qn_slab_alloc(&h->slab, "translations", e)) {
		plan(h, &h->slab);
		return h;
	}
	qn_mttransformer_free_hand(h);
	return NULL;
}

void qn_mttransformer_free_hand(struct qn_mthand *h)
{
	if (!h)
		return;
	qn_slab_release(&h->slab);
	free(h);
}

/* --- branches ------------------------------------------------------------- */

static void norm(struct qn_mthand *h, float *y, const float *x, size_t gain,
                 size_t bias, size_t rows)
{
	const float *w = h->w->net->w;
	qn_nnkern()->norm(y, h->mean, h->rstd, x, w + gain, w + bias, rows,
	                  shape(h)->width);
}

/* h->x to h->wide. */
static void in_front(struct qn_mthand *h, const struct qn_branch *b,
                     const struct packed_branch *p, size_t rows)
{
	if (!b->post)
		norm(h, h->norm, h->x, b->at.gain, b->at.bias, rows);
	qn_packed_multiply(&p->in, h->wide, b->post ? h->x : h->norm, rows,
	                   &h->room);
}

/* h->middle to h->x. */
static void behind(struct qn_mthand *h, const struct qn_branch *b,
                   const struct packed_branch *p, size_t rows)
{
	static const struct qn_dropout none;
	size_t n = rows * b->width;
	float *sum = b->post ? h->norm : h->x;
	qn_packed_multiply(&p->out, h->norm, h->middle, rows, &h->room);
	qn_nnkern()->residual(sum, h->x, h->norm, n, 0, &none);
	if (b->post)
		norm(h, h->x, sum, b->at.gain, b->at.bias, rows);
}

static void activate(struct qn_mthand *h, const struct qn_branch *b,
                     size_t rows)
{
	const struct qn_nnkern *k = qn_nnkern();
	(b->activation == QN_ACTIVATION_RELU ? k->relu : k->gelu)(
	    h->wide, h->middle, b->w + b->at.in_b, rows, b->inner);
}

/* The row of one piece, so many after the first. */
static void embed(struct qn_mthand *h, const struct qn_mtstack *stack,
                  uint32_t id, size_t position, float *to)
{
	size_t D = shape(h)->width;
	const float *from = h->w->net->w + stack->embedding + id * D;
	const float *more = h->positions + position * D;
	float root = sqrtf((float)D);
	for (size_t c = 0; c < D; c++)
		to[c] = root * from[c] + more[c];
}

/* --- reading -------------------------------------------------------------- */

static void attend_among(struct qn_mthand *h, const struct qn_branch *b,
                         const struct qn_mtbatch *s)
{
	size_t D = b->width;
	for (size_t i = 0; i < s->pairs; i++) {
		size_t at = s->x_at[i], n = s->x_at[i + 1] - at;
		const float *q = h->wide + at * 3 * D;
		const struct qn_attention a = {.heads = b->heads,
		                               .dim = D / b->heads,
		                               .queries = n,
		                               .keys = n,
		                               .valid = n,
		                               .q = q,
		                               .k = q + D,
		                               .v = q + 2 * D,
		                               .q_stride = 3 * D,
		                               .kv_stride = 3 * D,
		                               .shares = h->shares};
		qn_attention_forward(&a, h->middle + at * D, D);
	}
}

static void remember(struct qn_mthand *h, size_t rows)
{
	const struct qn_mtweights *w = h->w;
	size_t room = h->sources * h->x_most * 2 * shape(h)->width, layer = 0;
	for (size_t i = 0; i < w->at.decoder.n; i++)
		if (w->at.decoder.branch[i].kind == QN_BRANCH_CROSS)
			qn_packed_multiply(&w->decoder[i].kv,
			                   h->memory + layer++ * room, h->x,
			                   rows, &h->room);
}

void qn_mttransformer_read(struct qn_mthand *h, const struct qn_mtbatch *s)
{
	const struct qn_mtstack *stack = &h->w->at.encoder;
	size_t rows = s->x_at[s->pairs], D = shape(h)->width;
	memcpy(h->x_at, s->x_at, (s->pairs + 1) * sizeof *h->x_at);
	for (size_t i = 0; i < s->pairs; i++)
		for (size_t at = s->x_at[i]; at < s->x_at[i + 1]; at++)
			embed(h, stack, s->x[at], at - s->x_at[i],
			      h->x + at * D);
	for (size_t i = 0; i < stack->n; i++) {
		const struct qn_branch *b = &stack->branch[i];
		in_front(h, b, &h->w->encoder[i], rows);
		if (b->kind == QN_BRANCH_FEED)
			activate(h, b, rows);
		else
			attend_among(h, b, s);
		behind(h, b, &h->w->encoder[i], rows);
	}
	if (!shape(h)->post)
		norm(h, h->x, h->x, stack->gain, stack->bias, rows);
	remember(h, rows);
	h->step = 0;
}

/* --- writing -------------------------------------------------------------- */

static void swap(uint32_t **a, uint32_t **b)
{
	uint32_t *t = *a;
	*a = *b;
	*b = t;
}

/* Where rows come from. */
static void follow(struct qn_mthand *h, const struct qn_mtstep *step)
{
	swap(&h->source, &h->source_before);
	swap(&h->path, &h->path_before);
	for (size_t r = 0; r < step->rows; r++) {
		uint32_t from = step->parent[r],
		         *path = h->path + r * h->y_most;
		h->source[r] = h->step ? h->source_before[from] : from;
		memcpy(path, h->path_before + from * h->y_most,
		       h->step * sizeof *path);
		path[h->step] = (uint32_t)r;
	}
}

/* Each row upon the ones that it came by. */
static void attend_path(struct qn_mthand *h, const struct qn_branch *b,
                        size_t layer, size_t rows)
{
	size_t D = b->width, each = h->rows * 2 * D;
	float *cache = h->cache + layer * h->y_most * each;
	for (size_t r = 0; r < rows; r++)
		memcpy(cache + h->step * each + r * 2 * D,
		       h->wide + r * 3 * D + D, 2 * D * sizeof *cache);
	for (size_t r = 0; r < rows; r++) {
		for (size_t t = 0; t <= h->step; t++)
			h->kv[t] = cache + t * each +
			           h->path[r * h->y_most + t] * 2 * D;
		qn_nnkern()->attend(h->middle + r * D, h->shares,
		                    h->wide + r * 3 * D, h->kv, h->step + 1,
		                    b->heads, D / b->heads);
	}
}

/* The mean of the heads. */
static void tell_shares(const struct qn_mthand *h, float *to, size_t n,
                        size_t heads)
{
	memset(to, 0, h->x_most * sizeof *to);
	for (size_t i = 0; i < heads * n; i++)
		to[i % n] += h->shares[i] / (float)heads;
}

/* Each row upon its source; shares [rows][x_most] may be NULL. */
static void attend_memory(struct qn_mthand *h, const struct qn_branch *b,
                          size_t layer, size_t rows, float *shares)
{
	size_t D = b->width;
	const float *memory =
	    h->memory + layer * h->sources * h->x_most * 2 * D;
	for (size_t r = 0; r < rows; r++) {
		uint32_t from = h->x_at[h->source[r]];
		size_t n = h->x_at[h->source[r] + 1] - from;
		for (size_t j = 0; j < n; j++)
			h->kv[j] = memory + (from + j) * 2 * D;
		qn_nnkern()->attend(h->middle + r * D, h->shares,
		                    h->wide + r * D, h->kv, n, b->heads,
		                    D / b->heads);
		if (shares)
			tell_shares(h, shares + r * h->x_most, n, b->heads);
	}
}

void qn_mttransformer_write(struct qn_mthand *h, const struct qn_mtstep *step)
{
	const struct qn_mtstack *stack = &h->w->at.decoder;
	size_t rows = step->rows, D = shape(h)->width;
	size_t told = step->layer ? step->layer : shape(h)->decoder_layers;
	follow(h, step);
	for (size_t r = 0; r < rows; r++)
		embed(h, stack, step->id[r], h->step, h->x + r * D);
	for (size_t i = 0; i < stack->n; i++) {
		const struct qn_branch *b = &stack->branch[i];
		size_t layer = i / QN_MT_DECODER_BRANCHES;
		in_front(h, b, &h->w->decoder[i], rows);
		if (b->kind == QN_BRANCH_FEED)
			activate(h, b, rows);
		else if (b->kind == QN_BRANCH_SELF)
			attend_path(h, b, layer, rows);
		else
			attend_memory(h, b, layer, rows,
			              layer + 1 == told ? step->shares : NULL);
		behind(h, b, &h->w->decoder[i], rows);
	}
	if (!shape(h)->post)
		norm(h, h->x, h->x, stack->gain, stack->bias, rows);
	qn_packed_multiply(&h->w->output, step->scores, h->x, rows, &h->room);
	h->step++;
}
