/* SPDX-License-Identifier: MIT */
/*
 * mtattend.c -- see mtattend.h.
 */
#include "seq/mtattend.h"

#include <math.h>
#include <string.h>

#include "seq/attention.h"
#include "seq/tiles.h"

struct qn_mtattend_at qn_mtattend_params(struct qn_params *p,
                                         enum qn_mtscore score, size_t width)
{
	struct qn_mtattend_at at = {.query = 0};
	struct qn_param matrix =
	    qn_param_matrix(width, width, sqrtf(3 / (float)width));
	struct qn_param vector = qn_param_vector(width, 1);
	if (score != QN_MTSCORE_ADDITIVE)
		return at;
	matrix.init = vector.init = QN_INIT_UNIFORM;
	vector.spread = 1 / sqrtf((float)width);
	at.query = qn_params_add(p, &matrix, "attention.query.weight");
	at.key = qn_params_add(p, &matrix, "attention.key.weight");
	at.v = qn_params_add(p, &vector, "attention.v");
	return at;
}

void qn_mtattend_plan(struct qn_mtattend *a, const struct qn_mtroom *room,
                      bool back, struct qn_slab *slab)
{
	size_t X = room->x_padded, Y = room->y_padded, D = a->width;
	bool additive = a->score == QN_MTSCORE_ADDITIVE;
	a->x_most = room->x_most;
	a->shares = qn_slab_take(slab, Y, room->x_most);
	if (additive) {
		a->keys = qn_slab_take(slab, X, D);
		a->queries = qn_slab_take(slab, Y, D);
	}
	if (!back)
		return;
	a->dqueries = qn_slab_take(slab, Y, D);
	a->dk = qn_slab_take(slab, X, D);
	a->dv = qn_slab_take(slab, X, D);
	a->scratch =
	    qn_slab_take(slab, room->pairs * QN_ATTENTION_BLOCK, room->x_most);
	if (additive) {
		a->dkeys = qn_slab_take(slab, X, D);
		a->dvector = qn_slab_take(slab, room->pairs, D);
	}
}

static struct qn_linear key_of(const struct qn_mtattend *a)
{
	return (struct qn_linear){a->w + a->at.key, NULL, a->width, a->width,
	                          a->bf16};
}

static struct qn_linear query_of(const struct qn_mtattend *a)
{
	return (struct qn_linear){a->w + a->at.query, NULL, a->width, a->width,
	                          a->bf16};
}

void qn_mtattend_begin(struct qn_mtattend *a, size_t x_steps,
                       struct qn_pool *pool)
{
	size_t rows = x_steps * a->rows;
	const struct qn_linear key = key_of(a);
	if (a->score != QN_MTSCORE_ADDITIVE)
		return;
	qn_tiles_forward(&key, a->keys, a->memory, rows, pool);
	if (!a->dkeys)
		return;
	memset(a->dkeys, 0, rows * a->width * sizeof *a->dkeys);
	memset(a->dvector, 0, a->rows * a->width * sizeof *a->dvector);
}

/* --- a sequence ----------------------------------------------------------- */

struct work {
	struct qn_mtattend *a;
	float *context;
	const float *q, *dcontext;
	float *dq, *dmemory;
	size_t from, to; /* steps */
};

static size_t length(const struct qn_mtattend *a, size_t r)
{
	return a->x_at[r + 1] - a->x_at[r];
}

static float *shares_at(const struct qn_mtattend *a, size_t r, size_t t)
{
	return a->shares + (r * a->y_steps + t) * a->x_most;
}

/* Of products, the queries of row r. */
static struct qn_attention attention_of(const struct work *w, size_t r)
{
	const struct qn_mtattend *a = w->a;
	size_t D = a->width, B = a->rows, n = length(a, r);
	return (struct qn_attention){.heads = 1,
	                             .dim = D,
	                             .queries = w->to - w->from,
	                             .keys = n,
	                             .valid = n,
	                             .q = w->q + (w->from * B + r) * D,
	                             .k = a->memory + r * D,
	                             .v = a->memory + r * D,
	                             .q_stride = B * D,
	                             .kv_stride = B * D,
	                             .scale =
	                                 a->score == QN_MTSCORE_DOT ? 1 : 0,
	                             .shares = shares_at(a, r, w->from)};
}

static void add_row(float *to, const float *from, float times, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] += times * from[i];
}

static void additive_row(const struct work *w, size_t r)
{
	const struct qn_nnkern *k = qn_nnkern();
	const struct qn_mtattend *a = w->a;
	size_t D = a->width, B = a->rows, n = length(a, r);
	for (size_t t = w->from; t < w->to; t++) {
		size_t row = t * B + r;
		float *p = shares_at(a, r, t), *y = w->context + row * 2 * D;
		k->additive(p, a->queries + row * D, a->keys + r * D, B * D, n,
		            a->w + a->at.v, D);
		k->softmax(p, n, n, 1);
		memset(y, 0, D * sizeof *y);
		for (size_t j = 0; j < n; j++)
			add_row(y, a->memory + (j * B + r) * D, p[j], D);
	}
}

