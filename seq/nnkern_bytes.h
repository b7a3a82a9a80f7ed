/* SPDX-License-Identifier: MIT */
/*
 * nnkern_bytes.h -- products of a few rows with packed weights, both in
 * bytes.
 *
 *	weights [outputs][inputs], signed
 *	packed  a block of 16 outputs: [inputs / 4][16][4], zeros beyond
 *
 * Rows are unsigned, 128 being 0: what that adds is known beforehand.  Sums
 * are whole numbers, so that all instruction sets agree.  One instruction of
 * AVX-512 VNNI does what a block of four inputs takes.
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_BYTES_H
#define QN_SEQ_NNKERN_BYTES_H

#include <math.h>

#include "seq/nnkern_math.h"

#define BYTE_LANES 16 /* outputs of a block */
#define BYTE_HIGH  10 /* rows whose sums are made together */

static size_t bytes_size(size_t outputs, size_t inputs)
{
	return (outputs + BYTE_LANES - 1) / BYTE_LANES * BYTE_LANES *
	       ((inputs + 3) / 4 * 4);
}

static void pack_bytes(int8_t *packed, const int8_t *w, size_t outputs,
                       size_t inputs)
{
	size_t groups = (inputs + 3) / 4;
	for (size_t o = 0; o < outputs; o += BYTE_LANES)
		for (size_t g = 0; g < groups; g++)
			for (size_t u = 0; u < BYTE_LANES; u++)
				for (size_t k = 0; k < 4; k++) {
					bool in = o + u < outputs &&
					          4 * g + k < inputs;
					*packed++ =
					    in ? w[(o + u) * inputs + 4 * g + k]
					       : 0;
				}
}

static void to_bytes(uint8_t *y, float *scale, const float *x, size_t rows,
                     size_t n, size_t room)
{
	for (size_t r = 0; r < rows; r++, x += n, y += room) {
		float most = 0;
		for (size_t i = 0; i < n; i++)
			most = fmaxf(most, fabsf(x[i]));
		float by = most > 0 ? 127 / most : 0;
		scale[r] = most / 127;
		for (size_t i = 0; i < n; i++)
			y[i] = (uint8_t)(128 + (int)rintf(x[i] * by));
		memset(y + n, 128, room - n);
	}
}

/* Sums of a block, of `high` rows. */
typedef int32_t byte_sums[BYTE_HIGH][BYTE_LANES];

static void sum_bytes(byte_sums sum, const uint8_t *x, size_t room, size_t high,
                      const int8_t *packed, size_t groups)
{
	memset(sum, 0, sizeof(byte_sums));
	for (size_t g = 0; g < groups; g++, packed += 4 * BYTE_LANES)
		for (size_t r = 0; r < high; r++) {
			const uint8_t *row = x + r * room + 4 * g;
			for (size_t u = 0; u < BYTE_LANES; u++)
				for (size_t k = 0; k < 4; k++)
					sum[r][u] += row[k] * packed[4 * u + k];
		}
}

#if W == 16 && defined(__AVX512F__)
#include <immintrin.h>

__attribute__((target("avx512vnni"))) static void
sum_bytes_vnni(byte_sums sum, const uint8_t *x, size_t room, size_t high,
               const int8_t *packed, size_t groups)
{
	__m512i s[BYTE_HIGH];
	const uint8_t *row[BYTE_HIGH];
	for (size_t r = 0; r < BYTE_HIGH; r++) {
		s[r] = _mm512_setzero_si512();
		row[r] = x + (r < high ? r : high - 1) * room;
	}
	for (size_t g = 0; g < groups; g++) {
		__m512i w = _mm512_loadu_si512(packed + g * 4 * BYTE_LANES);
		_Pragma("GCC unroll 10") for (size_t r = 0; r < BYTE_HIGH; r++)
		{
			int four;
			memcpy(&four, row[r] + 4 * g, 4);
			s[r] = _mm512_dpbusd_epi32(s[r],
			                           _mm512_set1_epi32(four), w);
		}
	}
	for (size_t r = 0; r < BYTE_HIGH; r++)
		_mm512_storeu_si512(sum[r], s[r]);
}

static bool has_vnni(void)
{
	return __builtin_cpu_supports("avx512vnni");
}
#define SUM_BYTES (has_vnni() ? sum_bytes_vnni : sum_bytes)
#else
#define SUM_BYTES sum_bytes
#endif

static void bytes_product(float *y, const uint8_t *x, const float *x_scale,
                          size_t rows, const struct qn_bytes_weights *w)
{
	size_t groups = (w->inputs + 3) / 4, room = 4 * groups;
	for (size_t o = 0; o < w->outputs; o += BYTE_LANES) {
		const int8_t *packed = w->packed + o * room;
		size_t n = w->outputs - o;
		n = n < BYTE_LANES ? n : BYTE_LANES;
		for (size_t r = 0; r < rows; r += BYTE_HIGH) {
			size_t high =
			    rows - r < BYTE_HIGH ? rows - r : BYTE_HIGH;
			byte_sums sum;
			SUM_BYTES(sum, x + r * room, room, high, packed,
			          groups);
			for (size_t i = 0; i < high; i++) {
				float *to = y + (r + i) * w->outputs + o;
				for (size_t u = 0; u < n; u++) {
					int s = sum[i][u] - w->offset[o + u];
					to[u] = (float)s * x_scale[r + i] *
					            w->scale[o + u] +
					        (w->b ? w->b[o + u] : 0);
				}
			}
		}
	}
}
#endif
