/* SPDX-License-Identifier: MIT */
/*
 * test_langidkern.c -- every set of kernels against plain loops.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "embed/langidmodel.h"

static struct qn_langid_text read_text(const uint32_t *chars, const char *s)
{
	struct qn_langid_text t;
	struct qn_slice rest = qn_slice_of(s);
	ck_assert(qn_langid_read(chars, &rest, &t));
	return t;
}

/* Runs of 1 to GRAM letters that cross no blank, one by one. */
static size_t plain_grams(const uint32_t *unit, size_t n, uint32_t buckets,
                          uint32_t *row)
{
	size_t found = 0;
	for (size_t i = 0; i + 1 < n; i++) {
		uint32_t h = UINT32_C(0x811c9dc5);
		for (uint32_t k = 0; k < QN_LANGID_GRAM; k++) {
			h = qn_langid_mix(h, unit[i + k]);
			if (k == 0 && unit[i] == ' ')
				continue;
			row[found++] = qn_langid_bucket(h + k, buckets);
			if (k && unit[i + k] == ' ')
				break;
		}
	}
	return found;
}

static int compare_rows(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

static void check_grams(const struct qn_langid_kern *kern)
{
	static uint32_t row[QN_LANGID_ROWS], plain[QN_LANGID_ROWS];
	const uint32_t buckets = 4096;
	uint32_t *chars = qn_langid_chars_new();
	char s[200];
	struct qn_rng rng = qn_rng_new(4, 0);
	for (int round = 0; round < 50; round++) {
		size_t n = 1 + qn_rng_below(&rng, sizeof s - 2);
		for (size_t i = 0; i < n; i++)
			s[i] = " abcdefgh"[qn_rng_below(&rng, 9)];
		s[n] = '\0';
		struct qn_langid_text t = read_text(chars, s);
		if (!t.n)
			continue;
		size_t want = plain_grams(t.unit, t.n, buckets, plain);
		size_t found = kern->grams(t.unit, t.n, buckets, NULL, row),
		       kept = 0;
		size_t all = (t.n + 15) / 16 * 16 * QN_LANGID_GRAM;
		for (size_t i = 0; i < all; i++)
			if (row[i] != buckets)
				row[kept++] = row[i];
		ck_assert_uint_eq(found, want);
		ck_assert_uint_eq(kept, want);
		qsort(row, kept, sizeof *row, compare_rows);
		qsort(plain, want, sizeof *plain, compare_rows);
		ck_assert_mem_eq(row, plain, want * sizeof *row);
	}
	free(chars);
}

static void check_sums(const struct qn_langid_kern *kern)
{
	enum { ROWS = 300, MOST = 700 };
	static uint8_t rows[ROWS * QN_LANGID_ROW];
	uint32_t row[MOST], sum[QN_LANGID_DIM], want[QN_LANGID_DIM];
	struct qn_rng rng = qn_rng_new(5, 0);
	for (size_t i = 0; i < sizeof rows; i++)
		rows[i] = (uint8_t)(i < 50 ? 255 : qn_rng_below(&rng, 256));
	for (size_t n = 0; n < MOST; n += 1 + n / 7) {
		memset(sum, 0, sizeof sum);
		memset(want, 0, sizeof want);
		for (size_t i = 0; i < n; i++) {
			row[i] = n % 2 ? qn_rng_below(&rng, ROWS) : 0;
			for (size_t d = 0; d < QN_LANGID_DIM; d++) {
				unsigned b = rows[row[i] * QN_LANGID_ROW +
				                  d % QN_LANGID_ROW];
				want[d] += b >> d / QN_LANGID_ROW * 2 & 3;
			}
		}
		kern->sum(rows, row, n, sum);
		ck_assert_mem_eq(sum, want, sizeof sum);
	}
}

static void check_softmax(const struct qn_langid_kern *kern)
{
	_Alignas(64) float z[48], plain[48];
	struct qn_rng rng = qn_rng_new(6, 0);
	for (size_t n = 2; n <= 48; n += 5) {
		for (size_t i = 0; i < n; i++)
			z[i] = plain[i] = 30 * (float)qn_rng_double(&rng) - 15;
		float sum = kern->softmax(z, n, 0.7f), most = plain[0];
		double all = 0;
		for (size_t i = 0; i < n; i++)
			most = fmaxf(most, plain[i]);
		for (size_t i = 0; i < n; i++) {
			double p = exp(0.7 * ((double)plain[i] - (double)most));
			all += p;
			ck_assert_double_eq_tol((double)z[i], p, 1e-6);
		}
		ck_assert_double_eq_tol((double)sum, all, 1e-4);
	}
}

/* Sums of whole numbers, one by one, and their scores: the same bits. */
static void check_packed(const struct qn_langid_kern *kern)
{
	enum { BLOCKS = 14, LABELS = BLOCKS * QN_LANGID_LANES };
	static _Alignas(64) int16_t weight[LABELS * QN_LANGID_DIM];
	static _Alignas(64) float scale[LABELS], bias[LABELS], z[LABELS];
	_Alignas(64) int16_t v[QN_LANGID_DIM];
	struct qn_rng rng = qn_rng_new(7, 0);
	for (size_t i = 0; i < LABELS * QN_LANGID_DIM; i++)
		weight[i] = (int16_t)((int)qn_rng_below(&rng, 16383) - 8191);
	for (size_t d = 0; d < QN_LANGID_DIM; d++)
		v[d] = (int16_t)((int)qn_rng_below(&rng, 8191) - 4095);
	for (size_t i = 0; i < LABELS; i++) {
		scale[i] = (float)qn_rng_double(&rng);
		bias[i] = (float)qn_rng_double(&rng);
	}
	for (size_t n = 1; n <= BLOCKS; n++) {
		kern->packed(z, v, weight, scale, bias, 0.01f, n);
		for (size_t i = 0; i < n * QN_LANGID_LANES; i++) {
			const int16_t *w = weight +
			                   i / QN_LANGID_LANES *
			                       QN_LANGID_LANES * QN_LANGID_DIM +
			                   i % QN_LANGID_LANES * 2;
			int32_t sum = 0;
			for (size_t d = 0; d < QN_LANGID_DIM; d++)
				sum += v[d] *
				       w[d / 2 * 2 * QN_LANGID_LANES + d % 2];
			float want = (float)sum * (scale[i] * 0.01f) + bias[i];
			ck_assert_float_eq(z[i], want);
		}
	}
}

static const char *const sets[] = {"generic", "avx2", "avx512", "neon"};
#define SETS (sizeof sets / sizeof *sets)

static void with_every_set(void (*check)(const struct qn_langid_kern *))
{
	for (size_t i = 0; i < SETS; i++)
		if (qn_langid_kern_named(sets[i]))
			check(qn_langid_kern_named(sets[i]));
}

START_TEST(every_set_finds_the_n_grams_that_a_plain_loop_finds)
{
	with_every_set(check_grams);
}
END_TEST

START_TEST(every_set_sums_codes_exactly)
{
	with_every_set(check_sums);
}
END_TEST

START_TEST(every_set_scores_whole_numbers_alike)
{
	with_every_set(check_packed);
}
END_TEST

START_TEST(every_set_makes_probabilities)
{
	with_every_set(check_softmax);
}
END_TEST

/* --- learning: a step with every set, from the same beginnings ------------ */

enum { LABELS = 20, ROWS = 10, BLOCKS = 2, LANES = BLOCKS * QN_LANGID_LANES };

struct learnt {
	_Alignas(64) float row[ROWS * QN_LANGID_DIM];
	_Alignas(64) float weight[LANES * QN_LANGID_DIM];
	_Alignas(64) float weight_square[LANES * QN_LANGID_DIM];
	_Alignas(64) float bias[LANES], bias_square[LANES], p[LANES];
	float square[ROWS];
	double first, last;
};

static void learn(const struct qn_langid_kern *kern, struct learnt *l,
                  float step)
{
	struct qn_rng rng = qn_rng_new(8, 0);
	memset(l, 0, sizeof *l);
	for (size_t i = 0; i < ROWS * QN_LANGID_DIM; i++)
		l->row[i] = (float)qn_rng_double(&rng) - 0.5f;
	for (size_t i = 0; i < LANES * QN_LANGID_DIM; i++)
		l->weight_square[i] = 1e-4f;
	for (size_t i = 0; i < LANES; i++)
		l->bias_square[i] = 1e-2f;
	for (size_t i = 0; i < ROWS; i++)
		l->square[i] = 1e-4f;
	struct qn_langid_lesson lesson = {.row = l->row,
	                                  .square = l->square,
	                                  .weight = l->weight,
	                                  .weight_square = l->weight_square,
	                                  .bias = l->bias,
	                                  .bias_square = l->bias_square,
	                                  .p = l->p,
	                                  .labels = LABELS,
	                                  .blocks = BLOCKS,
	                                  .step = step,
	                                  .row_rate = 0.1f,
	                                  .weight_rate = 0.1f};
	for (uint32_t i = 0; i < 200; i++) {
		uint32_t row[] = {i % ROWS, (i + 1) % ROWS, i % ROWS};
		double loss = kern->learn(&lesson, row, 3, i % ROWS);
		if (i < ROWS)
			l->first += loss;
		if (i >= 200 - ROWS)
			l->last += loss;
	}
}

START_TEST(every_set_learns_the_same_bits)
{
	static struct learnt plain, other;
	for (int rounded = 0; rounded < 2; rounded++) {
		float step = rounded ? 0.5f : 0;
		learn(qn_langid_kern_named("generic"), &plain, step);
		ck_assert(plain.last < 0.2 * plain.first);
		for (size_t i = 0; i < SETS; i++) {
			if (!qn_langid_kern_named(sets[i]))
				continue;
			learn(qn_langid_kern_named(sets[i]), &other, step);
			ck_assert_mem_eq(&plain, &other, sizeof plain);
		}
	}
}
END_TEST

SUITE(langidkern, every_set_finds_the_n_grams_that_a_plain_loop_finds,
      every_set_sums_codes_exactly, every_set_scores_whole_numbers_alike,
      every_set_makes_probabilities, every_set_learns_the_same_bits)
