/* SPDX-License-Identifier: MIT */
/*
 * test_ldaheld.c -- do tokens that keep their topics count as a prior?
 */
#include "tests/unit/suite.h"

#include <math.h>

#include "base/rng.h"
#include "topic/lda.h"
#include "topic/ldamodel.h"
#include "topic/ldascore.h"

static const char *const words[] = {"mill", "quern", "grain",
                                    "ship", "sail",  "sea"};
#define WORDS 6

static struct qn_docwords *empty(void)
{
	struct qn_docwords *d = qn_docwords_new(qn_vocab_new());
	d->borrowed = false;
	return d;
}

static void add(struct qn_docwords *d, const char *word)
{
	qn_docwords_add(d, qn_vocab_add(d->vocab, qn_slice_of(word), 1));
}

/* Documents about mills (even) and about the sea (odd). */
static struct qn_docwords *make_documents(size_t docs, size_t length)
{
	struct qn_rng rng = qn_rng_new(1, 1);
	struct qn_docwords *d = empty();
	for (size_t i = 0; i < docs; i++) {
		for (size_t k = 0; k < length; k++)
			add(d, words[i % 2 * 3 + qn_rng_below(&rng, 3)]);
		qn_docwords_end(d);
	}
	return d;
}

/* What is known of a document of two tokens, words 0 and 1 of two, before it
 * is read: [word][topic], and of the document [topic]. */
struct known {
	double word[2][2], document[2];
};
#define ALPHA 0.7 /* of each topic */
#define BETA  0.3

/* log p(z | known), without a constant. */
static double log_p(const struct known *known, uint32_t first, uint32_t second)
{
	const uint32_t z[2] = {first, second};
	struct known all = *known;
	double sum = 0, before = 2 * ALPHA, after = 2 * ALPHA + 2;
	for (int i = 0; i < 2; i++) {
		all.word[i][z[i]]++;
		all.document[z[i]]++;
	}
	for (int k = 0; k < 2; k++) {
		double was = known->document[k] + ALPHA;
		before += known->document[k];
		after += known->document[k];
		sum += lgamma(all.document[k] + ALPHA) - lgamma(was);
		for (int w = 0; w < 2; w++)
			sum += lgamma(all.word[w][k] + BETA) -
			       lgamma(known->word[w][k] + BETA);
		sum +=
		    lgamma(known->word[0][k] + known->word[1][k] + 2 * BETA) -
		    lgamma(all.word[0][k] + all.word[1][k] + 2 * BETA);
	}
	return sum - lgamma(after) + lgamma(before);
}

/* Are topics drawn from that, and is it what likelihood means? */
static void check_draws(struct qn_lda_options *o, const struct known *known)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_docwords *d = empty();
	double sum = 0;
	int seen[4] = {0};
	const int draws = 40000;
	add(d, "a");
	add(d, "b");
	qn_docwords_end(d);
	o->topics = 2;
	o->alpha = 2 * ALPHA;
	o->beta = BETA;
	struct qn_lda *l = qn_lda_new(o, d, &e);
	ck_assert_msg(l != NULL, "%s", e.text);
	for (int i = 0; i < draws; i++) {
		uint16_t z[2];
		qn_lda_sweep(l, pool);
		ck_assert(qn_lda_tokens_get(&l->tokens, d, z, &e));
		seen[z[0] * 2 + z[1]]++;
		if (i < 10) {
			ck_assert(qn_lda_adds_up(l));
			ck_assert_double_eq_tol(qn_lda_likelihood(l, pool) * 2,
			                        log_p(known, z[0], z[1]), 1e-9);
		}
	}
	for (uint32_t s = 0; s < 4; s++)
		sum += exp(log_p(known, s / 2, s % 2));
	for (uint32_t s = 0; s < 4; s++)
		ck_assert_double_eq_tol((double)seen[s] / draws,
		                        exp(log_p(known, s / 2, s % 2)) / sum,
		                        0.01);
	qn_lda_free(l);
	qn_docwords_free(d);
	qn_pool_free(pool);
}

START_TEST(topics_are_drawn_from_the_posterior_given_those_held)
{
	const struct known known = {.word = {{3, 1}, {0, 2}}};
	struct qn_lda_held_cell cell[] = {{0, 3, 0}, {0, 1, 1}, {1, 2, 1}};
	struct qn_lda_held held = {.cell = cell, .n = 3, .tokens = 6};
	struct qn_lda_options o = QN_LDA_DEFAULTS;
	o.held = &held;
	check_draws(&o, &known);
}
END_TEST

START_TEST(topics_are_drawn_from_the_posterior_given_a_label)
{
	const struct known known = {.document = {0, 2}};
	struct qn_docwords *labels = empty();
	struct qn_lda_options o = QN_LDA_DEFAULTS;
	qn_vocab_add(labels->vocab, qn_slice_of("sea"), 1);
	add(labels, "mills");
	qn_docwords_end(labels);
	o.labels.of = labels;
	o.labels.weight = 2;
	check_draws(&o, &known);
	qn_docwords_free(labels);
}
END_TEST

