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

/* A gradient, clipped, with the pull of an L2 penalty. */
static inline float pulled(float w, float g, const struct qn_update *u)
{
	float d = u->scale * g;
	d = d > u->limit ? u->limit : d;
	d = d < -u->limit ? -u->limit : d;
	return d + u->pull * w;
}

/* With Polyak's momentum m, or none. */
static void sgd(float *w, const float *g, float *m, float *v, size_t n,
                const struct qn_update *up)
{
	const struct qn_update u = *up;
	(void)v;
	if (!m) {
		for (size_t i = 0; i < n; i++)
			w[i] -= u.rate * pulled(w[i], g[i], &u);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		m[i] = u.momentum * m[i] + pulled(w[i], g[i], &u);
		w[i] -= u.rate * m[i];
	}
}

/* With a look at where momentum will have led. */
static void nesterov(float *w, const float *g, float *m, float *v, size_t n,
                     const struct qn_update *up)
{
	const struct qn_update u = *up;
	if (!m) {
		sgd(w, g, m, v, n, up);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		float d = pulled(w[i], g[i], &u);
		m[i] = u.momentum * m[i] + d;
		w[i] -= u.rate * (u.momentum * m[i] + d);
	}
}

static void adagrad(float *w, const float *g, float *m, float *v, size_t n,
                    const struct qn_update *up)
{
	const struct qn_update u = *up;
	(void)m;
	for (size_t i = 0; i < n; i++) {
		float d = pulled(w[i], g[i], &u);
		v[i] += d * d;
		w[i] -= u.rate * d / (__builtin_sqrtf(v[i]) + u.epsilon);
	}
}

/* m: the mean square of steps, in units of which the next one is. */
static void adadelta(float *w, const float *g, float *m, float *v, size_t n,
                     const struct qn_update *up)
{
	const struct qn_update u = *up;
	for (size_t i = 0; i < n; i++) {
		float d = pulled(w[i], g[i], &u);
		v[i] = u.square * v[i] + (1 - u.square) * d * d;
		float step = __builtin_sqrtf(m[i] + u.epsilon) /
		             __builtin_sqrtf(v[i] + u.epsilon) * d;
		m[i] = u.square * m[i] + (1 - u.square) * step * step;
		w[i] -= u.rate * step;
	}
}

static void rmsprop(float *w, const float *g, float *m, float *v, size_t n,
                    const struct qn_update *up)
{
	const struct qn_update u = *up;
	for (size_t i = 0; i < n; i++) {
		float d = pulled(w[i], g[i], &u);
		v[i] = u.square * v[i] + (1 - u.square) * d * d;
		d /= __builtin_sqrtf(v[i]) + u.epsilon;
		if (m)
			d = m[i] = u.momentum * m[i] + d;
		w[i] -= u.rate * d;
	}
}

static void adam(float *w, const float *g, float *m, float *v, size_t n,
                 const struct qn_update *up)
{
	const struct qn_update u = *up;
	for (size_t i = 0; i < n; i++) {
		float d = pulled(w[i], g[i], &u);
		m[i] = u.mean * m[i] + (1 - u.mean) * d;
		v[i] = u.square * v[i] + (1 - u.square) * d * d;
		w[i] = u.keep * w[i] -
		       u.rate * m[i] /
		           (__builtin_sqrtf(v[i]) * u.root + u.epsilon);
	}
}
#endif
