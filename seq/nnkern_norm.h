/* SPDX-License-Identifier: MIT */
/*
 * nnkern_norm.h -- layer normalisation (Ba, Kiros and Hinton, 2016).
 *
 * With x^ = (x - mean) * rstd and d = dy * gain:
 *
 *	dx = rstd * (d - mean(d) - x^ * mean(d * x^))
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_NORM_H
#define QN_SEQ_NNKERN_NORM_H

#include <math.h>

#include "seq/nnkern_math.h"

#define NORM_EPSILON 1e-5f

static float row_sum(const float *x, size_t n)
{
	vf s = {0};
	size_t i = 0;
	for (; i + W <= n; i += W)
		s += take(x + i, W);
	float sum = sum_of_lanes(s);
	for (; i < n; i++)
		sum += x[i];
	return sum;
}

static float row_spread(const float *x, float mean, size_t n)
{
	vf s = {0};
	size_t i = 0;
	for (; i + W <= n; i += W) {
		vf v = take(x + i, W) - splat(mean);
		s += v * v;
	}
	float sum = sum_of_lanes(s);
	for (; i < n; i++)
		sum += (x[i] - mean) * (x[i] - mean);
	return sum;
}

static void norm(float *y, float *mean, float *rstd, const float *x,
                 const float *gain, const float *bias, size_t rows, size_t n)
{
	for (size_t r = 0; r < rows; r++, x += n, y += n) {
		float m = row_sum(x, n) / (float)n;
		float s = row_spread(x, m, n) / (float)n;
		float inverse = 1 / sqrtf(s + NORM_EPSILON);
		for (size_t i = 0; i < n; i++)
			y[i] = (x[i] - m) * inverse * gain[i] + bias[i];
		mean[r] = m;
		rstd[r] = inverse;
	}
}

/* A row's sums of d and of d * x^; gain' and bias' on the way. */
INLINE void norm_sums(float *dgain, float *dbias, const float *dy,
                      const float *x, float mean, float rstd, const float *gain,
                      size_t n, float *sum, float *cross)
{
	vf s = {0}, c = {0};
	size_t i = 0;
	for (; i + W <= n; i += W) {
		vf g = take(dy + i, W);
		vf hat = (take(x + i, W) - splat(mean)) * splat(rstd);
		vf d = g * take(gain + i, W);
		put(dgain + i, take(dgain + i, W) + g * hat, W);
		put(dbias + i, take(dbias + i, W) + g, W);
		s += d;
		c += d * hat;
	}
	*sum = sum_of_lanes(s);
	*cross = sum_of_lanes(c);
	for (; i < n; i++) {
		float hat = (x[i] - mean) * rstd, d = dy[i] * gain[i];
		dgain[i] += dy[i] * hat;
		dbias[i] += dy[i];
		*sum += d;
		*cross += d * hat;
	}
}

static void norm_back(float *dx, float *dgain, float *dbias, const float *dy,
                      const float *skip, const float *x, const float *mean,
                      const float *rstd, const float *gain, size_t rows,
                      size_t n)
{
	for (size_t r = 0; r < rows; r++) {
		const float *g = dy + r * n, *row = x + r * n;
		float *to = dx + r * n, sum, cross, m = mean[r], s = rstd[r];
		norm_sums(dgain, dbias, g, row, m, s, gain, n, &sum, &cross);
		sum /= (float)n;
		cross /= (float)n;
		for (size_t i = 0; i < n; i++) {
			float hat = (row[i] - m) * s;
			float d = s * (g[i] * gain[i] - sum - hat * cross);
			to[i] = skip ? skip[r * n + i] + d : d;
		}
	}
}
#endif