static void forward(void *ctx, size_t shard, size_t first, size_t end)
{
	const struct work *w = ctx;
	const struct qn_mtattend *a = w->a;
	size_t D = a->width, B = a->rows;
	(void)shard;
	for (size_t r = first; r < end; r++) {
		if (a->score == QN_MTSCORE_ADDITIVE) {
			additive_row(w, r);
			continue;
		}
		struct qn_attention one = attention_of(w, r);
		qn_attention_forward(
		    &one, w->context + (w->from * B + r) * 2 * D, B * 2 * D);
	}
}

void qn_mtattend_forward(struct qn_mtattend *a, float *context, const float *q,
                         size_t from, size_t to, struct qn_pool *pool)
{
	struct work w = {
	    .a = a, .context = context, .q = q, .from = from, .to = to};
	size_t at = from * a->rows * a->width, rows = (to - from) * a->rows;
	const struct qn_linear query = query_of(a);
	if (a->score == QN_MTSCORE_ADDITIVE)
		qn_tiles_forward(&query, a->queries + at, q + at, rows, pool);
	qn_pool_for(pool, a->rows, a->rows, forward, &w);
}

/* --- backward ------------------------------------------------------------- */

static float dot(const float *a, const float *b, size_t n)
{
	float sum;
	qn_nnkern()->times(&sum, a, b, NULL, 1, n);
	return sum;
}

static void additive_row_back(const struct work *w, size_t r)
{
	const struct qn_nnkern *k = qn_nnkern();
	const struct qn_mtattend *a = w->a;
	size_t D = a->width, B = a->rows, n = length(a, r);
	float *ds = a->scratch + r * QN_ATTENTION_BLOCK * a->x_most;
	for (size_t t = w->from; t < w->to; t++) {
		size_t row = t * B + r;
		const float *p = shares_at(a, r, t);
		const float *dy = w->dcontext + row * 2 * D;
		float *dq = a->dqueries + row * D;
		for (size_t j = 0; j < n; j++) {
			size_t at = (j * B + r) * D;
			ds[j] = dot(dy, a->memory + at, D);
			add_row(w->dmemory + at, dy, p[j], D);
		}
		k->softmax_back(ds, p, n, 1);
		memset(dq, 0, D * sizeof *dq);
		k->additive_back(ds, a->queries + row * D, a->keys + r * D,
		                 B * D, n, a->w + a->at.v, D, dq,
		                 a->dkeys + r * D, a->dvector + r * D);
	}
}

static void product_row_back(const struct work *w, size_t r)
{
	const struct qn_mtattend *a = w->a;
	size_t D = a->width, B = a->rows, n = length(a, r);
	struct qn_attention one = attention_of(w, r);
	float *dq = a->dqueries + (w->from * B + r) * D;
	qn_attention_backward(&one, w->dcontext + (w->from * B + r) * 2 * D,
	                      B * 2 * D, dq, a->dk + r * D, a->dv + r * D,
	                      a->scratch + r * QN_ATTENTION_BLOCK * a->x_most);
	for (size_t t = w->from; t < w->to; t++)
		add_row(w->dq + (t * B + r) * D, a->dqueries + (t * B + r) * D,
		        1, D);
	for (size_t j = 0; j < n; j++) {
		size_t at = (j * B + r) * D;
		add_row(w->dmemory + at, a->dk + at, 1, D);
		add_row(w->dmemory + at, a->dv + at, 1, D);
	}
}

static void backward(void *ctx, size_t shard, size_t first, size_t end)
{
	const struct work *w = ctx;
	(void)shard;
	for (size_t r = first; r < end; r++)
		(w->a->score == QN_MTSCORE_ADDITIVE ? additive_row_back
		                                    : product_row_back)(w, r);
}

void qn_mtattend_backward(struct qn_mtattend *a, float *dq, float *dmemory,
                          const float *dcontext, const float *q, size_t from,
                          size_t to, struct qn_pool *pool)
{
	struct work w = {.a = a,
	                 .q = q,
	                 .dcontext = dcontext,
	                 .dq = dq,
	                 .dmemory = dmemory,
	                 .from = from,
	                 .to = to};
	size_t at = from * a->rows * a->width, rows = (to - from) * a->rows;
	const struct qn_linear query = query_of(a);
	qn_pool_for(pool, a->rows, a->rows, backward, &w);
	if (a->score == QN_MTSCORE_ADDITIVE)
		qn_tiles_backward(&query, dq + at, a->dqueries + at, rows, true,
		                  pool);
}

void qn_mtattend_end(struct qn_mtattend *a, float *g, float *dmemory,
                     const float *q, size_t x_steps, struct qn_pool *pool)
{
	const struct qn_linear query = query_of(a), key = key_of(a);
	size_t D = a->width, X = x_steps * a->rows, Y = a->y_steps * a->rows;
	if (a->score != QN_MTSCORE_ADDITIVE)
		return;
	qn_tiles_backward(&key, dmemory, a->dkeys, X, true, pool);
	qn_tiles_weights(&key, g + a->at.key, NULL, a->dkeys, a->memory, X,
	                 pool);
	qn_tiles_weights(&query, g + a->at.query, NULL, a->dqueries, q, Y,
	                 pool);
	memset(g + a->at.v, 0, D * sizeof *g);
	qn_nnkern()->add_columns(g + a->at.v, a->dvector, D, a->rows, D);
}
