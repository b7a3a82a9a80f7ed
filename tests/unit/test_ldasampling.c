/* SPDX-License-Identifier: MIT */
/*
 * test_ldasampling.c -- are topics of new documents drawn from their posterior,
 * whether a word has many topics or few, and alike by every instruction set?
 */
#include "tests/unit/suite.h"

#include <stdlib.h>

#include "base/mem.h"
#include "topic/ldasampling.h"

#define TOPICS 40
#define SWEEPS 60000

enum { FREQUENT, RARE, WORDS };

/* One word has all topics, the other one three of them. */
static uint32_t count_of(uint32_t word, uint32_t k)
{
	if (word == FREQUENT)
		return 1 + k % 5;
	return k == 7 ? 9 : k == 8 ? 4 : k == 39 ? 2 : 0;
}

static struct qn_lda_model *make_model(void)
{
	struct qn_lda_model *m = qn_calloc(1, sizeof *m);
	*m = (struct qn_lda_model){.K = TOPICS, .V = WORDS, .beta = 0.2};
	m->vocab = qn_vocab_new();
	m->alpha = qn_calloc(TOPICS, sizeof *m->alpha);
	m->total = qn_calloc(TOPICS, sizeof *m->total);
	m->start = qn_calloc(WORDS + 1, sizeof *m->start);
	m->topic = qn_big_calloc(TOPICS * WORDS, sizeof *m->topic);
	m->count = qn_big_calloc(TOPICS * WORDS, sizeof *m->count);
	for (uint32_t w = 0; w < WORDS; w++) {
		char name[2] = {(char)('a' + w), 0};
		qn_vocab_add(m->vocab, qn_slice_of(name), 1);
		m->start[w + 1] = m->start[w];
		for (uint32_t k = 0; k < TOPICS; k++) {
			uint32_t n = count_of(w, k);
			if (!n)
				continue;
			m->topic[m->start[w + 1]] = (uint16_t)k;
			m->count[m->start[w + 1]++] = n;
			m->total[k] += n;
		}
	}
	for (uint32_t k = 0; k < TOPICS; k++)
		m->alpha[k] = 0.02 * (1 + k % 3);
	return m;
}

static double phi(const struct qn_lda_model *m, uint32_t k, uint32_t word)
{
	return qn_lda_phi(m, k, count_of(word, k));
}

/* The shares of topics in a document of two words, by adding up all states. */
static void exact_shares(const struct qn_lda_model *m, uint32_t a, uint32_t b,
                         double *share)
{
	double sum = 0, alpha = 0;
	for (uint32_t k = 0; k < TOPICS; k++) {
		alpha += m->alpha[k];
		share[k] = 0;
	}
	for (uint32_t i = 0; i < TOPICS; i++)
		for (uint32_t j = 0; j < TOPICS; j++) {
			double p = m->alpha[i] * (m->alpha[j] + (i == j)) *
			           phi(m, i, a) * phi(m, j, b);
			sum += p;
			share[i] += p;
			share[j] += p;
		}
	for (uint32_t k = 0; k < TOPICS; k++)
		share[k] = (share[k] / sum + m->alpha[k]) / (2 + alpha);
}

START_TEST(shares_are_those_of_the_posterior)
{
	static const uint32_t pair[][2] = {
	    {FREQUENT, FREQUENT}, {FREQUENT, RARE}, {RARE, RARE}};
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_lda_model *m = make_model();
	struct qn_lda_infer_options o = {SWEEPS, 10, 1, 5};
	struct qn_lda_infer *f = qn_lda_infer_new(m, &o, &e);
	struct qn_docwords *d = qn_docwords_new(m->vocab);
	double share[3][TOPICS], exact[TOPICS];
	ck_assert_ptr_null(f->row[FREQUENT].topic);
	ck_assert_ptr_nonnull(f->row[RARE].topic);
	for (size_t i = 0; i < 3; i++) {
		qn_docwords_add(d, pair[i][0]);
		qn_docwords_add(d, pair[i][1]);
		qn_docwords_end(d);
	}
	qn_lda_infer_docs(f, d, 0, 3, share[0], pool);
	for (size_t i = 0; i < 3; i++) {
		exact_shares(m, pair[i][0], pair[i][1], exact);
		for (uint32_t k = 0; k < TOPICS; k++)
			ck_assert_double_eq_tol(share[i][k], exact[k], 0.008);
	}
	qn_docwords_free(d);
	qn_lda_infer_free(f);
	qn_lda_model_free(m);
	qn_pool_free(pool);
}
END_TEST

extern const struct qn_lda_kern qn_lda_kern_generic;

START_TEST(every_instruction_set_draws_the_same)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_lda_infer_options o = QN_LDA_INFER_DEFAULTS;
	struct qn_lda_model *m = make_model();
	struct qn_lda_infer *f = qn_lda_infer_new(m, &o, &e);
	const uint32_t word[] = {RARE, FREQUENT, RARE, RARE, FREQUENT};
	const struct qn_lda_words w = {word, 5, 1};
	struct qn_lda_sampling s[2];
	for (size_t i = 0; i < 2; i++) {
		qn_lda_sampling_init(&s[i], f);
		qn_lda_sampling_begin(&s[i], &w, 3);
	}
	s[0].kern = &qn_lda_kern_generic;
	for (int sweep = 0; sweep < 200; sweep++)
		for (size_t i = 0; i < 2; i++) {
			for (size_t j = 0; sweep == 0 && j < 5; j++) {
				qn_lda_sampling_draw(&s[i], j);
				s[i].kern->count(&s[i].m, s[i].m.topic[j], 1);
			}
			qn_lda_sampling_again(&s[i], 5);
		}
	ck_assert_mem_eq(s[0].m.topic, s[1].m.topic, 5 * sizeof(uint32_t));
	ck_assert_mem_eq(s[0].m.mix, s[1].m.mix, TOPICS * sizeof(float));
	ck_assert(s[0].m.smooth == s[1].m.smooth);
	ck_assert(s[0].m.all == s[1].m.all);
	for (size_t i = 0; i < 2; i++)
		qn_lda_sampling_release(&s[i]);
	qn_lda_infer_free(f);
	qn_lda_model_free(m);
}
END_TEST

SUITE(ldasampling, shares_are_those_of_the_posterior,
      every_instruction_set_draws_the_same)
