/* SPDX-License-Identifier: MIT */
/*
 * test_indexprune.c -- what is passed over against going through everything.
 */
#include "text/indexprune.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tests/unit/collection.h"
#include "tests/unit/smallindex.h"
#include "tests/unit/suite.h"

#define OK(e) ck_assert_msg(!(e).failed, "%s", (e).text)

/* One searcher each, for thousands of questions. */
struct two {
	struct qn_index_weights w;
	struct qn_tokenizer *tokenizer;
	struct qn_searcher *pruned, *all;
	struct qn_query q;
	struct qn_scored hit[2][1000];
};

static void same_hits(struct two *t, const char *query, size_t k)
{
	struct qn_err e = QN_ERR_INIT;
	size_t n[2];
	qn_query_clear(&t->q);
	qn_query_parse(&t->q, qn_slice_of(query), false, t->tokenizer, &e);
	qn_search(t->pruned, &t->q, k, NULL, t->hit[0], &n[0], &e);
	qn_search(t->all, &t->q, k, NULL, t->hit[1], &n[1], &e);
	OK(e);
	ck_assert_msg(n[0] == n[1], "%s: %zu, not %zu", query, n[0], n[1]);
	for (size_t i = 0; i < n[0]; i++)
		ck_assert_msg(t->hit[0][i].doc == t->hit[1][i].doc &&
		                  t->hit[0][i].score == t->hit[1][i].score,
		              "%s: k %zu, rank %zu", query, k, i + 1);
}

static void prune(const struct collection *c, enum qn_bm25_idf which,
                  int queries, uint64_t seed)
{
	static const size_t k[] = {1, 3, 10, 100, 1000};
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng r = qn_rng_new(seed, 1);
	struct qn_scoring_options o = QN_SCORING_DEFAULTS;
	struct two *t = qn_calloc(1, sizeof *t);
	o.idf = which;
	qn_index_weights_init(&t->w, c->x, &o, &e);
	t->tokenizer = qn_tokenizer_new(&c->x->about.tokenizer, &e);
	t->pruned = qn_searcher_new(c->x, &t->w, false);
	t->all = qn_searcher_new(c->x, &t->w, true);
	for (int i = 0; i < queries; i++) {
		size_t n = i % 10 ? 1 + qn_rng_below(&r, 8)
		                  : 1 + qn_rng_below(&r, ASKED_CLAUSES);
		struct asked q = asked_words(c, n, &r);
		if (i % 11 == 0)
			q = asked_clauses(c, &r);
		same_hits(t, q.text, k[i % 5]);
	}
	qn_query_release(&t->q);
	qn_searcher_free(t->pruned);
	qn_searcher_free(t->all);
	qn_tokenizer_free(t->tokenizer);
	qn_index_weights_release(&t->w);
	free(t);
}

START_TEST(what_is_passed_over_changes_no_bit)
{
	/* Several windows; lists of every shape; next to no rare words; many
	 * documents of the same few words, which tie. */
	static const uint32_t shape[][3] = {
	    {20000, 3000, 12}, {8192, 200, 30}, {8193, 40, 3}, {700, 300, 40}};
	for (uint64_t i = 0; i < 4; i++) {
		struct collection c = collection_make(shape[i][0], shape[i][1],
		                                      shape[i][2], 20 + i);
		prune(&c, QN_IDF_LUCENE, 1200, i);
		prune(&c, QN_IDF_ATIRE, 300, i);
		prune(&c, QN_IDF_ORIGINAL, 300, i);
		collection_release(&c);
	}
}
END_TEST

START_TEST(ties_are_in_the_order_of_documents)
{
	struct qn_buf text = {0};
	for (int i = 0; i < 30000; i++)
		qn_buf_puts(&text, i % 3 ? "mill quern\n" : "quern mill\n");
	struct qn_index *x = small_index_open(
	    small_index("ties", qn_buf_slice(&text), NULL, NULL, 1));
	struct qn_scored hit[100];
	for (int exhaustive = 0; exhaustive < 2; exhaustive++)
		for (size_t k = 1; k <= 100; k += 33) {
			size_t n = small_index_ask(x, "quern quern mill", k,
			                           NULL, exhaustive, hit);
			ck_assert_uint_eq(n, k);
			for (uint32_t i = 0; i < n; i++)
				ck_assert_uint_eq(hit[i].doc, i);
		}
	ck_assert_uint_eq(
	    small_index_ask(x, "\"mill quern\"", 100, NULL, false, hit), 100);
	for (uint32_t i = 0; i < 100; i++)
		ck_assert_uint_eq(hit[i].doc, i / 2 * 3 + 1 + i % 2);
	qn_index_close(x);
	qn_buf_release(&text);
}
END_TEST

SUITE(indexprune, what_is_passed_over_changes_no_bit,
      ties_are_in_the_order_of_documents)
