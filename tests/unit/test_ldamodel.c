/* SPDX-License-Identifier: MIT */
/*
 * test_ldamodel.c -- is a model what was learnt, and are documents' topics
 * what follows from it?
 */
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "topic/ldaheldout.h"
#include "topic/ldainfer.h"
#include "topic/ldamodel.h"

static const char *const words[] = {"mill", "quern", "grain",
                                    "ship", "sail",  "sea"};
#define WORDS 6

/* Documents about mills (even) and about the sea (odd). */
static struct qn_docwords *make_documents(size_t docs, size_t length)
{
	struct qn_rng rng = qn_rng_new(1, 1);
	struct qn_vocab *v = qn_vocab_new();
	for (size_t i = 0; i < WORDS; i++)
		qn_vocab_add(v, qn_slice_of(words[i]), 1);
	struct qn_docwords *d = qn_docwords_new(v);
	d->borrowed = false;
	for (size_t i = 0; i < docs; i++) {
		for (size_t k = 0; k < length; k++)
			qn_docwords_add(d, (uint32_t)(i % 2) * 3 +
			                       qn_rng_below(&rng, 3));
		qn_docwords_end(d);
	}
	return d;
}

static struct qn_lda_model *learn(const struct qn_docwords *d,
                                  struct qn_pool *pool)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_lda_options o = QN_LDA_DEFAULTS;
	struct qn_tokenizer_options how = {.lower = true, .min_length = 2};
	o.topics = 2;
	o.iterations = 50;
	o.alpha = 1;
	struct qn_lda *l = qn_lda_new(&o, d, &e);
	ck_assert(l && qn_lda_train(l, pool, &e));
	struct qn_lda_model *m = qn_lda_model_of(l, &how, &e);
	ck_assert_ptr_nonnull(m);
	qn_lda_free(l);
	return m;
}

START_TEST(a_model_holds_all_tokens_and_their_top_words)
{
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_docwords *d = make_documents(20, 30);
	struct qn_lda_model *m = learn(d, pool);
	struct qn_lda_top top = qn_lda_model_top(m, 2);
	uint64_t all = 0;
	for (size_t i = 0; i < m->start[m->V]; i++)
		all += m->count[i];
	ck_assert_uint_eq(all, 600);
	ck_assert_uint_eq(m->total[0] + m->total[1], 600);
	ck_assert_uint_eq(m->documents, 20);
	ck_assert_uint_eq(top.n[0], 2);
	ck_assert_uint_ne(top.word[0] / 3, top.word[2] / 3);
	ck_assert_uint_eq(top.word[0] / 3, top.word[1] / 3);
	qn_lda_top_release(&top);
	qn_lda_model_free(m);
	qn_docwords_free(d);
	qn_pool_free(pool);
}
END_TEST

START_TEST(a_model_that_is_saved_and_loaded_is_the_same_to_the_byte)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_docwords *d = make_documents(20, 30);
	struct qn_lda_model *m = learn(d, pool);
	ck_assert(qn_lda_model_save(m, scratch("one"), &e));
	struct qn_lda_model *again = qn_lda_model_load(scratch("one"), &e);
	ck_assert_msg(again != NULL, "%s", e.text);
	ck_assert(again->about.tokenizer.lower);
	ck_assert_uint_eq(again->about.tokenizer.min_length, 2);
	ck_assert(qn_lda_model_save(again, scratch("other"), &e));
	struct qn_buf a = scratch_read(scratch("one"));
	struct qn_buf b = scratch_read(scratch("other"));
	ck_assert(qn_slice_eq(qn_buf_slice(&a), qn_buf_slice(&b)));
	qn_buf_release(&a);
	qn_buf_release(&b);
	qn_lda_model_free(m);
	qn_lda_model_free(again);
	qn_docwords_free(d);
	qn_pool_free(pool);
}
END_TEST

static double phi(const struct qn_lda_model *m, uint32_t k, uint32_t w)
{
	double n = m->beta;
	for (size_t i = m->start[w]; i < m->start[w + 1]; i++)
		if (m->topic[i] == k)
			n += m->count[i];
	return n / ((double)m->total[k] + m->V * m->beta);
}

/* Of a document of two words that are each common to one topic, by adding up
 * its four states. */
static double exact_share(const struct qn_lda_model *m, uint32_t a, uint32_t b)
{
	double sum = 0, share = 0, alpha = m->alpha[0] + m->alpha[1];
	for (uint32_t i = 0; i < 2; i++)
		for (uint32_t j = 0; j < 2; j++) {
			double p = m->alpha[i] * (m->alpha[j] + (i == j)) *
			           phi(m, i, a) * phi(m, j, b);
			double n = (i == 0) + (j == 0);
			sum += p;
			share += p * (n + m->alpha[0]) / (2 + alpha);
		}
	return share / sum;
}

