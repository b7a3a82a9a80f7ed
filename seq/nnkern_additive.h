/* SPDX-License-Identifier: MIT */
/*
 * nnkern_additive.h -- additive attention (Bahdanau, Cho and Bengio, 2015):
 *
 *	s[j] = sum over c of v[c] tanh(q[c] + k[j][c])
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_ADDITIVE_H
#define QN_SEQ_NNKERN_ADDITIVE_H

#include "seq/nnkern_math.h"

static void additive(float *s, const float *q, const float *k, size_t stride,
                     size_t n, const float *v, size_t dim)
{
	for (size_t j = 0; j < n; j++, k += stride) {
		vf sum = {0};
		for (size_t c = 0; c < dim; c += W)
			sum += take(v + c, W) *
			       tanh_of(take(q + c, W) + take(k + c, W));
		s[j] = sum_of_lanes(sum);
	}
}

static void additive_back(const float *ds, const float *q, const float *k,
                          size_t stride, size_t n, const float *v, size_t dim,
                          float *dq, float *dk, float *dv)
{
	for (size_t j = 0; j < n; j++, k += stride, dk += stride)
		for (size_t c = 0; c < dim; c += W) {
			vf t = tanh_of(take(q + c, W) + take(k + c, W));
			vf d =
			    splat(ds[j]) * take(v + c, W) * (splat(1) - t * t);
			put(dq + c, take(dq + c, W) + d, W);
			put(dk + c, take(dk + c, W) + d, W);
			put(dv + c, take(dv + c, W) + splat(ds[j]) * t, W);
		}
}
#endif