START_TEST(seeds_say_which_topic_is_which)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_docwords *d = make_documents(40, 30), *lists = empty();
	struct qn_lda_held held = {.n = 0};
	struct qn_tokenizer_options cut = QN_TOKENIZER_DEFAULTS;
	struct qn_lda_options o = QN_LDA_DEFAULTS;
	add(lists, "ship");
	add(lists, "whale");
	qn_docwords_end(lists);
	add(lists, "quern");
	qn_docwords_end(lists);
	ck_assert(qn_lda_held_seeds(&held, lists, d, 2, 50, &e));
	ck_assert_uint_eq(held.tokens, 100);
	o.topics = 2;
	o.iterations = 50;
	o.alpha = 1;
	o.held = &held;
	for (o.seed = 1; o.seed <= 5; o.seed++) {
		struct qn_lda *l = qn_lda_new(&o, d, &e);
		ck_assert(l && qn_lda_train(l, pool, &e));
		struct qn_lda_model *m = qn_lda_model_of(l, &cut, &e);
		struct qn_lda_top top = qn_lda_model_top(m, 3);
		ck_assert_uint_eq(top.word[0],
		                  qn_vocab_find(d->vocab, qn_slice_of("ship")));
		ck_assert_uint_eq(
		    top.word[3], qn_vocab_find(d->vocab, qn_slice_of("quern")));
		for (uint32_t i = 0; i < 3; i++) {
			uint32_t sea =
			    qn_vocab_find(d->vocab, qn_slice_of("sea"));
			ck_assert_uint_ne(top.word[3 + i], sea);
		}
		qn_lda_top_release(&top);
		qn_lda_model_free(m);
		qn_lda_free(l);
	}
	ck_assert(!qn_lda_held_seeds(&held, lists, d, 1, 50, &e));
	ck_assert_str_eq(e.text, "seeds for 2 topics, but there are 1");
	qn_lda_held_release(&held);
	qn_docwords_free(lists);
	qn_docwords_free(d);
	qn_pool_free(pool);
}
END_TEST

START_TEST(a_model_and_new_documents_make_a_model_of_both)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_docwords *d = make_documents(20, 30), *new = empty();
	struct qn_tokenizer_options cut = QN_TOKENIZER_DEFAULTS;
	struct qn_lda_options o = QN_LDA_DEFAULTS;
	struct qn_lda_held held = {.n = 0};
	o.topics = 2;
	o.iterations = 50;
	o.alpha = 1;
	struct qn_lda *l = qn_lda_new(&o, d, &e);
	ck_assert(l && qn_lda_train(l, pool, &e));
	struct qn_lda_model *m = qn_lda_model_of(l, &cut, &e);
	qn_lda_free(l);
	add(new, "whale");
	for (int i = 0; i < 20; i++)
		add(new, "ship");
	qn_docwords_end(new);
	ck_assert(qn_lda_held_model(&held, m, new, &e));
	o.topic_alpha = m->alpha;
	o.held = &held;
	l = qn_lda_new(&o, new, &e);
	ck_assert(l && qn_lda_train(l, pool, &e));
	struct qn_lda_model *both = qn_lda_model_of(l, &cut, &e);
	ck_assert_uint_eq(both->V, 7);
	ck_assert_uint_eq(both->total[0] + both->total[1], 621);
	ck_assert_uint_eq(both->vocab->total, 621);
	/* The whale is where ships are. */
	uint32_t ship = qn_vocab_find(m->vocab, qn_slice_of("ship"));
	uint32_t whale = qn_vocab_find(both->vocab, qn_slice_of("whale"));
	uint32_t k =
	    qn_lda_model_count(m, ship, 1) > qn_lda_model_count(m, ship, 0);
	ck_assert_uint_eq(qn_lda_model_count(both, whale, k), 1);
	qn_lda_free(l);
	qn_lda_model_free(m);
	qn_lda_model_free(both);
	qn_lda_held_release(&held);
	qn_docwords_free(d);
	qn_docwords_free(new);
	qn_pool_free(pool);
}
END_TEST

/* One document of each kind says which topic is which, in rows of counts and
 * in lists of them. */
START_TEST(labels_of_two_documents_name_the_topics_of_all)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_docwords *d = make_documents(40, 30), *labels = empty();
	struct qn_tokenizer_options cut = QN_TOKENIZER_DEFAULTS;
	struct qn_lda_options o = QN_LDA_DEFAULTS;
	for (int i = 0; i < 40; i++) {
		if (i < 2)
			add(labels, i ? "sea" : "mills");
		qn_docwords_end(labels);
	}
	o.iterations = 60;
	o.labels.of = labels;
	for (int many = 0; many < 2; many++) {
		o.topics = many ? 300 : 2;
		o.alpha = many ? 3 : 1;
		o.optimize_interval = 10;
		o.burn_in = 10;
		struct qn_lda *l = qn_lda_new(&o, d, &e);
		ck_assert(l && qn_lda_train(l, pool, &e));
		ck_assert(qn_lda_adds_up(l));
		struct qn_lda_model *m = qn_lda_model_of(l, &cut, &e);
		uint32_t mill = qn_vocab_find(d->vocab, qn_slice_of("mill")),
		         sail = qn_vocab_find(d->vocab, qn_slice_of("sail"));
		uint64_t right = qn_lda_model_count(m, mill, 0) +
		                 qn_lda_model_count(m, sail, 1),
		         wrong = qn_lda_model_count(m, mill, 1) +
		                 qn_lda_model_count(m, sail, 0);
		ck_assert_uint_gt(right, 9 * wrong);
		qn_lda_model_free(m);
		qn_lda_free(l);
	}
	o.topics = 2;
	qn_docwords_end(labels);
	ck_assert(!qn_lda_new(&o, d, &e));
	ck_assert_str_eq(e.text, "labels of 41 documents, but there are 40");
	qn_docwords_free(labels);
	qn_docwords_free(d);
	qn_pool_free(pool);
}
END_TEST

SUITE(ldaheld, topics_are_drawn_from_the_posterior_given_those_held,
      topics_are_drawn_from_the_posterior_given_a_label,
      labels_of_two_documents_name_the_topics_of_all,
      seeds_say_which_topic_is_which,
      a_model_and_new_documents_make_a_model_of_both)
