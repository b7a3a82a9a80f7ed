/* SPDX-License-Identifier: MIT */
/*
 * test_sampling.c -- words are thinned, and noise is drawn, as the formulas
 * of word2vec say.
 */
#include "embed/sampling.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "tests/unit/suite.h"

enum { WORDS = 50, DRAWS = 1000000 };

/* "</s>" `ends` times, then `n` - 1 words of falling counts. */
static struct qn_vocab *vocab(uint32_t n, uint64_t ends)
{
	const struct qn_vocab_limits limits = {.pin_first = true};
	struct qn_vocab *v = qn_vocab_new();
	qn_vocab_add(v, qn_slice_of(QN_EOS), ends);
	for (uint32_t i = 1; i < n; i++) {
		char word[16];
		snprintf(word, sizeof word, "w%u", i);
		qn_vocab_add(v, qn_slice_of(word), 10000 / i);
	}
	qn_vocab_sort(v, &limits, NULL);
	ck_assert_uint_eq(v->words.count, n);
	return v;
}

static void check_keep(const struct qn_vocab *v, double sample)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sampling s;
	ck_assert(qn_sampling_init(&s, v, sample, false, &e));
	ck_assert_uint_eq(s.keep[0], UINT32_MAX);
	for (uint32_t i = 1; i < v->words.count; i++) {
		double f = (double)v->count[i] / (double)v->total;
		double p = sample > 0 ? sqrt(sample / f) + sample / f : 1;
		if (p >= 1)
			ck_assert_uint_eq(s.keep[i], UINT32_MAX);
		else
			ck_assert_double_eq_tol(s.keep[i] * 0x1p-32, p, 1e-9);
	}
	ck_assert_uint_eq(s.noise.n, 0);
	qn_sampling_release(&s);
}

START_TEST(frequent_words_are_thinned_by_the_formula)
{
	struct qn_vocab *v = vocab(WORDS, 700);
	ck_assert_uint_eq(v->count[0], 700);
	check_keep(v, 1e-3);
	check_keep(v, 1e-5);
	check_keep(v, 1);
	check_keep(v, 0);
	qn_vocab_free(v);
}
END_TEST

/* How far counts of DRAWS are from what `share` says; its mean is `n`. */
static double chi_square(const uint32_t *seen, const double *share, uint32_t n)
{
	double sum = 0;
	for (uint32_t i = 1; i < n; i++) {
		double wanted = share[i] * DRAWS;
		double off = (double)seen[i] - wanted;
		sum += off * off / wanted;
	}
	return sum;
}

START_TEST(noise_is_drawn_by_counts_to_three_quarters)
{
	struct qn_vocab *v = vocab(WORDS, 700);
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng r = qn_rng_new(5, 0);
	struct qn_sampling s;
	uint32_t seen[WORDS] = {0};
	double share[WORDS], sum = pow(700, 0.75);
	ck_assert(qn_sampling_init(&s, v, 1e-3, true, &e));
	for (uint32_t i = 1; i < WORDS; i++)
		sum += pow((double)v->count[i], 0.75);
	for (uint32_t i = 1; i < WORDS; i++)
		share[i] = (pow((double)v->count[i], 0.75) +
		            pow(700, 0.75) / (WORDS - 1)) /
		           sum;
	for (int i = 0; i < DRAWS; i++)
		seen[qn_alias_draw(&s.noise, qn_rng_next(&r))]++;
	ck_assert_uint_eq(seen[0], 0);
	/* 48 degrees of freedom: one table in 10^9 is beyond 126. */
	ck_assert_double_lt(chi_square(seen, share, WORDS), 126);
	qn_sampling_release(&s);
	qn_vocab_free(v);
}
END_TEST

START_TEST(noise_needs_a_word_to_draw)
{
	struct qn_vocab *v = vocab(1, 3);
	struct qn_err e = QN_ERR_INIT;
	struct qn_sampling s;
	ck_assert(!qn_sampling_init(&s, v, 1e-3, true, &e));
	ck_assert_str_eq(e.text, "no word to draw noise from");
	qn_sampling_release(&s);
	qn_vocab_free(v);

	e = QN_ERR_INIT;
	v = vocab(2, 3);
	v->count[1] = 0; /* as -read-vocab may have it */
	ck_assert(!qn_sampling_init(&s, v, 1e-3, true, &e));
	ck_assert(e.failed);
	qn_sampling_release(&s);
	qn_vocab_free(v);
}
END_TEST

SUITE(sampling, frequent_words_are_thinned_by_the_formula,
      noise_is_drawn_by_counts_to_three_quarters, noise_needs_a_word_to_draw)
