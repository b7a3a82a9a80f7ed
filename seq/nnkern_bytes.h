/* SPDX-License-Identifier: MIT */
/*
 * nnkern_bytes.h -- products of a few rows with packed weights, both in
 * bytes.
 *
 *	weights [outputs][inputs]
 *	packed  a block of 16 outputs: [inputs / 4][16][4], 0 beyond
 *
 * Packed weights are unsigned, 128 being 0: what that adds is known of each
 * row.  Sums are whole numbers, so that all instruction sets agree.  One
 * instruction of AVX-512 VNNI does what four inputs of a block take.
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_BYTES_H
#define QN_SEQ_NNKERN_BYTES_H

#include <math.h>

#include "seq/nnkern_product.h"

#define BYTE_LANES 16 /* outputs of a block */
#define BYTE_HIGH  10 /* rows whose sums are made together */

static size_t bytes_size(size_t outputs, size_t inputs)
{
	return (outputs + BYTE_LANES - 1) / BYTE_LANES * BYTE_LANES *
	       ((inputs + 3) / 4 * 4);
}

static void pack_bytes(uint8_t *packed, const int8_t *w, size_t outputs,
                       size_t inputs)
{
	size_t groups = (inputs + 3) / 4;
	for (size_t o = 0; o < outputs; o += BYTE_LANES)
		for (size_t g = 0; g < groups; g++)
			for (size_t u = 0; u < BYTE_LANES; u++)
				for (size_t k = 4 * g; k < 4 * g + 4; k++) {
					bool in = o + u < outputs && k < inputs;
					int v =
					    in ? w[(o + u) * inputs + k] : 0;
					*packed++ = (uint8_t)(128 + v);
				}
}

typedef int8_t byte_lanes __attribute__((vector_size(W)));

/* The largest magnitude. */
static float row_span(const float *x, size_t n)
{
	vf most = {0};
	size_t i = 0;
	for (; i + W <= n; i += W)
		most = larger(most, size_of(take(x + i, W)));
	if (i < n)
		most = larger(most, size_of(take(x + i, n - i)));
	return largest_lane(most);
}

/* Whole numbers come of adding 1.5 * 2^23. */
static int32_t row_bytes(int8_t *y, const float *x, float by, size_t n)
{
	const vf magic = splat(12582912);
	vi sum = {0};
	int32_t all = 0;
	for (size_t i = 0; i < n; i += W) {
		size_t m = n - i < W ? n - i : W;
		vf t = take(x + i, m) * splat(by) + magic;
		vi whole = (vi)t - (vi)magic;
		byte_lanes bytes = __builtin_convertvector(whole, byte_lanes);
		memcpy(y + i, &bytes, m);
		sum += whole;
	}
	for (size_t i = 0; i < W; i++)
		all += sum[i];
	return all;
}

static void to_bytes(const struct qn_bytes_rows *to, const float *x,
                     size_t rows, size_t n)
{
	size_t room = (n + 3) / 4 * 4;
	for (size_t r = 0; r < rows; r++) {
		float most = row_span(x + r * n, n);
		int8_t *y = to->x + r * room;
		to->scale[r] = most / 127;
		to->sum[r] =
		    row_bytes(y, x + r * n, most > 0 ? 127 / most : 0, n);
		memset(y + n, 0, room - n);
	}
}

/* Sums of a block, of `high` rows. */
typedef int32_t byte_sums[BYTE_HIGH][BYTE_LANES];

static void sum_bytes(byte_sums sum, const int8_t *x, size_t room, size_t high,
                      const uint8_t *packed, size_t groups)
{
	memset(sum, 0, sizeof(byte_sums));
	for (size_t g = 0; g < groups; g++, packed += 4 * BYTE_LANES)
		for (size_t r = 0; r < high; r++) {
			const int8_t *row = x + r * room + 4 * g;
			for (size_t u = 0; u < BYTE_LANES; u++)
				for (size_t k = 0; k < 4; k++)
					sum[r][u] += row[k] * packed[4 * u + k];
		}
}

#if W == 16 && defined(__AVX512F__)
/* sum += w, unsigned, times four bytes, signed, in each lane.  The compiler's
 * own function for it moves sums about, which costs a half of the speed. */
INLINE void dot_bytes(vi *sum, vu w, const int8_t *four)
{
	__asm__("vpdpbusd %2%{1to16%}, %1, %0"
	        : "+v"(*sum)
	        : "v"(w), "m"(*(const int8_t(*)[4])four));
}

static void sum_bytes_vnni(byte_sums sum, const int8_t *x, size_t room,
                           size_t high, const uint8_t *packed, size_t groups)
{
	vi s[BYTE_HIGH];
	const int8_t *row[BYTE_HIGH];
	UNROLL_ROWS for (size_t r = 0; r < BYTE_HIGH; r++)
	{
		s[r] = (vi){0};
		row[r] = x + (r < high ? r : high - 1) * room;
	}
	ROLLED for (size_t g = 0; g < groups; g++)
	{
		vu w;
		memcpy(&w, packed + g * 4 * BYTE_LANES, sizeof w);
		UNROLL_ROWS for (size_t r = 0; r < BYTE_HIGH; r++)
		    dot_bytes(&s[r], w, row[r] + 4 * g);
	}
	UNROLL_ROWS for (size_t r = 0; r < BYTE_HIGH; r++)
	    memcpy(sum[r], &s[r], sizeof s[r]);
}

static bool has_vnni(void)
{
	return __builtin_cpu_supports("avx512vnni");
}
#define SUM_BYTES (has_vnni() ? sum_bytes_vnni : sum_bytes)
#else
#define SUM_BYTES sum_bytes
#endif

/* A row of a block: whole numbers to what they stand for. */
static void from_sums(float *y, const int32_t *sum, int32_t offset, float scale,
                      const float *scales, const float *b, size_t n)
{
	for (size_t u = 0; u < n; u++)
		y[u] = (float)(sum[u] - offset) * scale * scales[u] +
		       (b ? b[u] : 0);
}

static void bytes_product(float *y, const struct qn_bytes_rows *x, size_t rows,
                          const struct qn_bytes_weights *w)
{
	size_t groups = (w->inputs + 3) / 4, room = 4 * groups;
	for (size_t o = 0; o < w->outputs; o += BYTE_LANES) {
		const uint8_t *packed = w->packed + o * room;
		size_t left = w->outputs - o;
		size_t n = left < BYTE_LANES ? left : BYTE_LANES;
		for (size_t r = 0; r < rows; r += BYTE_HIGH) {
			size_t high =
			    rows - r < BYTE_HIGH ? rows - r : BYTE_HIGH;
			byte_sums sum;
			SUM_BYTES(sum, x->x + r * room, room, high, packed,
			          groups);
			for (size_t i = r; i < r + high; i++)
				from_sums(y + i * w->outputs + o, sum[i - r],
				          128 * x->sum[i], x->scale[i],
				          w->scale + o, w->b ? w->b + o : NULL,
				          n);
		}
	}
}
#endif
