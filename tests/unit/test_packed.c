/* SPDX-License-Identifier: MIT */
/*
 * test_packed.c -- packed linear layers, as floats and in bytes, and the
 * kernels of attention that writing needs: against plain loops, in every
 * instruction set, and rows alone against rows in company.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "seq/packed.h"

static const char *const sets[] = {"generic", "avx2", "avx512"};
enum { SETS = 3, ROWS = 23, MOST = 70 };

static void fill(float *x, size_t n, uint64_t stream)
{
	struct qn_rng rng = qn_rng_new(1, stream);
	for (size_t i = 0; i < n; i++)
		x[i] = (float)qn_rng_double(&rng) * 2 - 1;
}

static float x[ROWS * MOST], w[MOST * MOST], b[MOST], y[ROWS * MOST];

static double plain(size_t row, size_t output, size_t inputs)
{
	double sum = (double)b[output];
	for (size_t i = 0; i < inputs; i++)
		sum += (double)x[row * inputs + i] *
		       (double)w[output * inputs + i];
	return sum;
}

START_TEST(packed_products_are_plain_ones)
{
	fill(x, ROWS * MOST, 1);
	fill(w, MOST * MOST, 2);
	fill(b, MOST, 3);
	for (size_t s = 0; s < SETS; s++)
		for (size_t n = 1; n <= MOST; n += 11) {
			const struct qn_nnkern *k = qn_nnkern_named(sets[s]);
			if (!k)
				continue;
			size_t inputs = MOST + 1 - n;
			size_t size = k->packed_size(n, inputs) * sizeof *w;
			float *p = aligned_alloc(64, (size + 63) / 64 * 64);
			k->pack_product(p, w, n, inputs);
			k->packed_product(y, x, ROWS, p, b, n, inputs);
			for (size_t r = 0; r < ROWS; r++) {
				float one[MOST];
				k->packed_product(one, x + r * inputs, 1, p, b,
				                  n, inputs);
				ck_assert_mem_eq(one, y + r * n, n * sizeof *y);
				for (size_t o = 0; o < n; o++)
					ck_assert_double_eq_tol(
					    (double)y[r * n + o],
					    plain(r, o, inputs), 1e-4);
			}
			free(p);
		}
}
END_TEST

START_TEST(bytes_are_near_and_the_same_in_every_set)
{
	enum { INPUTS = 61, OUTPUTS = 45, ROOM = 64 };
	static int8_t q[OUTPUTS * INPUTS], bytes[ROWS * ROOM];
	static uint8_t packed[48 * ROOM];
	static float scale[OUTPUTS], rows[ROWS], first[ROWS * OUTPUTS];
	static int32_t sums[ROWS];
	fill(x, ROWS * MOST, 1);
	fill(w, MOST * MOST, 2);
	fill(b, MOST, 3);
	for (size_t o = 0; o < OUTPUTS; o++)
		scale[o] = qn_bytes_of(q + o * INPUTS, w + o * INPUTS, INPUTS);
	const struct qn_bytes_weights weights = {OUTPUTS, INPUTS, packed, scale,
	                                         b};
	const struct qn_bytes_rows room = {bytes, rows, sums};
	for (size_t s = 0; s < SETS; s++) {
		const struct qn_nnkern *k = qn_nnkern_named(sets[s]);
		if (!k)
			continue;
		ck_assert_uint_eq(k->bytes_size(OUTPUTS, INPUTS),
		                  sizeof packed);
		k->pack_bytes(packed, q, OUTPUTS, INPUTS);
		k->to_bytes(&room, x, ROWS, INPUTS);
		k->bytes_product(y, &room, ROWS, &weights);
		for (size_t i = 0; i < ROWS * OUTPUTS; i++)
			ck_assert_double_eq_tol(
			    (double)y[i],
			    plain(i / OUTPUTS, i % OUTPUTS, INPUTS), 0.1);
		if (s == 0)
			memcpy(first, y, sizeof first);
		for (size_t i = 0; i < ROWS * OUTPUTS; i++)
			ck_assert_double_eq_tol((double)y[i], (double)first[i],
			                        1e-5);
	}
}
END_TEST

START_TEST(one_query_attends_as_softmax_says)
{
	enum { HEADS = 2, DIM = 21, KEYS = 9, WIDTH = HEADS * DIM };
	static float kv[KEYS * 2 * WIDTH], shares[HEADS * KEYS];
	const float *row[KEYS];
	fill(x, WIDTH, 1);
	fill(kv, KEYS * 2 * WIDTH, 2);
	for (size_t j = 0; j < KEYS; j++)
		row[j] = kv + (KEYS - 1 - j) * 2 * WIDTH;
	for (size_t s = 0; s < SETS; s++) {
		const struct qn_nnkern *k = qn_nnkern_named(sets[s]);
		if (!k)
			continue;
		k->attend(y, shares, x, row, KEYS, HEADS, DIM);
		for (size_t c = 0; c < WIDTH; c++) {
			double sum = 0, all = 0;
			for (size_t j = 0; j < KEYS; j++) {
				double dot = 0;
				for (size_t i = 0; i < DIM; i++) {
					size_t at = c / DIM * DIM + i;
					dot +=
					    (double)x[at] * (double)row[j][at];
				}
				double p = exp(dot / sqrt(DIM));
				all += p;
				sum += p * (double)row[j][WIDTH + c];
			}
			ck_assert_double_eq_tol((double)y[c], sum / all, 1e-5);
		}
	}
}
END_TEST

SUITE(packed, packed_products_are_plain_ones,
      bytes_are_near_and_the_same_in_every_set,
      one_query_attends_as_softmax_says)
