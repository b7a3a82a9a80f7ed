/* SPDX-License-Identifier: MIT */
/*
 * test_phrase.c -- scores by hand, and what joins.
 */
#include "tests/unit/suite.h"

#include <math.h>

#include "tests/unit/scratch.h"
#include "text/phrase.h"

static const char text[] = "a b a b c\na b c c\n";

static struct qn_phrases *learn(const struct qn_phrase_options *o)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_phrases *p = qn_phrases_learn(o, qn_slice_of(text), &e);
	ck_assert_ptr_nonnull(p);
	return p;
}

static double score(const struct qn_phrases *p, const char *a, const char *b)
{
	return qn_phrases_score(p, qn_slice_of(a), qn_slice_of(b));
}

START_TEST(scores_are_those_of_the_formulas)
{
	struct qn_phrase_options o = {.min_count = 2};
	struct qn_phrases *p = learn(&o);
	ck_assert_double_eq_tol(score(p, "a", "b"), 1.0 / 3 / 3 * 9, 1e-6);
	ck_assert_double_eq(score(p, "b", "a"), -HUGE_VAL);
	qn_phrases_free(p);
	o.score = QN_PHRASE_NPMI;
	p = learn(&o);
	ck_assert_double_eq_tol(score(p, "a", "b"), 1, 1e-12);
	ck_assert_double_eq_tol(score(p, "b", "c"), log(2.0) / log(4.5), 1e-12);
	qn_phrases_free(p);
}
END_TEST

START_TEST(a_word_joins_once)
{
	struct qn_phrase_options o = {.min_count = 2, .threshold = -1};
	struct qn_phrases *p = learn(&o);
	struct qn_buf out = {0};
	qn_phrases_apply(p, qn_slice_of("a b c\r\na\nb\n"), &out);
	ck_assert_str_eq(out.p, " a_b c\n a\n b\n");
	qn_buf_release(&out);
	qn_phrases_free(p);
}
END_TEST

START_TEST(passes_are_kept_and_read_again)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_phrase_options o = {.min_count = 2, .threshold = 0.5f};
	struct qn_phrases *pass[QN_PHRASE_PASSES] = {learn(&o), learn(&o)};
	struct qn_phrases *again[QN_PHRASE_PASSES];
	ck_assert(qn_phrases_save(pass, 2, scratch("model"), &e));
	ck_assert_uint_eq(qn_phrases_load(scratch("model"), again, &e), 2);
	for (int i = 0; i < 2; i++) {
		ck_assert_double_eq(score(pass[i], "a", "b"),
		                    score(again[i], "a", "b"));
		ck_assert_uint_eq(again[i]->words, 9);
		qn_phrases_free(pass[i]);
		qn_phrases_free(again[i]);
	}
}
END_TEST

SUITE(phrase, scores_are_those_of_the_formulas, a_word_joins_once,
      passes_are_kept_and_read_again)
