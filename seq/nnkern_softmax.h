/* SPDX-License-Identifier: MIT */
/*
 * nnkern_softmax.h -- the softmax of attention, and cross-entropy.
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_SOFTMAX_H
#define QN_SEQ_NNKERN_SOFTMAX_H

#include <math.h>

#include "seq/nnkern_math.h"
#include "seq/nnkern_norm.h"

static float row_largest(const float *x, size_t n)
{
	float most = -HUGE_VALF;
	size_t i = 0;
	if (n >= W) {
		vf v = take(x, W);
		for (i = W; i + W <= n; i += W)
			v = larger(take(x + i, W), v);
		most = largest_lane(v);
	}
	for (; i < n; i++)
		most = x[i] > most ? x[i] : most;
	return most;
}

/* m lanes of exp(scale * (x - most)), and 0. */
INLINE vf exp_part(const float *x, float most, float scale, size_t m)
{
	vf e = exponential((take(x, m) - splat(most)) * splat(scale));
	return m == W ? e : (vf)((vi)e & first_lanes(m));
}

/* y = exp(scale * (x - most)) and its sum; y = x is fine, NULL for the sum
 * alone. */
INLINE float exp_row(float *y, const float *x, size_t n, float most,
                     float scale)
{
	vf s = {0};
	size_t i = 0;
	for (; i + W <= n; i += W) {
		vf e = exp_part(x + i, most, scale, W);
		if (y)
			put(y + i, e, W);
		s += e;
	}
	if (i < n) {
		vf e = exp_part(x + i, most, scale, n - i);
		if (y)
			put(y + i, e, n - i);
		s += e;
	}
	return sum_of_lanes(s);
}

static void softmax(float *s, size_t n, size_t width, float scale)
{
	float inverse = 1 / exp_row(s, s, n, row_largest(s, n), scale);
	for (size_t i = 0; i < n; i++)
		s[i] *= inverse;
	memset(s + n, 0, (width - n) * sizeof *s);
}

static void softmax_back(float *ds, const float *p, size_t width, float scale)
{
	vf s = {0};
	size_t i = 0;
	for (; i + W <= width; i += W)
		s += take(p + i, W) * take(ds + i, W);
	float sum = sum_of_lanes(s);
	for (; i < width; i++)
		sum += p[i] * ds[i];
	for (i = 0; i < width; i++)
		ds[i] = scale * p[i] * (ds[i] - sum);
}

static double log_sum(const float *l, size_t n)
{
	float most = row_largest(l, n);
	return log((double)exp_row(NULL, l, n, most, 1)) + (double)most;
}

static double cross_entropy(float *l, size_t n, size_t target, float smooth,
                            float scale)
{
	float most = row_largest(l, n), wanted = l[target] - most;
	double all =
	    smooth > 0 ? (double)row_sum(l, n) - (double)n * (double)most : 0;
	float sum = exp_row(l, l, n, most, 1);
	float share = scale / sum, even = scale * smooth / (float)n;
	for (size_t i = 0; i < n; i++)
		l[i] = l[i] * share - even;
	l[target] -= scale * (1 - smooth);
	return log((double)sum) - (1 - (double)smooth) * (double)wanted -
	       (double)smooth * all / (double)n;
}
#endif
