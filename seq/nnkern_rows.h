/* SPDX-License-Identifier: MIT */
/*
 * nnkern_rows.h -- walks over rows: biases, activations, dropout, and the
 * product of a matrix and one vector.
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_ROWS_H
#define QN_SEQ_NNKERN_ROWS_H

#include "seq/nnkern_math.h"

/* y += x over n floats. */
INLINE void add(float *y, const float *x, size_t n)
{
	size_t i = 0;
	for (; i + W <= n; i += W)
		put(y + i, take(y + i, W) + take(x + i, W), W);
	for (; i < n; i++)
		y[i] += x[i];
}

static void add_bias(float *y, const float *b, size_t rows, size_t n)
{
	for (size_t r = 0; r < rows; r++)
		add(y + r * n, b, n);
}

static void add_columns(float *b, const float *y, size_t stride, size_t rows,
                        size_t n)
{
	for (size_t r = 0; r < rows; r++)
		add(b, y + r * stride, n);
}

/* --- a matrix and a vector ------------------------------------------------ */

#define AT_ONCE QN_NN_AT_ONCE

INLINE void some_outputs(float *y, const float *w, const float *x,
                         const float *b, const size_t outputs, size_t inputs)
{
	vf sum[AT_ONCE][2] = {{{0}}};
	size_t i = 0;
	for (; i + 2 * W <= inputs; i += 2 * W) {
		vf u = take(x + i, W), v = take(x + i + W, W);
		UNROLL for (size_t o = 0; o < outputs; o++)
		{
			const float *row = w + o * inputs + i;
			__builtin_prefetch(row + AT_ONCE * inputs, 0, 3);
			__builtin_prefetch(row + AT_ONCE * inputs + W, 0, 3);
			sum[o][0] += u * take(row, W);
			sum[o][1] += v * take(row + W, W);
		}
	}
	UNROLL for (size_t o = 0; o < outputs; o++)
	{
		float s = sum_of_lanes(sum[o][0] + sum[o][1]);
		for (size_t j = i; j < inputs; j++)
			s += x[j] * w[o * inputs + j];
		y[o] = s + (b ? b[o] : 0);
	}
}

static void times(float *y, const float *w, const float *x, const float *b,
                  size_t outputs, size_t inputs)
{
	size_t o = 0;
	for (; o + AT_ONCE <= outputs; o += AT_ONCE)
		some_outputs(y + o, w + o * inputs, x, b ? b + o : NULL,
		             AT_ONCE, inputs);
	for (; o < outputs; o++)
		some_outputs(y + o, w + o * inputs, x, b ? b + o : NULL, 1,
		             inputs);
}

/* Byte k of each lane, as a number. */
INLINE vf lane_byte(vi v, int k)
{
	return __builtin_convertvector((v << (24 - 8 * k)) >> 24, vf);
}

INLINE void some_byte_outputs(float *y, const int8_t *w, const float *scale,
                              const float *x, const size_t outputs,
                              size_t inputs)
{
	vf sum[AT_ONCE] = {{0}};
	for (size_t i = 0; i < inputs; i += 4 * W) {
		vi lanes[AT_ONCE];
		UNROLL for (size_t o = 0; o < outputs; o++)
		{
			const int8_t *row = w + o * inputs + i;
			__builtin_prefetch(row + 2 * AT_ONCE * inputs, 0, 3);
			memcpy(&lanes[o], row, sizeof lanes[o]);
		}
		UNROLL for (int k = 0; k < 4; k++)
		{
			vf u = take(x + i + (size_t)k * W, W);
			UNROLL for (size_t o = 0; o < outputs; o++) sum[o] +=
			    u * lane_byte(lanes[o], k);
		}
	}
	UNROLL for (size_t o = 0; o < outputs; o++) y[o] =
	    scale[o] * sum_of_lanes(sum[o]);
}

