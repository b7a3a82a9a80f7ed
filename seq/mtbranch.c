/* SPDX-License-Identifier: MIT */
/*
 * mtbranch.c -- see mtbranch.h.
 */
#include "seq/mtbranch.h"

#include <math.h>
#include <string.h>

#include "seq/attention.h"
#include "seq/dropout.h"

#define OUTPUTS 256 /* of a tile of a weight's gradient */

/* --- parameters ----------------------------------------------------------- */

/* Glorot and Bengio's (2010) uniform numbers. */
static size_t matrix(struct qn_params *p, size_t rows, size_t columns,
                     const char *name, const char *part)
{
	struct qn_param q =
	    qn_param_matrix(rows, columns, sqrtf(6 / (float)(rows + columns)));
	q.init = QN_INIT_UNIFORM;
	return qn_params_add(p, &q, "%s.%s.weight", name, part);
}

static size_t vector(struct qn_params *p, size_t n, float value,
                     const char *name, const char *part)
{
	struct qn_param q = qn_param_vector(n, value);
	return qn_params_add(p, &q, "%s.%s", name, part);
}

/* Columns that come out of `in`; that go into `out`. */
static size_t wide(enum qn_branch_kind kind, size_t width, size_t inner)
{
	return kind == QN_BRANCH_SELF    ? 3 * width
	       : kind == QN_BRANCH_CROSS ? width
	                                 : inner;
}

static size_t middle(enum qn_branch_kind kind, size_t width, size_t inner)
{
	return kind == QN_BRANCH_FEED ? inner : width;
}

struct qn_branch_at qn_branch_params(struct qn_params *p,
                                     enum qn_branch_kind kind, size_t width,
                                     size_t inner, const char *name)
{
	size_t D = width, W = wide(kind, D, inner), M = middle(kind, D, inner);
	struct qn_branch_at at = {.kv = 0};
	at.gain = vector(p, D, 1, name, "norm.weight");
	at.bias = vector(p, D, 0, name, "norm.bias");
	at.in = matrix(p, W, D, name, "in");
	at.in_b = vector(p, W, 0, name, "in.bias");
	if (kind == QN_BRANCH_CROSS) {
		at.kv = matrix(p, 2 * D, D, name, "kv");
		at.kv_b = vector(p, 2 * D, 0, name, "kv.bias");
	}
	at.out = matrix(p, D, M, name, "out");
	at.out_b = vector(p, D, 0, name, "out.bias");
	return at;
}

/* --- its layers ----------------------------------------------------------- */

static size_t wide_of(const struct qn_branch *b)
{
	return wide(b->kind, b->width, b->inner);
}

static size_t middle_of(const struct qn_branch *b)
{
	return middle(b->kind, b->width, b->inner);
}

struct qn_linear qn_branch_in(const struct qn_branch *b)
{
	bool late = b->kind == QN_BRANCH_FEED;
	return (struct qn_linear){b->w + b->at.in,
	                          late ? NULL : b->w + b->at.in_b, b->width,
	                          wide_of(b), b->bf16};
}

struct qn_linear qn_branch_kv(const struct qn_branch *b)
{
	return (struct qn_linear){b->w + b->at.kv, b->w + b->at.kv_b, b->width,
	                          2 * b->width, b->bf16};
}

struct qn_linear qn_branch_out(const struct qn_branch *b)
{
	return (struct qn_linear){b->w + b->at.out, b->w + b->at.out_b,
	                          middle_of(b), b->width, b->bf16};
}

/* --- arrays --------------------------------------------------------------- */

void qn_branch_plan(struct qn_branch *b, size_t rows, size_t memory,
                    struct qn_slab *slab)
{
	size_t N = rows, D = b->width;
	b->x = qn_slab_take(slab, N, D);
	b->norm = qn_slab_take(slab, N, D);
	b->mean = qn_slab_take(slab, N, 1);
	b->rstd = qn_slab_take(slab, N, 1);
	b->wide = qn_slab_take(slab, N, wide_of(b));
	b->middle = qn_slab_take(slab, N, middle_of(b));
	if (b->kind == QN_BRANCH_CROSS)
		b->kv = qn_slab_take(slab, memory, 2 * D);
	if (b->kind != QN_BRANCH_FEED)
		b->shares = qn_slab_take(slab, N, b->heads * b->most);
}

void qn_branch_back_plan(struct qn_branch_back *k, size_t width, size_t inner,
                         size_t rows, size_t memory, size_t most, size_t shards,
                         struct qn_slab *slab)
{
	size_t N = rows, D = width;
	k->most = most;
	k->dy = qn_slab_take(slab, N, D);
	k->dx = qn_slab_take(slab, N, D);
	k->dsum = qn_slab_take(slab, N, D);
	k->drop = qn_slab_take(slab, N, D);
	k->through = qn_slab_take(slab, N, D);
	k->dmiddle = qn_slab_take(slab, N, inner > D ? inner : D);
	k->dwide = qn_slab_take(slab, N, inner > 3 * D ? inner : 3 * D);
	k->dkv = qn_slab_take(slab, memory, 2 * D);
	k->dmemory = qn_slab_take(slab, memory, D);
	k->norms = qn_slab_take(slab, shards * 2, D);
	k->scratch = qn_slab_take(slab, shards * QN_ATTENTION_BLOCK, most);
}