START_TEST(topics_of_a_new_document_are_those_of_the_posterior)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_docwords *d = make_documents(20, 30);
	struct qn_lda_model *m = learn(d, pool);
	struct qn_lda_infer_options o = {60000, 10, 1, 3};
	struct qn_docwords *new = qn_docwords_new(m->vocab);
	double share[3][2];
	m->alpha[0] = 0.3;
	struct qn_lda_infer *f = qn_lda_infer_new(m, &o, &e);
	qn_docwords_add(new, 0);
	qn_docwords_add(new, 3);
	qn_docwords_end(new);
	qn_docwords_end(new);
	qn_docwords_add(new, 4);
	qn_docwords_add(new, 4);
	qn_docwords_end(new);
	qn_lda_infer_docs(f, new, 0, 3, share[0], pool);
	ck_assert_double_eq_tol(share[0][0], exact_share(m, 0, 3), 0.005);
	ck_assert_double_eq_tol(share[1][0], 0.3 / 0.8, 1e-12);
	ck_assert_double_eq_tol(share[2][0], exact_share(m, 4, 4), 0.005);
	qn_docwords_free(new);
	qn_lda_infer_free(f);
	qn_lda_model_free(m);
	qn_docwords_free(d);
	qn_pool_free(pool);
}
END_TEST

START_TEST(words_of_known_topics_are_foretold)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_lda_infer_options o = QN_LDA_INFER_DEFAULTS;
	struct qn_docwords *d = make_documents(40, 60);
	struct qn_lda_heldout found[2];
	for (int threads = 1; threads <= 2; threads++) {
		struct qn_pool *pool = qn_pool_new(threads);
		struct qn_lda_model *m = learn(d, pool);
		struct qn_lda_infer *f = qn_lda_infer_new(m, &o, &e);
		found[threads - 1] = qn_lda_complete_docs(f, d, pool);
		qn_lda_infer_free(f);
		qn_lda_model_free(m);
		qn_pool_free(pool);
	}
	ck_assert_uint_eq(found[0].tokens, 40 * 30);
	/* Three words that are as likely as each other. */
	ck_assert_double_eq_tol(exp(-found[0].log_p / 1200), 3, 0.1);
	ck_assert(found[0].log_p == found[1].log_p);
	qn_docwords_free(d);
}
END_TEST

/* log P(three words), by adding up the eight states of their topics. */
static double exact_log_p(const struct qn_lda_model *m, const uint32_t *word)
{
	double sum = 0, alpha = m->alpha[0] + m->alpha[1];
	for (uint32_t state = 0; state < 8; state++) {
		double p = 1, n[2] = {0};
		for (uint32_t i = 0; i < 3; i++) {
			uint32_t k = state >> i & 1;
			p *= (m->alpha[k] + n[k]) / (alpha + i) *
			     phi(m, k, word[i]);
			n[k]++;
		}
		sum += p;
	}
	return log(sum);
}

START_TEST(particles_that_go_from_left_to_right_find_a_documents_probability)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_lda_infer_options o = QN_LDA_INFER_DEFAULTS;
	struct qn_docwords *d = make_documents(20, 30);
	struct qn_lda_model *m = learn(d, pool);
	struct qn_docwords *new = qn_docwords_new(m->vocab);
	const uint32_t word[] = {0, 3, 1};
	m->alpha[0] = 0.3;
	for (size_t i = 0; i < 3; i++)
		qn_docwords_add(new, word[i]);
	qn_docwords_end(new);
	qn_docwords_end(new);
	struct qn_lda_infer *f = qn_lda_infer_new(m, &o, &e);
	struct qn_lda_heldout r =
	    qn_lda_left_to_right(f, new, 40000, true, pool);
	ck_assert_uint_eq(r.tokens, 3);
	ck_assert_double_eq_tol(r.log_p, exact_log_p(m, word), 0.01);
	r = qn_lda_left_to_right(f, new, 40000, false, pool);
	ck_assert_double_eq_tol(r.log_p, exact_log_p(m, word), 0.1);
	qn_docwords_free(new);
	qn_lda_infer_free(f);
	qn_lda_model_free(m);
	qn_docwords_free(d);
	qn_pool_free(pool);
}
END_TEST

START_TEST(a_file_that_is_no_model_is_refused)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_docwords *d = make_documents(4, 5);
	struct qn_lda_model *m = learn(d, pool);
	m->topic[0] = 7;
	ck_assert(qn_lda_model_save(m, scratch("model"), &e));
	ck_assert_ptr_null(qn_lda_model_load(scratch("model"), &e));
	ck_assert_ptr_nonnull(strstr(e.text, "the topics of word 0 make no"));
	e = QN_ERR_INIT;
	m->topic[0] = 0;
	m->alpha[1] = -1;
	ck_assert(qn_lda_model_save(m, scratch("model"), &e));
	ck_assert_ptr_null(qn_lda_model_load(scratch("model"), &e));
	ck_assert_ptr_nonnull(strstr(e.text, "alpha of topic 1 is -1"));
	qn_lda_model_free(m);
	qn_docwords_free(d);
	qn_pool_free(pool);
}
END_TEST

SUITE(ldamodel, a_model_holds_all_tokens_and_their_top_words,
      a_model_that_is_saved_and_loaded_is_the_same_to_the_byte,
      topics_of_a_new_document_are_those_of_the_posterior,
      words_of_known_topics_are_foretold,
      particles_that_go_from_left_to_right_find_a_documents_probability,
      a_file_that_is_no_model_is_refused)