static void times_bytes(float *y, const int8_t *w, const float *scale,
                        const float *x, size_t outputs, size_t inputs)
{
	size_t o = 0;
	for (; o + AT_ONCE <= outputs; o += AT_ONCE)
		some_byte_outputs(y + o, w + o * inputs, scale + o, x, AT_ONCE,
		                  inputs);
	for (; o < outputs; o++)
		some_byte_outputs(y + o, w + o * inputs, scale + o, x, 1,
		                  inputs);
}

/* --- activations ---------------------------------------------------------- */

INLINE void gelu_part(float *u, float *g, const float *b, size_t m)
{
	vf bell, x = take(u, m) + take(b, m);
	put(u, x, m);
	put(g, x * normal_below(x, &bell), m);
}

static void gelu(float *u, float *g, const float *b, size_t rows, size_t n)
{
	for (size_t r = 0; r < rows; r++, u += n, g += n) {
		size_t i = 0;
		for (; i + W <= n; i += W)
			gelu_part(u + i, g + i, b + i, W);
		if (i < n)
			gelu_part(u + i, g + i, b + i, n - i);
	}
}

INLINE void gelu_back_part(float *dg, const float *u, size_t m)
{
	vf x = take(u, m), bell, below = normal_below(x, &bell);
	put(dg, take(dg, m) * (below + x * bell * splat(0.39894228f)), m);
}

static void gelu_back(float *dg, const float *u, size_t n)
{
	size_t i = 0;
	for (; i + W <= n; i += W)
		gelu_back_part(dg + i, u + i, W);
	if (i < n)
		gelu_back_part(dg + i, u + i, n - i);
}

static void relu(float *u, float *g, const float *b, size_t rows, size_t n)
{
	for (size_t r = 0; r < rows; r++, u += n, g += n)
		for (size_t i = 0; i < n; i++) {
			u[i] += b[i];
			g[i] = u[i] > 0 ? u[i] : 0;
		}
}

static void relu_back(float *dg, const float *u, size_t n)
{
	for (size_t i = 0; i < n; i++)
		dg[i] = u[i] > 0 ? dg[i] : 0;
}

/* --- dropout -------------------------------------------------------------- */

/* Each lane's bits mixed: every input bit moves half of the output's (the
 * constants are Chris Wellons's "lowbias32", 2018). */
INLINE vu mixed(vu x)
{
	x = (x ^ x >> 16) * UINT32_C(0x7feb352d);
	x = (x ^ x >> 15) * UINT32_C(0x846ca68b);
	return x ^ x >> 16;
}

INLINE vf dropped(vf x, uint32_t at, const struct qn_dropout *d)
{
	vu number = {0};
	for (uint32_t i = 0; i < W; i++)
		number[i] = i;
	vi keep = (vi)(mixed((number + at) ^ d->key) >= d->cut);
	return (vf)((vi)(x * splat(d->scale)) & keep);
}

static void dropout(float *y, const float *x, size_t n, uint32_t at,
                    const struct qn_dropout *d)
{
	size_t i = 0;
	for (; i + W <= n; i += W)
		put(y + i, dropped(take(x + i, W), at + (uint32_t)i, d), W);
	if (i < n)
		put(y + i, dropped(take(x + i, n - i), at + (uint32_t)i, d),
		    n - i);
}

INLINE void residual_part(float *z, const float *x, const float *y, size_t m,
                          uint32_t at, const struct qn_dropout *d)
{
	vf v = take(y, m);
	put(z, take(x, m) + (d->cut ? dropped(v, at, d) : v), m);
}

static void residual(float *z, const float *x, const float *y, size_t n,
                     uint32_t at, const struct qn_dropout *d)
{
	size_t i = 0;
	for (; i + W <= n; i += W)
		residual_part(z + i, x + i, y + i, W, at + (uint32_t)i, d);
	if (i < n)
		residual_part(z + i, x + i, y + i, n - i, at + (uint32_t)i, d);
}
#endif
