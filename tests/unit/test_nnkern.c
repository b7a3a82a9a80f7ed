/* SPDX-License-Identifier: MIT */
/*
 * test_nnkern.c -- every set of kernels against plain loops, at lengths that
 * are no multiple of any vector.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "seq/nnkern.h"

enum { N = 37, ROWS = 3 };

static const char *const sets[] = {"generic", "avx2", "avx512"};

typedef void check_fn(const struct qn_nnkern *k);

static void for_each_set(check_fn *check)
{
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
		if (qn_nnkern_named(sets[i]))
			check(qn_nnkern_named(sets[i]));
}

static void fill(float *x, size_t n, uint64_t stream, double spread)
{
	struct qn_rng rng = qn_rng_new(3, stream);
	for (size_t i = 0; i < n; i++)
		x[i] = (float)((qn_rng_double(&rng) * 2 - 1) * spread);
}

#define NEAR(a, b)                                                             \
	ck_assert_double_eq_tol((double)(a), (b), 2e-6 * (1 + fabs(b)))

static void check_activations(const struct qn_nnkern *k)
{
	float u[ROWS * N], b[N], g[ROWS * N], d[ROWS * N];
	float from[ROWS * N];
	fill(from, ROWS * N, 1, 6);
	fill(b, N, 2, 1);
	memcpy(u, from, sizeof u);
	k->gelu(u, g, b, ROWS, N);
	for (size_t i = 0; i < ROWS * N; i++)
		d[i] = 2;
	k->gelu_back(d, u, ROWS * N);
	for (size_t i = 0; i < ROWS * N; i++) {
		double x = (double)(from[i] + b[i % N]);
		double below = 0.5 * erfc(-x / sqrt(2));
		NEAR(u[i], x);
		NEAR(g[i], x * below);
		NEAR(d[i], 2 * (below + x * exp(-x * x / 2) /
		                            sqrt(2 * 3.14159265358979)));
	}
	memcpy(u, from, sizeof u);
	k->relu(u, g, b, ROWS, N);
	for (size_t i = 0; i < ROWS * N; i++)
		NEAR(g[i], fmax((double)(from[i] + b[i % N]), 0));
}

START_TEST(every_set_activates)
{
	for_each_set(check_activations);
}
END_TEST

static void check_cross_entropy(const struct qn_nnkern *k)
{
	float from[N], l[N];
	double smooth = (double)0.1f;
	fill(from, N, 3, 30);
	memcpy(l, from, sizeof l);
	double nats = k->cross_entropy(l, N, 5, 0.1f, 0.5f), sum = 0, all = 0;
	for (size_t i = 0; i < N; i++) {
		sum += exp((double)from[i]);
		all += (double)from[i];
	}
	NEAR(k->log_sum(from, N), log(sum));
	NEAR(nats,
	     log(sum) - (1 - smooth) * (double)from[5] - smooth * all / N);
	for (size_t i = 0; i < N; i++)
		NEAR(l[i], 0.5 * (exp((double)from[i]) / sum - smooth / N -
		                  (i == 5 ? 1 - smooth : 0)));
}

START_TEST(every_set_has_the_cross_entropy_of_a_plain_loop)
{
	for_each_set(check_cross_entropy);
}
END_TEST

/* c = a b^T of shapes that are no multiples of anything, either way that a
 * and b may lie, set and added to. */
static void check_16_bits(const struct qn_nnkern *k, enum qn_bf16_way way,
                          size_t rows, size_t columns, size_t inputs)
{
	size_t a_n = rows * inputs, b_n = columns * inputs, n = rows * columns;
	float *a = malloc(a_n * sizeof *a), *b = malloc(b_n * sizeof *b);
	float *c = malloc(n * sizeof *c);
	fill(a, a_n, 21, 1e-6);
	fill(b, b_n, 22, 300);
	for (int turned = 0; turned < 4; turned++) {
		bool ta = turned & 1, tb = turned & 2, add = turned == 3;
		double wrong = 0, all = 0;
		for (size_t i = 0; i < n; i++)
			c[i] = 1e-4f;
		k->bf16_product(&(struct qn_bf16_product){
		    .rows = rows,
		    .columns = columns,
		    .inputs = inputs,
		    .a = {a, ta ? rows : inputs, ta},
		    .b = {b, tb ? columns : inputs, tb},
		    .c = c,
		    .c_row = columns,
		    .add = add,
		    .way = way});
		for (size_t r = 0; r < rows; r++)
			for (size_t j = 0; j < columns; j++) {
				double sum = add ? (double)1e-4f : 0;
				for (size_t i = 0; i < inputs; i++)
					sum += (double)a[ta ? i * rows + r
					                    : r * inputs + i] *
					       (double)b[tb ? i * columns + j
					                    : j * inputs + i];
				double off = (double)c[r * columns + j] - sum;
				wrong += off * off;
				all += sum * sum;
			}
		ck_assert_double_lt(sqrt(wrong / all), 4e-3);
	}
	free(a);
	free(b);
	free(c);
}

