/* SPDX-License-Identifier: MIT */
/*
 * block.c -- see block.h.
 */
#include "seq/block.h"

#include <math.h>
#include <string.h>

#include "seq/attention.h"
#include "seq/dropout.h"
#include "seq/linear.h"
#include "seq/position.h"

#define OUTPUTS 256 /* of a tile of a weight's gradient */

/* --- parameters ----------------------------------------------------------- */

static size_t add(struct qn_params *p, size_t layer, const char *name,
                  struct qn_param q)
{
	return qn_params_add(p, &q, "blocks.%zu.%s", layer, name);
}

struct qn_block_at qn_block_params(struct qn_params *p, size_t layer,
                                   size_t layers, size_t width, size_t inner)
{
	const float all = 0.02f, last = all / sqrtf(2 * (float)layers);
	size_t l = layer, D = width, F = inner;
	struct qn_block_at at;
	at.gain1 = add(p, l, "norm1.weight", qn_param_vector(D, 1));
	at.bias1 = add(p, l, "norm1.bias", qn_param_vector(D, 0));
	at.mix = add(p, l, "qkv.weight", qn_param_matrix(3 * D, D, all));
	at.mix_b = add(p, l, "qkv.bias", qn_param_vector(3 * D, 0));
	at.out = add(p, l, "out.weight", qn_param_matrix(D, D, last));
	at.out_b = add(p, l, "out.bias", qn_param_vector(D, 0));
	at.gain2 = add(p, l, "norm2.weight", qn_param_vector(D, 1));
	at.bias2 = add(p, l, "norm2.bias", qn_param_vector(D, 0));
	at.up = add(p, l, "up.weight", qn_param_matrix(F, D, all));
	at.up_b = add(p, l, "up.bias", qn_param_vector(F, 0));
	at.down = add(p, l, "down.weight", qn_param_matrix(D, F, last));
	at.down_b = add(p, l, "down.bias", qn_param_vector(D, 0));
	return at;
}

/* --- arrays --------------------------------------------------------------- */

void qn_block_plan(struct qn_block *b, size_t rows, struct qn_slab *slab)
{
	size_t N = rows, D = b->width, F = b->inner;
	b->x = qn_slab_take(slab, N, D);
	b->norm1 = qn_slab_take(slab, N, D);
	b->mean1 = qn_slab_take(slab, N, 1);
	b->rstd1 = qn_slab_take(slab, N, 1);
	b->mix = qn_slab_take(slab, N, 3 * D);
	b->shares = qn_slab_take(slab, N, b->heads * b->steps);
	b->mixed = qn_slab_take(slab, N, D);
	b->middle = qn_slab_take(slab, N, D);
	b->norm2 = qn_slab_take(slab, N, D);
	b->mean2 = qn_slab_take(slab, N, 1);
	b->rstd2 = qn_slab_take(slab, N, 1);
	b->u = qn_slab_take(slab, N, F);
	b->g = qn_slab_take(slab, N, F);
}

void qn_block_back_plan(struct qn_block_back *k, const struct qn_block *b,
                        size_t rows, size_t shards, struct qn_slab *slab)
{
	size_t N = rows, D = b->width;
	k->dy = qn_slab_take(slab, N, D);
	k->dx = qn_slab_take(slab, N, D);
	k->drop1 = qn_slab_take(slab, N, D);
	k->drop2 = qn_slab_take(slab, N, D);
	k->dmiddle = qn_slab_take(slab, N, D);
	k->through = qn_slab_take(slab, N, D);
	k->du = qn_slab_take(slab, N, b->inner);
	k->dmix = qn_slab_take(slab, N, 3 * D);
	k->norms = qn_slab_take(slab, shards * 4, D);
	k->scores = qn_slab_take(slab, shards * QN_ATTENTION_BLOCK, b->steps);
}

/* --- its layers ----------------------------------------------------------- */

static struct qn_linear mix_of(const struct qn_block *b)
{
	return (struct qn_linear){b->w + b->at.mix, b->w + b->at.mix_b,
	                          b->width, 3 * b->width, b->bf16};
}

static struct qn_linear out_of(const struct qn_block *b)
{
	return (struct qn_linear){b->w + b->at.out, b->w + b->at.out_b,
	                          b->width, b->width, b->bf16};
}

/* Its bias is added by the activation. */
static struct qn_linear up_of(const struct qn_block *b)
{
	return (struct qn_linear){b->w + b->at.up, NULL, b->width, b->inner,
	                          b->bf16};
}

static struct qn_linear down_of(const struct qn_block *b)
{
	return (struct qn_linear){b->w + b->at.down, b->w + b->at.down_b,
	                          b->inner, b->width, b->bf16};
}

