/* SPDX-License-Identifier: MIT */
/*
 * kern_glove.h -- GloVe's step: weighted least squares with AdaGrad over the
 * records of a tile.
 *
 * A record touches a row and a column, four runs of n floats; they lie in the
 * second cache as long as the tile lasts, and those of the records to come are
 * fetched while this one is worked on.  The root of the squares is taken by
 * the processor's estimate, good to 12 bits and more: it scales a step.
 *
 * Part of kern_template.h.
 */
#ifndef QN_BASE_KERN_GLOVE_H
#define QN_BASE_KERN_GLOVE_H

#include <math.h>

#include "base/kern_math.h"
#include "base/kern_rows.h"
#ifdef __x86_64__
#include <immintrin.h>
#endif
#ifdef __aarch64__
#include <arm_neon.h>
#endif

#define WEIGHTS     64 /* records whose weights are found at once     */
#define GLOVE_AHEAD 3  /* records whose rows are on the way           */

/* About 1 / sqrt(v), v > 0. */
INLINE vf inverse_root(vf v)
{
#if defined(__x86_64__) && W == 16
	return (vf)_mm512_rsqrt14_ps((__m512)v);
#elif defined(__x86_64__) && W == 8
	return (vf)_mm256_rsqrt_ps((__m256)v);
#elif defined(__x86_64__)
	return (vf)_mm_rsqrt_ps((__m128)v);
#elif defined(__aarch64__)
	float32x4_t r = vrsqrteq_f32((float32x4_t)v);
	return (vf)vmulq_f32(r, vrsqrtsq_f32(vmulq_f32(r, r), (float32x4_t)v));
#else
	for (int i = 0; i < W; i++)
		v[i] = 1 / sqrtf(v[i]);
	return v;
#endif
}

/* (x / x_max)^alpha, at most 1. */
INLINE void weigh(const struct qn_glove_tile *t, size_t from, size_t n,
                  float *weight)
{
	for (size_t i = 0; i < n; i++)
		weight[i] = t->record[from + i].log;
	for (size_t i = 0; i < n; i += W) {
		vf z = (load(weight + i) - splat(t->log_max)) *
		       splat(t->alpha * 1.44269504089f);
		store(weight + i,
		      power_of_two(within(z, splat(-126), splat(0))));
	}
}

INLINE float row_dot(const float *x, const float *y, size_t n)
{
	vf a = {0}, b = {0};
	size_t j = 0;
	for (; j + 2 * W <= n; j += 2 * W) {
		a += load(x + j) * load(y + j);
		b += load(x + j + W) * load(y + j + W);
	}
	if (j < n)
		a += load(x + j) * load(y + j);
	return sum_of_lanes(a + b);
}

/* One vector of a row and a column; their squares are `n` floats further. */
INLINE void descend(float *x, float *y, size_t n, vf error, vf clip, vf rate_x,
                    vf rate_y)
{
	vf u = load(x), v = load(y), p = load(x + n), q = load(y + n);
	vf s = within(error * v, -clip, clip) * rate_x;
	vf t = within(error * u, -clip, clip) * rate_y;
	store(x, u - s * inverse_root(p));
	store(y, v - t * inverse_root(q));
	store(x + n, p + s * s);
	store(y + n, q + t * t);
}

INLINE void fetch_record(const struct qn_glove_tile *t, size_t i)
{
	const size_t floats = 2 * t->n;
	const struct qn_glove_record *r = t->record + i;
	if (i >= t->records)
		return;
	const float *y = t->columns + r->column * floats;
	ROLLED for (size_t j = 0; j < floats; j += QN_ROW)
	    __builtin_prefetch(y + j, 1, 3);
	if (i > 0 && r->row == r[-1].row)
		return;
	const float *x = t->rows + r->row * floats;
	ROLLED for (size_t j = 0; j < floats; j += QN_ROW)
	    __builtin_prefetch(x + j, 1, 3);
}

static void glove(struct qn_glove_tile *t)
{
	_Alignas(64) float weight[WEIGHTS];
	const size_t n = t->n, last = n - W, tail = QN_ROW - W;
	const vf rate = splat(t->rate_row[0]), clip = splat(t->clip[0]);
	const vf last_row = *(const vf_any *)(t->rate_row + tail);
	const vf last_column = *(const vf_any *)(t->rate_column + tail);
	const vf last_clip = *(const vf_any *)(t->clip + tail);
	double cost = 0;
	for (size_t i = 0; i < t->records; i++) {
		const struct qn_glove_record *r = &t->record[i];
		size_t left = t->records - i;
		if (i % WEIGHTS == 0)
			weigh(t, i, left < WEIGHTS ? left : WEIGHTS, weight);
		fetch_record(t, i + GLOVE_AHEAD);
		float *x = t->rows + r->row * 2 * n;
		float *y = t->columns + r->column * 2 * n;
		float diff = row_dot(x, y, n) - r->log;
		float error = weight[i % WEIGHTS] * diff;
		if (!(fabsf(error * diff) < INFINITY)) {
			t->skipped++;
			continue;
		}
		cost += (double)(error * diff);
		for (size_t j = 0; j < last; j += W)
			descend(x + j, y + j, n, splat(error), clip, rate,
			        rate);
		descend(x + last, y + last, n, splat(error), last_clip,
		        last_row, last_column);
	}
	t->cost += cost / 2;
}
#endif
