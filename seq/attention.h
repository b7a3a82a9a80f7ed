/* SPDX-License-Identifier: MIT */
/*
 * attention.h -- scaled dot-product attention of one sequence, in several
 * heads (Vaswani et al., "Attention is all you need", 2017), and its
 * gradients.
 *
 *	p[h] = softmax(q[h] k[h]^T / sqrt(dim))     [queries][keys]
 *	y[h] = p[h] v[h]                            [queries][dim]
 *
 * Heads lie side by side in a row.  q may come from the same rows as k and v
 * or from elsewhere (cross-attention); causal attention lets query i see keys
 * up to keys - queries + i, so that with a cache one query can come after
 * many keys.  Keys from `valid` on are padding.
 */
#ifndef QN_SEQ_ATTENTION_H
#define QN_SEQ_ATTENTION_H

#include <stdbool.h>
#include <stddef.h>

struct qn_attention {
	size_t heads, dim;
	size_t queries, keys, valid; /* 1 <= valid <= keys              */
	bool causal;    /* then valid == keys >= queries                   */
	const float *q; /* [queries][..] rows of q_stride floats      */
	const float *k, *v; /* [keys][..] rows of kv_stride floats       */
	size_t q_stride, kv_stride;
	float scale;   /* of q k^T; 0 = 1 / sqrt(dim)                     */
	float *shares; /* [heads][queries][keys]: p, kept for backward   */
};

/* y [queries], rows y_stride apart. */
void qn_attention_forward(const struct qn_attention *a, float *y,
                          size_t y_stride);

/* Gradients of q, k and v, in rows as theirs are; dy as y is.  `scratch` is
 * [QN_ATTENTION_BLOCK][keys]. */
void qn_attention_backward(const struct qn_attention *a, const float *dy,
                           size_t y_stride, float *dq, float *dk, float *dv,
                           float *scratch);
#define QN_ATTENTION_BLOCK 64 /* queries at a time */
#endif
