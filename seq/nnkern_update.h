/* SPDX-License-Identifier: MIT */
/*
 * nnkern_update.h -- steps of optimisers.
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_UPDATE_H
#define QN_SEQ_NNKERN_UPDATE_H

#include <math.h>

#include "seq/nnkern_math.h"

/* Floats in as many parts as vectors have lanes, the parts as doubles: one
 * number that is not finite makes the sum so. */
static double sum_squares(const float *x, size_t n)
{
	vf s[4] = {{0}};
	size_t i = 0;
	for (; i + 4 * W <= n; i += 4 * W)
		for (size_t q = 0; q < 4; q++) {
			vf v = take(x + i + q * W, W);
			s[q] += v * v;
		}
	double sum = (double)sum_of_lanes((s[0] + s[1]) + (s[2] + s[3]));
	for (; i < n; i++)
		sum += (double)x[i] * (double)x[i];
	return sum;
}

static void sgd(float *w, const float *g, float *m, size_t n,
                const struct qn_update *u)
{
	const float scale = u->scale, rate = u->rate, pull = u->pull;
	const float momentum = u->momentum, keep = u->keep;
	if (momentum == 0) {
		for (size_t i = 0; i < n; i++)
			w[i] =
			    keep * w[i] - rate * (scale * g[i] + pull * w[i]);
		return;
	}
	const float old = u->nesterov ? momentum : 1;
	const float fresh = u->nesterov ? 1 : 0;
	for (size_t i = 0; i < n; i++) {
		float d = scale * g[i] + pull * w[i];
		m[i] = momentum * m[i] + d;
		w[i] = keep * w[i] - rate * (old * m[i] + fresh * d);
	}
}

static void adam(float *w, const float *g, float *m, float *v, size_t n,
                 const struct qn_update *u)
{
	const float scale = u->scale, rate = u->rate, pull = u->pull;
	const float b1 = u->mean, b2 = u->square, root = u->root;
	const float epsilon = u->epsilon, keep = u->keep;
	for (size_t i = 0; i < n; i++) {
		float d = scale * g[i] + pull * w[i];
		m[i] = b1 * m[i] + (1 - b1) * d;
		v[i] = b2 * v[i] + (1 - b2) * d * d;
		w[i] = keep * w[i] -
		       rate * m[i] / (__builtin_sqrtf(v[i]) * root + epsilon);
	}
}
#endif