/* --- forward -------------------------------------------------------------- */

/* Sequence i. */
static struct qn_attention attention_of(const struct qn_branch *b,
                                        const struct qn_branch_rows *r,
                                        size_t i)
{
	size_t D = b->width, at = r->q_at[i], n = r->q_at[i + 1] - at;
	struct qn_attention a = {.heads = b->heads,
	                         .dim = D / b->heads,
	                         .queries = n,
	                         .shares = b->shares + at * b->heads * b->most};
	if (b->kind == QN_BRANCH_SELF) {
		a.q = b->wide + at * 3 * D;
		a.k = a.q + D;
		a.v = a.q + 2 * D;
		a.q_stride = a.kv_stride = 3 * D;
		a.keys = a.valid = n;
		a.causal = b->causal;
	} else {
		a.q = b->wide + at * D;
		a.k = b->kv + r->k_at[i] * 2 * D;
		a.v = a.k + D;
		a.q_stride = D;
		a.kv_stride = 2 * D;
		a.keys = a.valid = r->k_at[i + 1] - r->k_at[i];
	}
	return a;
}

static void attend(struct qn_branch *b, const struct qn_branch_rows *r,
                   size_t first, size_t end)
{
	size_t D = b->width;
	if (b->kind == QN_BRANCH_CROSS) {
		struct qn_linear kv = qn_branch_kv(b);
		size_t from = r->k_at[first], n = r->k_at[end] - from;
		qn_linear_forward(&kv, b->kv + from * 2 * D,
		                  r->memory + from * D, n);
	}
	for (size_t i = first; i < end; i++) {
		struct qn_attention a = attention_of(b, r, i);
		qn_attention_forward(&a, b->middle + r->q_at[i] * D, D);
	}
}

static void norm_rows(const struct qn_branch *b, float *y, const float *x,
                      size_t from, size_t n)
{
	size_t at = from * b->width;
	qn_nnkern()->norm(y + at, b->mean + from, b->rstd + from, x + at,
	                  b->w + b->at.gain, b->w + b->at.bias, n, b->width);
}

void qn_branch_forward(struct qn_branch *b, float *y,
                       const struct qn_branch_rows *r, size_t first, size_t end,
                       const struct qn_dropout *drop)
{
	const struct qn_nnkern *k = qn_nnkern();
	size_t D = b->width, W = wide_of(b), M = middle_of(b);
	size_t from = r->q_at[first], n = r->q_at[end] - from, at = from * D;
	struct qn_linear in = qn_branch_in(b), out = qn_branch_out(b);
	if (n == 0)
		return;
	if (!b->post)
		norm_rows(b, b->norm, b->x, from, n);
	qn_linear_forward(&in, b->wide + from * W,
	                  (b->post ? b->x : b->norm) + at, n);
	if (b->kind == QN_BRANCH_FEED)
		(b->activation == QN_ACTIVATION_RELU ? k->relu : k->gelu)(
		    b->wide + from * W, b->middle + from * W, b->w + b->at.in_b,
		    n, W);
	else
		attend(b, r, first, end);
	qn_linear_forward(&out, y + at, b->middle + from * M, n);
	float *sum = b->post ? b->norm : y;
	k->residual(sum + at, b->x + at, y + at, n * D, (uint32_t)at, drop);
	if (b->post)
		norm_rows(b, y, b->norm, from, n);
}

/* --- backward ------------------------------------------------------------- */

static void attention_back(const struct qn_branch *b, struct qn_branch_back *k,
                           const struct qn_branch_rows *r, size_t shard,
                           size_t first, size_t end)
{
	size_t D = b->width;
	float *scratch = k->scratch + shard * QN_ATTENTION_BLOCK * k->most;
	bool self = b->kind == QN_BRANCH_SELF;
	for (size_t i = first; i < end; i++) {
		struct qn_attention a = attention_of(b, r, i);
		float *dq = k->dwide + r->q_at[i] * wide_of(b);
		float *dk = self ? dq + D : k->dkv + r->k_at[i] * 2 * D;
		qn_attention_backward(&a, k->dmiddle + r->q_at[i] * D, D, dq,
		                      dk, dk + D, scratch);
	}
	if (self)
		return;
	struct qn_linear kv = qn_branch_kv(b);
	size_t from = r->k_at[first], n = r->k_at[end] - from;
	qn_linear_backward_add(&kv, k->dmemory + from * D,
	                       k->dkv + from * 2 * D, n);
}

static void norm_back(const struct qn_branch *b, float *dx, float *sums,
                      const float *dy, const float *skip, const float *x,
                      size_t from, size_t n)
{
	size_t D = b->width, at = from * D;
	qn_nnkern()->norm_back(dx + at, sums, sums + D, dy + at,
	                       skip ? skip + at : NULL, x + at, b->mean + from,
	                       b->rstd + from, b->w + b->at.gain, n, D);
}

