/* SPDX-License-Identifier: MIT */
/*
 * test_indexsearch.c -- searches against formulas applied to all tokens of all
 * documents, and what is left out or refused.
 */
#include "text/indexsearch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/unit/formula.h"
#include "tests/unit/smallindex.h"
#include "tests/unit/suite.h"

#define OK(e) ck_assert_msg(!(e).failed, "%s", (e).text)

static void check_hits(const struct collection *c, const double *score,
                       const struct qn_scored *hit, size_t n, size_t k,
                       double tolerance, const char *query)
{
	size_t positive = 0, better = 0;
	for (uint32_t d = 0; d < c->documents; d++)
		positive += score[d] > 0;
	ck_assert_msg(n == (positive < k ? positive : k), "%s: %zu of %zu",
	              query, n, positive);
	for (size_t i = 0; i < n; i++) {
		double wanted = score[hit[i].doc];
		ck_assert_msg(fabs(hit[i].score - wanted) <=
		                  tolerance * fabs(wanted),
		              "%s: document %u: %.17g, not %.17g", query,
		              hit[i].doc, hit[i].score, wanted);
		ck_assert(i == 0 || qn_scored_worse(hit[i], hit[i - 1]));
	}
	for (uint32_t d = 0; n && d < c->documents; d++)
		better += score[d] > hit[n - 1].score * (1 + 2 * tolerance);
	ck_assert_msg(better <= n, "%s: %zu are better", query, better);
	if (n)
		ck_assert_msg(better < n, "%s", query);
}

static void compare(const struct collection *c,
                    const struct qn_scoring_options *o, int queries,
                    double tolerance, uint64_t seed)
{
	struct qn_rng r = qn_rng_new(seed, 0);
	struct formula f = formula_make(c, o);
	double *score = qn_calloc(c->documents, sizeof *score);
	struct qn_scored hit[100];
	for (int i = 0; i < queries; i++) {
		struct asked q = i % 2 ? asked_words(c, 1 + (size_t)i % 7, &r)
		                       : asked_clauses(c, &r);
		size_t k = i % 3 ? 10 : 100;
		formula_score(c, &f, &q, score);
		size_t n = small_index_ask(c->x, q.text, k, o, false, hit);
		check_hits(c, score, hit, n, k, tolerance, q.text);
		n = small_index_ask(c->x, q.text, k, o, true, hit);
		check_hits(c, score, hit, n, k, tolerance, q.text);
	}
	free(score);
	formula_release(&f);
}

START_TEST(bm25_is_what_its_formula_gives)
{
	static const double k1[] = {NAN, 0, 0.5, 1.5, 100};
	static const double b[] = {NAN, 0, 1, 0.4, 0.75};
	struct collection c = collection_make(2500, 400, 20, 1);
	for (int i = 0; i < 15; i++) {
		struct qn_scoring_options o = QN_SCORING_DEFAULTS;
		o.idf = (enum qn_bm25_idf)(i % 3);
		o.k1 = k1[i / 3];
		o.b = b[i / 3];
		compare(&c, &o, 16, 1e-12, (uint64_t)i);
	}
	collection_release(&c);
}
END_TEST

START_TEST(tfidf_is_the_cosine_of_scikit_learns_vectors)
{
	struct collection c = collection_make(2500, 400, 20, 2);
	struct qn_scoring_options o = QN_SCORING_DEFAULTS;
	o.scoring = QN_SCORE_TFIDF;
	compare(&c, &o, 60, 1e-6, 1);
	collection_release(&c);
}
END_TEST

START_TEST(any_smart_scheme_is_what_its_letters_say)
{
	static const char *const smart[] = {"nnn", "ntc", "lfc", "Lfb", "apu",
	                                    "bxx", "dtn", "ltu", "anc", "Lpc"};
	struct collection c = collection_make(800, 150, 14, 3);
	for (size_t i = 0; i < sizeof smart / sizeof *smart; i++) {
		struct qn_scoring_options o = QN_SCORING_DEFAULTS;
		o.scoring = QN_SCORE_TFIDF;
		o.slope = i % 2 ? 0.25 : 0.6;
		memcpy(o.smart, smart[i], 4);
		compare(&c, &o, 30, 1e-6, i);
	}
	collection_release(&c);
}
END_TEST

/* --- left out, refused ---------------------------------------------------- */

START_TEST(documents_that_are_gone_are_left_out)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_scoring_options o = QN_SCORING_DEFAULTS;
	struct qn_index *x = small_index_open(
	    small_index("x", qn_slice_of("a\na b\na\n"), NULL, NULL, 1));
	struct qn_index_weights w;
	struct qn_query q = {.n = 0};
	struct qn_scored hit[3];
	uint64_t gone = 1;
	size_t n;
	qn_index_weights_init(&w, x, &o, &e);
	struct qn_searcher *s = qn_searcher_new(x, &w, false);
	qn_query_add(&q, QN_FIELD_TEXT, qn_slice_of("a"), 1);
	ck_assert(qn_search(s, &q, 3, &gone, hit, &n, &e));
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(hit[0].doc, 2);
	ck_assert_uint_eq(hit[1].doc, 1);
	qn_query_release(&q);
	qn_searcher_free(s);
	qn_index_weights_release(&w);
	qn_index_close(x);
}
END_TEST

START_TEST(phrases_need_positions)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index_about about = QN_INDEX_DEFAULTS;
	struct qn_scoring_options o = QN_SCORING_DEFAULTS;
	about.positions = false;
	struct qn_index *x = small_index_open(
	    small_index("x", qn_slice_of("a b\n"), NULL, &about, 1));
	struct qn_index_weights w;
	struct qn_query q = {.n = 0};
	struct qn_scored hit[3];
	size_t n;
	qn_index_weights_init(&w, x, &o, &e);
	struct qn_tokenizer *t = qn_tokenizer_new(&x->about.tokenizer, &e);
	struct qn_searcher *s = qn_searcher_new(x, &w, false);
	qn_query_parse(&q, qn_slice_of("\"a b\""), false, t, &e);
	OK(e);
	ck_assert(!qn_search(s, &q, 3, NULL, hit, &n, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "without positions"));
	qn_query_release(&q);
	qn_tokenizer_free(t);
	qn_searcher_free(s);
	qn_index_weights_release(&w);
	qn_index_close(x);
}
END_TEST

START_TEST(weights_that_make_no_sense_are_refused)
{
	struct qn_scoring_options wrong[6];
	for (int i = 0; i < 6; i++)
		wrong[i] = QN_SCORING_DEFAULTS;
	wrong[0].k1 = -1;
	wrong[1].k1 = INFINITY;
	wrong[2].b = 1.1;
	wrong[3].b = -0.1;
	memcpy(wrong[4].smart, "qqq", 4);
	memcpy(wrong[5].smart, "nn", 3);
	struct qn_index *x = small_index_open(
	    small_index("x", qn_slice_of("a b\n"), NULL, NULL, 1));
	for (int i = 0; i < 6; i++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_index_weights w;
		ck_assert(!qn_index_weights_init(&w, x, &wrong[i], &e));
		ck_assert(e.failed);
		qn_index_weights_release(&w);
	}
	qn_index_close(x);
}
END_TEST

SUITE(indexsearch, bm25_is_what_its_formula_gives,
      tfidf_is_the_cosine_of_scikit_learns_vectors,
      any_smart_scheme_is_what_its_letters_say,
      documents_that_are_gone_are_left_out, phrases_need_positions,
      weights_that_make_no_sense_are_refused)
