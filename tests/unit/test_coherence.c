/* SPDX-License-Identifier: MIT */
/*
 * test_coherence.c -- are windows counted, and topics judged by them?
 */
#include "tests/unit/suite.h"

#include <math.h>

#include "base/rng.h"
#include "topic/coherence.h"
#include "topic/windows.h"

/* Documents of one-letter words: "abc a" are two. */
static struct qn_docwords *documents(const char *text)
{
	struct qn_docwords *d = qn_docwords_new(qn_vocab_new());
	d->borrowed = false;
	for (; *text; text++)
		if (*text == ' ')
			qn_docwords_end(d);
		else
			qn_docwords_add(
			    d, qn_vocab_add(d->vocab,
			                    (struct qn_slice){text, 1}, 1));
	qn_docwords_end(d);
	return d;
}

START_TEST(words_are_in_the_windows_that_they_come_into)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_docwords *d = documents("abcab b  c");
	const bool wanted[] = {true, true, false};
	struct qn_windows w;
	/* ab bc ca ab | b | nothing | c */
	ck_assert(qn_windows_init(&w, d, wanted, 2, &e));
	ck_assert_uint_eq(w.n, 7);
	ck_assert_uint_eq(qn_windows_with(&w, 0), 3);
	ck_assert_uint_eq(qn_windows_with(&w, 1), 4);
	ck_assert_uint_eq(qn_windows_with(&w, 2), 0);
	ck_assert_uint_eq(qn_windows_both(&w, 0, 1), 2);
	ck_assert_uint_eq(qn_windows_both(&w, 0, 0), 3);
	qn_windows_release(&w);
	/* Whole documents, all of them. */
	ck_assert(qn_windows_init(&w, d, wanted, 0, &e));
	ck_assert_uint_eq(w.n, 4);
	ck_assert_uint_eq(qn_windows_with(&w, 1), 2);
	ck_assert_uint_eq(qn_windows_both(&w, 0, 1), 1);
	qn_windows_release(&w);
	qn_docwords_free(d);
}
END_TEST

/* gensim's sliding, window by window. */
static void slide_slowly(const struct qn_docwords *d, size_t size,
                         size_t with[3], size_t both[3][3], size_t *n)
{
	for (size_t doc = 0; doc < d->n; doc++) {
		const uint32_t *id = d->id + d->start[doc];
		size_t words = d->start[doc + 1] - d->start[doc];
		size_t first = words < size ? words : size;
		bool in[4] = {false};
		for (size_t i = 0; i < first; i++)
			in[id[i]] = true;
		for (size_t i = first; i <= words; i++) {
			++*n;
			for (int a = 0; a < 3; a++) {
				with[a] += in[a];
				for (int b = 0; b < 3; b++)
					both[a][b] += in[a] && in[b];
			}
			if (i < words) {
				in[id[i - first]] = false;
				in[id[i]] = true;
			}
		}
	}
}

START_TEST(runs_of_windows_are_what_sliding_one_by_one_finds)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng rng = qn_rng_new(7, 1);
	const bool wanted[] = {true, true, true, false};
	for (int round = 0; round < 100; round++) {
		struct qn_docwords *d = documents("abcd");
		size_t with[3] = {0}, both[3][3] = {{0}}, n = 0;
		size_t size = 1 + qn_rng_below(&rng, 6);
		for (int doc = 0; doc < 5; doc++) {
			qn_docwords_add(d, 0);
			for (uint32_t i = qn_rng_below(&rng, 20); i--;)
				qn_docwords_add(d, qn_rng_below(&rng, 4));
			qn_docwords_end(d);
		}
		struct qn_windows w;
		ck_assert(qn_windows_init(&w, d, wanted, size, &e));
		slide_slowly(d, size, with, both, &n);
		ck_assert_uint_eq(w.n, n);
		for (uint32_t a = 0; a < 3; a++) {
			ck_assert_uint_eq(qn_windows_with(&w, a), with[a]);
			for (uint32_t b = 0; b < 3; b++)
				ck_assert_uint_eq(qn_windows_both(&w, a, b),
				                  both[a][b]);
		}
		qn_windows_release(&w);
		qn_docwords_free(d);
	}
}
END_TEST

START_TEST(measures_are_what_their_formulas_say)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_docwords *d = documents("ab abc c ad");
	struct qn_docwords *topics = documents("ab x b az");
	double value[4], pmi = log(0.5 / (0.75 * 0.5));
	ck_assert(qn_coherence(topics, d, QN_U_MASS, 0, value, pool, &e));
	ck_assert_double_eq_tol(value[0], log(0.5 / 0.75), 1e-9);
	ck_assert(isnan(value[1]) && isnan(value[2]) && isnan(value[3]));
	ck_assert(qn_coherence(topics, d, QN_C_UCI, 0, value, pool, &e));
	ck_assert_double_eq_tol(value[0], pmi, 1e-9);
	ck_assert(qn_coherence(topics, d, QN_C_UCI, 2, value, pool, &e));
	/* Windows ab, ab, bc, c, ad. */
	pmi = log(0.4 / (0.6 * 0.6));
	ck_assert_double_eq_tol(value[0], pmi, 1e-9);
	ck_assert(qn_coherence(topics, d, QN_C_NPMI, 2, value, pool, &e));
	ck_assert_double_eq_tol(value[0], pmi / -log(0.4), 1e-9);
	ck_assert(qn_coherence(topics, d, QN_C_V, 2, value, pool, &e));
	/* Rows (1, x) and (x, 1): both as far from their sum. */
	double x = pmi / -log(0.4);
	ck_assert_double_eq_tol(value[0], (1 + x) / sqrt(2 * (1 + x * x)),
	                        1e-9);
	ck_assert_double_eq_tol(value[2], 1, 1e-9);
	ck_assert_double_eq_tol(qn_topic_diversity(topics), 4.0 / 6, 1e-12);
	qn_docwords_free(d);
	qn_docwords_free(topics);
	qn_pool_free(pool);
}
END_TEST

SUITE(coherence, words_are_in_the_windows_that_they_come_into,
      runs_of_windows_are_what_sliding_one_by_one_finds,
      measures_are_what_their_formulas_say)