static void check_all_16_bits(const struct qn_nnkern *k)
{
	for (int way = QN_BF16_FLOATS; way <= QN_BF16_HALVES; way++) {
		if (!qn_nnkern_can(k, (enum qn_bf16_way)way))
			continue;
		check_16_bits(k, (enum qn_bf16_way)way, 1, 1, 1);
		check_16_bits(k, (enum qn_bf16_way)way, 23, 37, 19);
		check_16_bits(k, (enum qn_bf16_way)way, 165, 70, 391);
		check_16_bits(k, (enum qn_bf16_way)way, 7, 521, 64);
	}
}

START_TEST(every_set_multiplies_numbers_of_16_bits)
{
	for_each_set(check_all_16_bits);
}
END_TEST

/* What bfloat16 holds is multiplied exactly. */
static void check_bfloat16(const struct qn_nnkern *k)
{
	enum { M = 11, D = 5 };
	float a[M * D], b[M * D], c[M * M];
	for (size_t i = 0; i < M * D; i++) {
		a[i] = (float)(i % 17) * 8 - 60;
		b[i] = 255 - (float)(i % 13);
	}
	for (int way = QN_BF16_FLOATS; way <= QN_BF16_DOTS; way++) {
		if (!qn_nnkern_can(k, (enum qn_bf16_way)way))
			continue;
		k->bf16_product(
		    &(struct qn_bf16_product){.rows = M,
		                              .columns = M,
		                              .inputs = D,
		                              .a = {a, D, false},
		                              .b = {b, D, false},
		                              .c = c,
		                              .c_row = M,
		                              .way = (enum qn_bf16_way)way});
		for (size_t r = 0; r < M; r++)
			for (size_t j = 0; j < M; j++) {
				float sum = 0;
				for (size_t i = 0; i < D; i++)
					sum += a[r * D + i] * b[j * D + i];
				ck_assert_float_eq(c[r * M + j], sum);
			}
	}
}

START_TEST(what_bfloat16_holds_is_multiplied_exactly)
{
	for_each_set(check_bfloat16);
}
END_TEST

static void check_dropout(const struct qn_nnkern *k)
{
	enum { MANY = 20001 };
	static float x[MANY], y[MANY], z[MANY];
	const struct qn_dropout d = {
	    .key = 77, .cut = 1u << 30, .scale = 4.0f / 3};
	size_t kept = 0;
	for (size_t i = 0; i < MANY; i++)
		x[i] = 3;
	k->dropout(y, x, MANY, 5, &d);
	for (size_t i = 0; i < MANY; i++) {
		ck_assert(y[i] == 0 || y[i] == 4);
		kept += y[i] != 0;
	}
	ck_assert_double_eq_tol((double)kept / MANY, 0.75, 0.02);
	/* An element's fate is its number's, whoever its neighbours are. */
	k->dropout(z, x, MANY - 3, 8, &d);
	ck_assert_mem_eq(z, y + 3, (MANY - 3) * sizeof *y);
	k->residual(z, x, x, MANY, 5, &d);
	for (size_t i = 0; i < MANY; i++)
		ck_assert(z[i] == y[i] + 3);
}

START_TEST(every_set_drops_by_number)
{
	for_each_set(check_dropout);
}
END_TEST

static void check_sums(const struct qn_nnkern *k)
{
	float w[5 * N], x[N], b[5], y[5], c[N] = {0};
	fill(w, 5 * N, 6, 1);
	fill(x, N, 7, 1);
	fill(b, 5, 8, 1);
	k->times(y, w, x, b, 5, N);
	k->add_columns(c, w, N, 5, N);
	double squares = 0;
	for (size_t o = 0; o < 5; o++) {
		double sum = (double)b[o];
		for (size_t i = 0; i < N; i++) {
			sum += (double)w[o * N + i] * (double)x[i];
			squares += pow((double)w[o * N + i], 2);
		}
		NEAR(y[o], sum);
	}
	NEAR(k->sum_squares(w, 5 * N), squares);
	for (size_t i = 0; i < N; i++) {
		double sum = 0;
		for (size_t o = 0; o < 5; o++)
			sum += (double)w[o * N + i];
		NEAR(c[i], sum);
	}
	w[100] = NAN;
	ck_assert(!isfinite(k->sum_squares(w, 5 * N)));
}

START_TEST(every_set_sums)
{
	for_each_set(check_sums);
}
END_TEST

SUITE(nnkern, every_set_activates,
      every_set_has_the_cross_entropy_of_a_plain_loop,
      every_set_multiplies_numbers_of_16_bits,
      what_bfloat16_holds_is_multiplied_exactly, every_set_drops_by_number,
      every_set_sums)
