/* SPDX-License-Identifier: MIT */
/*
 * ldaterms.c -- words that a topic has no token of are not looked at: they
 * could be relevant only where it has fewer than R others.
 */
#include "topic/ldaterms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/topk.h"

#define SHARDS 64

struct choosing {
	const struct qn_lda_model *m;
	struct qn_lda_terms *t;
	double tokens;    /* N              */
	double *saliency; /* [V]            */
};

/* --- words ---------------------------------------------------------------- */

/* phi [K] of a word. */
static void spread(const struct qn_lda_model *m, uint32_t w, double *phi)
{
	for (uint32_t k = 0; k < m->K; k++)
		phi[k] = qn_lda_phi(m, k, 0);
	for (size_t i = m->start[w]; i < m->start[w + 1]; i++)
		phi[m->topic[i]] = qn_lda_phi(m, m->topic[i], m->count[i]);
}

static void weigh_words(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct choosing *c = ctx;
	const struct qn_lda_model *m = c->m;
	double *phi = qn_malloc(m->K, sizeof *phi);
	(void)shard;
	for (size_t w = begin; w < end; w++) {
		double frequency = 0, sum = 0, distinct = 0;
		spread(m, (uint32_t)w, phi);
		for (uint32_t k = 0; k < m->K; k++) {
			frequency += phi[k] * (double)m->total[k];
			sum += phi[k];
		}
		for (uint32_t k = 0; k < m->K; k++) {
			double t = phi[k] / sum;
			double p = (double)m->total[k] / c->tokens;
			distinct += p > 0 ? t * log(t / p) : 0;
		}
		c->t->frequency[w] = frequency;
		c->saliency[w] = frequency / c->tokens * distinct;
	}
	free(phi);
}

/* --- topics --------------------------------------------------------------- */

/* A topic's words: those that are kept, to the front. */
static size_t keep_relevant(struct qn_lda_term *term, size_t n, size_t R)
{
	struct qn_topk best = {.k = R};
	bool *keep = qn_calloc(n, sizeof *keep);
	size_t kept = 0;
	best.hit = qn_malloc(R, sizeof *best.hit);
	for (int step = 0; step <= QN_LDA_LAMBDAS; step++) {
		double l = step / (double)QN_LDA_LAMBDAS;
		best.n = 0;
		for (size_t i = 0; i < n; i++)
			qn_topk_add(&best, (struct qn_scored){
			                       (uint32_t)i,
			                       l * term[i].probability +
			                           (1 - l) * term[i].lift});
		for (size_t i = 0; i < best.n; i++)
			keep[best.hit[i].doc] = true;
	}
	for (size_t i = 0; i < n; i++)
		if (keep[i])
			term[kept++] = term[i];
	free(best.hit);
	free(keep);
	return kept;
}

static void choose_topics(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct choosing *c = ctx;
	(void)shard;
	for (size_t k = begin; k < end; k++)
		c->t->n[k] = keep_relevant(c->t->term[k], c->t->n[k], c->t->R);
}

static void gather_terms(struct choosing *c)
{
	const struct qn_lda_model *m = c->m;
	struct qn_lda_terms *t = c->t;
	for (size_t i = 0; i < m->start[m->V]; i++)
		t->n[m->topic[i]]++;
	for (uint32_t k = 0; k < m->K; k++) {
		t->term[k] = qn_malloc(t->n[k], sizeof **t->term);
		t->n[k] = 0;
	}
	for (uint32_t w = 0; w < m->V; w++)
		for (size_t i = m->start[w]; i < m->start[w + 1]; i++) {
			uint32_t k = m->topic[i];
			double phi = qn_lda_phi(m, k, m->count[i]);
			double p_w = t->frequency[w] / c->tokens;
			t->term[k][t->n[k]++] =
			    (struct qn_lda_term){w, log(phi), log(phi / p_w)};
		}
}

static void choose_salient(const struct choosing *c)
{
	struct qn_lda_terms *t = c->t;
	struct qn_topk best = {.k = t->R < c->m->V ? t->R : c->m->V};
	best.hit = qn_malloc(best.k, sizeof *best.hit);
	for (uint32_t w = 0; w < c->m->V; w++)
		qn_topk_add(&best, (struct qn_scored){w, c->saliency[w]});
	qn_topk_sort(&best);
	t->salient = qn_malloc(best.n, sizeof *t->salient);
	for (t->salients = 0; t->salients < best.n; t->salients++)
		t->salient[t->salients] = best.hit[t->salients].doc;
	free(best.hit);
}

void qn_lda_terms_init(struct qn_lda_terms *t, const struct qn_lda_model *m,
                       size_t R, struct qn_pool *pool)
{
	struct choosing c = {.m = m, .t = t};
	*t = (struct qn_lda_terms){.K = m->K, .R = R};
	for (uint32_t k = 0; k < m->K; k++)
		c.tokens += (double)m->total[k];
	t->frequency = qn_malloc(m->V, sizeof *t->frequency);
	t->n = qn_calloc(m->K, sizeof *t->n);
	t->term = qn_calloc(m->K, sizeof *t->term);
	c.saliency = qn_malloc(m->V, sizeof *c.saliency);
	qn_pool_for(pool, m->V, SHARDS, weigh_words, &c);
	gather_terms(&c);
	qn_pool_for(pool, m->K, SHARDS, choose_topics, &c);
	choose_salient(&c);
	free(c.saliency);
}

void qn_lda_terms_release(struct qn_lda_terms *t)
{
	for (uint32_t k = 0; k < t->K; k++)
		free(t->term[k]);
	free(t->term);
	free(t->n);
	free(t->frequency);
	free(t->salient);
}
