/* SPDX-License-Identifier: MIT */
/*
 * attention.c -- see attention.h.
 *
 * Queries go in blocks: of causal attention the part above the diagonal is
 * left out block by block, which saves close to half of the products.
 */
#include "seq/attention.h"

#include <math.h>
#include <string.h>

#include "base/blas.h"
#include "seq/nnkern.h"

#define BLOCK QN_ATTENTION_BLOCK

/* A block of a head: its first query, how many, and the keys that one of them
 * sees at most. */
struct block {
	size_t at, n, width;
};

static struct block block_at(const struct qn_attention *a, size_t at)
{
	size_t n = a->queries - at < BLOCK ? a->queries - at : BLOCK;
	size_t past = a->keys - a->queries;
	return (struct block){at, n, a->causal ? past + at + n : a->valid};
}

static size_t sees(const struct qn_attention *a, size_t query)
{
	return a->causal ? a->keys - a->queries + query + 1 : a->valid;
}

static float scale(const struct qn_attention *a)
{
	return a->scale > 0 ? a->scale : 1 / sqrtf((float)a->dim);
}

static float *shares(const struct qn_attention *a, size_t head, size_t query)
{
	return a->shares + (head * a->queries + query) * a->keys;
}

static void forward(const struct qn_attention *a, size_t head, struct block b,
                    float *y, size_t y_stride)
{
	size_t at = head * a->dim;
	float *p = shares(a, head, b.at);
	qn_blas_abt(b.n, b.width, a->dim, 1, a->q + b.at * a->q_stride + at,
	            a->q_stride, a->k + at, a->kv_stride, 0, p, a->keys);
	for (size_t i = 0; i < b.n; i++)
		qn_nnkern()->softmax(p + i * a->keys, sees(a, b.at + i),
		                     b.width, scale(a));
	qn_blas_ab(b.n, a->dim, b.width, 1, p, a->keys, a->v + at, a->kv_stride,
	           0, y + b.at * y_stride + at, y_stride);
}

void qn_attention_forward(const struct qn_attention *a, float *y,
                          size_t y_stride)
{
	for (size_t h = 0; h < a->heads; h++)
		for (size_t at = 0; at < a->queries; at += BLOCK)
			forward(a, h, block_at(a, at), y, y_stride);
}

/* dk and dv are added to, but in the first block that comes, the widest. */
static void backward(const struct qn_attention *a, size_t head, struct block b,
                     const float *dy, size_t y_stride, float *dq, float *dk,
                     float *dv, float *ds, bool first)
{
	size_t at = head * a->dim, qs = a->q_stride, kvs = a->kv_stride;
	const float *p = shares(a, head, b.at);
	const float *d = dy + b.at * y_stride + at;
	float more = first ? 0 : 1;
	qn_blas_atb(b.width, a->dim, b.n, 1, p, a->keys, d, y_stride, more,
	            dv + at, kvs);
	qn_blas_abt(b.n, b.width, a->dim, 1, d, y_stride, a->v + at, kvs, 0, ds,
	            a->keys);
	for (size_t i = 0; i < b.n; i++)
		qn_nnkern()->softmax_back(ds + i * a->keys, p + i * a->keys,
		                          b.width, scale(a));
	qn_blas_ab(b.n, a->dim, b.width, 1, ds, a->keys, a->k + at, kvs, 0,
	           dq + b.at * qs + at, qs);
	qn_blas_atb(b.width, a->dim, b.n, 1, ds, a->keys, a->q + b.at * qs + at,
	            qs, more, dk + at, kvs);
}

/* Keys that nobody sees. */
static void clear_padding(const struct qn_attention *a, float *d)
{
	for (size_t i = a->valid; i < a->keys; i++)
		memset(d + i * a->kv_stride, 0, a->heads * a->dim * sizeof *d);
}

void qn_attention_backward(const struct qn_attention *a, const float *dy,
                           size_t y_stride, float *dq, float *dk, float *dv,
                           float *scratch)
{
	size_t last = (a->queries - 1) / BLOCK * BLOCK;
	for (size_t h = 0; h < a->heads; h++)
		for (size_t at = last + BLOCK; at > 0; at -= BLOCK)
			backward(a, h, block_at(a, at - BLOCK), dy, y_stride,
			         dq, dk, dv, scratch, at - BLOCK == last);
	clear_padding(a, dk);
	clear_padding(a, dv);
}