/* The sequence that begins at row `at`. */
static struct qn_attention attention_of(const struct qn_block *b, size_t at)
{
	size_t D = b->width, T = b->steps;
	bool padded = b->lengths && !b->causal;
	const float *q = b->mix + at * 3 * D;
	return (struct qn_attention){.heads = b->heads,
	                             .dim = D / b->heads,
	                             .queries = T,
	                             .keys = T,
	                             .valid = padded ? b->lengths[at / T] : T,
	                             .causal = b->causal,
	                             .q = q,
	                             .k = q + D,
	                             .v = q + 2 * D,
	                             .q_stride = 3 * D,
	                             .kv_stride = 3 * D,
	                             .shares = b->shares + at * b->heads * T};
}

/* Queries and keys of n rows of one sequence, or their gradients. */
static void turn(const struct qn_block *b, float *mix, size_t n, size_t first,
                 float sign)
{
	if (b->angles)
		qn_position_turn(mix, 3 * b->width, n, 2 * b->heads,
		                 b->width / b->heads, b->angles, first, sign);
}

/* --- forward -------------------------------------------------------------- */

static void before_attention(struct qn_block *b, size_t from, size_t n)
{
	size_t D = b->width, at = from * D;
	struct qn_linear mix = mix_of(b);
	qn_nnkern()->norm(b->norm1 + at, b->mean1 + from, b->rstd1 + from,
	                  b->x + at, b->w + b->at.gain1, b->w + b->at.bias1, n,
	                  D);
	qn_linear_forward(&mix, b->mix + 3 * at, b->norm1 + at, n);
}

static void activate(struct qn_block *b, size_t from, size_t n)
{
	const struct qn_nnkern *k = qn_nnkern();
	size_t at = from * b->inner;
	(b->activation == QN_ACTIVATION_RELU ? k->relu : k->gelu)(
	    b->u + at, b->g + at, b->w + b->at.up_b, n, b->inner);
}

static void after_attention(struct qn_block *b, float *y, size_t from, size_t n,
                            const struct qn_dropout drop[2])
{
	const struct qn_nnkern *k = qn_nnkern();
	size_t D = b->width, at = from * D;
	struct qn_linear out = out_of(b), up = up_of(b), down = down_of(b);
	float *middle = b->middle + at;
	qn_linear_forward(&out, middle, b->mixed + at, n);
	k->residual(middle, b->x + at, middle, n * D, (uint32_t)at, &drop[0]);
	k->norm(b->norm2 + at, b->mean2 + from, b->rstd2 + from, middle,
	        b->w + b->at.gain2, b->w + b->at.bias2, n, D);
	qn_linear_forward(&up, b->u + from * b->inner, b->norm2 + at, n);
	activate(b, from, n);
	qn_linear_forward(&down, y + at, b->g + from * b->inner, n);
	k->residual(y + at, middle, y + at, n * D, (uint32_t)at, &drop[1]);
}

void qn_block_forward(struct qn_block *b, float *y, size_t from, size_t to,
                      const struct qn_dropout drop[2])
{
	size_t D = b->width;
	before_attention(b, from, to - from);
	for (size_t at = from; at < to; at += b->steps) {
		struct qn_attention a = attention_of(b, at);
		turn(b, b->mix + at * 3 * D, b->steps, 0, 1);
		qn_attention_forward(&a, b->mixed + at * D, D);
	}
	after_attention(b, y, from, to - from, drop);
}

void qn_block_feed(struct qn_block *b, float *y, float *cache, size_t position)
{
	static const struct qn_dropout none[2];
	size_t D = b->width;
	before_attention(b, 0, 1);
	turn(b, b->mix, 1, position, 1);
	memcpy(cache + position * 2 * D, b->mix + D, 2 * D * sizeof *cache);
	struct qn_attention a = attention_of(b, 0);
	a.queries = 1;
	a.keys = a.valid = position + 1;
	a.k = cache;
	a.v = cache + D;
	a.kv_stride = 2 * D;
	qn_attention_forward(&a, b->mixed, D);
	after_attention(b, y, 0, 1, none);
}

/* --- backward ------------------------------------------------------------- */

/* The gradient of what went into dropout: where nothing was dropped, that of
 * what came out. */
static float *undrop(const struct qn_block *b, float *room, float *d,
                     size_t from, size_t n, const struct qn_dropout *drop)
{
	size_t D = b->width;
	if (!drop->cut)
		return d;
	qn_dropout_rows(drop, room + from * D, d + from * D, from, n, D, 0);
	return room;
}