void qn_branch_backward(const struct qn_branch *b, struct qn_branch_back *k,
                        const struct qn_branch_rows *r, size_t shard,
                        size_t first, size_t end, const struct qn_dropout *drop)
{
	const struct qn_nnkern *kern = qn_nnkern();
	size_t D = b->width, W = wide_of(b), M = middle_of(b);
	size_t from = r->q_at[first], n = r->q_at[end] - from, at = from * D;
	struct qn_linear in = qn_branch_in(b), out = qn_branch_out(b);
	float *sums = k->norms + shard * 2 * D, *dwide = k->dwide + from * W;
	memset(sums, 0, 2 * D * sizeof *sums);
	if (n == 0)
		return;
	float *d = k->dy;
	if (b->post) {
		norm_back(b, k->dsum, sums, k->dy, NULL, b->norm, from, n);
		d = k->dsum;
	}
	float *skip = d;
	if (drop->cut) {
		qn_dropout_rows(drop, k->drop + at, d + at, from, n, D, 0);
		d = k->drop;
	}
	float *dmiddle = b->kind == QN_BRANCH_FEED ? k->dwide : k->dmiddle;
	qn_linear_backward(&out, dmiddle + from * M, d + at, n);
	if (b->kind == QN_BRANCH_FEED)
		(b->activation == QN_ACTIVATION_RELU
		     ? kern->relu_back
		     : kern->gelu_back)(dwide, b->wide + from * W, n * W);
	else
		attention_back(b, k, r, shard, first, end);
	qn_linear_backward(&in, k->through + at, dwide, n);
	if (b->post)
		kern->residual(k->dx + at, skip + at, k->through + at, n * D, 0,
		               &(struct qn_dropout){.cut = 0});
	else
		norm_back(b, k->dx, sums, k->through, skip, b->x, from, n);
}

/* --- gradients of weights ------------------------------------------------- */

/* A linear layer, where its gradients go and what they are made of. */
struct job {
	struct qn_linear l;
	size_t w, b;
	const float *dy, *x;
	size_t rows;
};
#define JOBS 3

static size_t jobs(const struct qn_branch *b, const struct qn_branch_back *k,
                   const struct qn_branch_rows *r, size_t pairs, bool dropped,
                   struct job job[JOBS])
{
	const struct qn_branch_at *at = &b->at;
	size_t n = r->q_at[pairs];
	const float *dout = dropped ? k->drop : b->post ? k->dsum : k->dy;
	/* The one whose tiles may be larger comes first: a large one that is
	 * last keeps other threads waiting. */
	job[0] = (struct job){qn_branch_out(b), at->out, at->out_b, dout,
	                      b->middle,        n};
	job[1] =
	    (struct job){qn_branch_in(b),          at->in, at->in_b, k->dwide,
	                 b->post ? b->x : b->norm, n};
	if (b->kind != QN_BRANCH_CROSS)
		return 2;
	job[2] = (struct job){qn_branch_kv(b), at->kv,    at->kv_b,
	                      k->dkv,          r->memory, r->k_at[pairs]};
	return 3;
}

static size_t tiles(size_t outputs)
{
	return (outputs + OUTPUTS - 1) / OUTPUTS;
}

size_t qn_branch_parts(const struct qn_branch *b)
{
	return tiles(wide_of(b)) + tiles(b->width) + 1 +
	       (b->kind == QN_BRANCH_CROSS ? tiles(2 * b->width) : 0);
}

/* Sums of what shards have gathered, in their order. */
static void norm_gradients(const struct qn_branch *b,
                           const struct qn_branch_back *k, float *g,
                           size_t shards)
{
	size_t D = b->width;
	const size_t to[2] = {b->at.gain, b->at.bias};
	for (size_t i = 0; i < 2; i++) {
		memset(g + to[i], 0, D * sizeof *g);
		qn_nnkern()->add_columns(g + to[i], k->norms + i * D, 2 * D,
		                         shards, D);
	}
}

void qn_branch_gradients(const struct qn_branch *b,
                         const struct qn_branch_back *k,
                         const struct qn_branch_rows *r, float *g, size_t pairs,
                         size_t shards, bool dropped, size_t part)
{
	struct job job[JOBS];
	size_t count = jobs(b, k, r, pairs, dropped, job);
	for (size_t i = 0; i < count; i++) {
		const struct qn_linear *l = &job[i].l;
		size_t n = tiles(l->outputs), from = part * OUTPUTS;
		if (part < n) {
			size_t to = from + OUTPUTS < l->outputs ? from + OUTPUTS
			                                        : l->outputs;
			qn_linear_backward_weights(
			    l, g + job[i].w, g + job[i].b, job[i].dy, job[i].x,
			    job[i].rows, from, to);
			return;
		}
		part -= n;
	}
	norm_gradients(b, k, g, shards);
}
