/* SPDX-License-Identifier: MIT */
/*
 * test_ldamap.c -- are topics placed, and words chosen, as the formulas say?
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "topic/ldamap.h"
#include "topic/ldaterms.h"

#define TOPICS 3
#define WORDS  4

/* Two topics that are alike and another one; three that differ alike. */
static const uint32_t unlike[TOPICS][WORDS] = {
    {8, 2, 0, 0}, {7, 3, 0, 1}, {0, 0, 9, 1}};
static const uint32_t corners[TOPICS][WORDS] = {
    {8, 1, 0, 1}, {0, 8, 1, 1}, {1, 0, 8, 1}};

static struct qn_lda_model *make_model(const uint32_t counts[TOPICS][WORDS])
{
	struct qn_lda_model *m = qn_calloc(1, sizeof *m);
	m->K = TOPICS;
	m->V = WORDS;
	m->beta = 0.1;
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
			if (!counts[k][w])
				continue;
			m->total[k] += counts[k][w];
			m->topic[m->start[w + 1]] = (uint16_t)k;
			m->count[m->start[w + 1]++] = counts[k][w];
		}
	}
	return m;
}

static double phi(const struct qn_lda_model *m, uint32_t k, uint32_t w)
{
	return (qn_lda_model_count(m, w, k) + m->beta) /
	       ((double)m->total[k] + WORDS * m->beta);
}

static double divergence(const struct qn_lda_model *m, uint32_t i, uint32_t j)
{
	double sum = 0;
	for (uint32_t w = 0; w < WORDS; w++) {
		double p = phi(m, i, w), q = phi(m, j, w);
		double mean = (p + q) / 2;
		sum += (p * log(p / mean) + q * log(q / mean)) / 2;
	}
	return sum;
}

START_TEST(three_topics_lie_as_far_apart_as_they_differ)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_lda_model *m = make_model(corners);
	struct qn_lda_map map;
	ck_assert(qn_lda_map_init(&map, m, pool, &e));
	for (uint32_t i = 0; i < TOPICS; i++)
		for (uint32_t j = 0; j < i; j++)
			ck_assert_double_eq_tol(
			    hypot(map.x[i] - map.x[j], map.y[i] - map.y[j]),
			    divergence(m, i, j), 1e-9);
	ck_assert_double_eq_tol(map.x[0] + map.x[1] + map.x[2], 0, 1e-9);
	qn_lda_map_release(&map);
	m->K = QN_LDA_MAP_MOST + 1;
	ck_assert(!qn_lda_map_init(&map, m, pool, &e));
	qn_lda_map_release(&map);
	m->K = TOPICS;
	qn_lda_model_free(m);
	qn_pool_free(pool);
}
END_TEST

START_TEST(words_are_relevant_by_frequency_or_by_lift)
{
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_lda_model *m = make_model(unlike);
	struct qn_lda_terms t;
	qn_lda_terms_init(&t, m, 1, pool);
	double N = 31, p_b = 0;
	for (uint32_t k = 0; k < TOPICS; k++)
		p_b += phi(m, k, 1) * (double)m->total[k] / N;
	ck_assert_double_eq_tol(t.frequency[1], p_b * N, 1e-9);
	/* Of topic 1 "a" is the most frequent, "b" what it has more of. */
	ck_assert_uint_eq(t.n[1], 2);
	ck_assert_uint_eq(t.term[1][0].word, 0);
	ck_assert_uint_eq(t.term[1][1].word, 1);
	ck_assert_double_eq_tol(t.term[1][1].probability, log(phi(m, 1, 1)),
	                        1e-9);
	ck_assert_double_eq_tol(t.term[1][1].lift, log(phi(m, 1, 1) / p_b),
	                        1e-9);
	ck_assert_uint_eq(t.n[2], 1);
	ck_assert_uint_eq(t.term[2][0].word, 2);
	/* Its word is the one that tells most. */
	ck_assert_uint_eq(t.salients, 1);
	ck_assert_uint_eq(t.salient[0], 2);
	qn_lda_terms_release(&t);
	qn_lda_model_free(m);
	qn_pool_free(pool);
}
END_TEST

SUITE(ldamap, three_topics_lie_as_far_apart_as_they_differ,
      words_are_relevant_by_frequency_or_by_lift)