static void attention_back(const struct qn_block *b, struct qn_block_back *k,
                           size_t shard, size_t from, size_t to)
{
	size_t D = b->width;
	float *scores = k->scores + shard * QN_ATTENTION_BLOCK * b->steps;
	for (size_t at = from; at < to; at += b->steps) {
		struct qn_attention a = attention_of(b, at);
		float *dq = k->dmix + at * 3 * D;
		qn_attention_backward(&a, k->through + at * D, D, dq, dq + D,
		                      dq + 2 * D, scores);
		turn(b, dq, b->steps, 0, -1);
	}
}

void qn_block_backward(const struct qn_block *b, struct qn_block_back *k,
                       size_t shard, size_t from, size_t to,
                       const struct qn_dropout drop[2])
{
	const struct qn_nnkern *kern = qn_nnkern();
	size_t D = b->width, F = b->inner, n = to - from, at = from * D;
	struct qn_linear mix = mix_of(b), out = out_of(b), up = up_of(b),
	                 down = down_of(b);
	float *sums = k->norms + shard * 4 * D, *t = k->through + at;
	memset(sums, 0, 4 * D * sizeof *sums);

	float *d = undrop(b, k->drop2, k->dy, from, n, &drop[1]);
	float *du = k->du + from * F;
	qn_linear_backward(&down, du, d + at, n);
	(b->activation == QN_ACTIVATION_RELU
	     ? kern->relu_back
	     : kern->gelu_back)(du, b->u + from * F, n * F);
	qn_linear_backward(&up, t, du, n);
	kern->norm_back(k->dmiddle + at, sums + 2 * D, sums + 3 * D, t,
	                k->dy + at, b->middle + at, b->mean2 + from,
	                b->rstd2 + from, b->w + b->at.gain2, n, D);

	d = undrop(b, k->drop1, k->dmiddle, from, n, &drop[0]);
	qn_linear_backward(&out, t, d + at, n);
	attention_back(b, k, shard, from, to);
	qn_linear_backward(&mix, t, k->dmix + 3 * at, n);
	kern->norm_back(k->dx + at, sums, sums + D, t, k->dmiddle + at,
	                b->x + at, b->mean1 + from, b->rstd1 + from,
	                b->w + b->at.gain1, n, D);
}

/* --- gradients of weights ------------------------------------------------- */

/* A linear layer, where its gradients go and what they are made of. */
struct job {
	struct qn_linear l;
	size_t w, b;
	const float *dy, *x;
};
#define JOBS 4

static void jobs(const struct qn_block *b, const struct qn_block_back *k,
                 bool dropped, struct job job[JOBS])
{
	const struct qn_block_at *at = &b->at;
	job[0] = (struct job){up_of(b), at->up, at->up_b, k->du, b->norm2};
	job[1] = (struct job){mix_of(b), at->mix, at->mix_b, k->dmix, b->norm1};
	job[2] = (struct job){down_of(b), at->down, at->down_b,
	                      dropped ? k->drop2 : k->dy, b->g};
	job[3] = (struct job){out_of(b), at->out, at->out_b,
	                      dropped ? k->drop1 : k->dmiddle, b->mixed};
}

static size_t tiles(size_t outputs)
{
	return (outputs + OUTPUTS - 1) / OUTPUTS;
}

size_t qn_block_parts(const struct qn_block *b)
{
	return tiles(b->inner) + tiles(3 * b->width) + 2 * tiles(b->width) + 1;
}

/* Sums of what shards have gathered, in their order. */
static void norm_gradients(const struct qn_block *b,
                           const struct qn_block_back *k, float *g,
                           size_t shards)
{
	size_t D = b->width;
	const size_t to[4] = {b->at.gain1, b->at.bias1, b->at.gain2,
	                      b->at.bias2};
	for (size_t i = 0; i < 4; i++) {
		memset(g + to[i], 0, D * sizeof *g);
		qn_nnkern()->add_columns(g + to[i], k->norms + i * D, 4 * D,
		                         shards, D);
	}
}

void qn_block_gradients(const struct qn_block *b, const struct qn_block_back *k,
                        float *g, size_t rows, size_t shards, bool dropped,
                        size_t part)
{
	struct job job[JOBS];
	jobs(b, k, dropped, job);
	for (size_t i = 0; i < JOBS; i++) {
		const struct qn_linear *l = &job[i].l;
		size_t n = tiles(l->outputs), from = part * OUTPUTS;
		if (part < n) {
			size_t to = from + OUTPUTS < l->outputs ? from + OUTPUTS
			                                        : l->outputs;
			qn_linear_backward_weights(l, g + job[i].w,
			                           g + job[i].b, job[i].dy,
			                           job[i].x, rows, from, to);
			return;
		}
		part -= n;
	}
	norm_gradients(b, k, g, shards);
}
