/* SPDX-License-Identifier: MIT */
/*
 * ldainfer.c -- what all documents share, and documents cut in shards.
 */
#include "topic/ldainfer.h"

#include <stdlib.h>

#include "base/mem.h"
#include "topic/ldasampling.h"

#define SHARDS 256
#define DENSE  4 /* a word that has a share 1 / DENSE of the topics has all */

/* --- what all documents share --------------------------------------------- */

static uint32_t padded(size_t n)
{
	return (uint32_t)((n + QN_LDA_LANES - 1) / QN_LDA_LANES * QN_LDA_LANES);
}

static bool is_dense(const struct qn_lda_model *m, size_t word)
{
	return DENSE * (m->start[word + 1] - m->start[word]) >= m->K;
}

/* Weights at `weight` for all topics. */
static void fill_dense(const struct qn_lda_infer *f, size_t word, float *weight)
{
	const struct qn_lda_model *m = f->m;
	for (uint32_t k = 0; k < f->Kp; k++)
		weight[k] = f->least[k];
	for (size_t i = m->start[word]; i < m->start[word + 1]; i++) {
		uint32_t k = m->topic[i];
		weight[k] = (float)((m->count[i] + m->beta) * f->inverse[k]);
	}
}

/* Weights and topics for those it has. */
static void fill_list(const struct qn_lda_infer *f, size_t word, float *weight,
                      uint16_t *topic)
{
	const struct qn_lda_model *m = f->m;
	size_t from = m->start[word], n = m->start[word + 1] - from;
	for (size_t i = 0; i < padded(n); i++) {
		topic[i] = m->topic[from + (i < n ? i : n - 1)];
		weight[i] =
		    i < n ? (float)(m->count[from + i] * f->inverse[topic[i]])
		          : 0;
	}
}

static bool fill_rows(struct qn_lda_infer *f, struct qn_err *e)
{
	const struct qn_lda_model *m = f->m;
	size_t weights = 0, topics = 0;
	for (size_t w = 0; w < m->V; w++) {
		size_t n = padded(m->start[w + 1] - m->start[w]);
		weights += is_dense(m, w) ? f->Kp : n;
		topics += is_dense(m, w) ? 0 : n;
	}
	f->row = qn_big_alloc(m->V, sizeof *f->row, "words", e);
	f->weight = qn_big_alloc(weights, sizeof *f->weight, "topics", e);
	f->topic = qn_big_alloc(topics, sizeof *f->topic, "topics", e);
	if (e->failed)
		return false;
	float *weight = f->weight;
	uint16_t *topic = f->topic;
	for (size_t w = 0; w < m->V; w++) {
		bool dense = is_dense(m, w);
		uint32_t n =
		    dense ? f->Kp : padded(m->start[w + 1] - m->start[w]);
		f->row[w] =
		    (struct qn_lda_row){weight, dense ? NULL : topic, n};
		if (dense)
			fill_dense(f, w, weight);
		else
			fill_list(f, w, weight, topic);
		weight += n;
		topic += dense ? 0 : n;
	}
	return true;
}

static void fill_topics(struct qn_lda_infer *f)
{
	const struct qn_lda_model *m = f->m;
	f->Kp = padded(m->K);
	f->inverse = qn_malloc(m->K, sizeof *f->inverse);
	f->alpha = qn_big_calloc(f->Kp, sizeof *f->alpha);
	f->least = qn_big_calloc(f->Kp, sizeof *f->least);
	for (uint32_t k = 0; k < m->K; k++) {
		f->inverse[k] = 1 / ((double)m->total[k] + m->V * m->beta);
		f->alpha[k] = (float)m->alpha[k];
		f->least[k] = (float)(m->beta * f->inverse[k]);
		f->sum += m->alpha[k];
	}
}

struct qn_lda_infer *qn_lda_infer_new(const struct qn_lda_model *m,
                                      const struct qn_lda_infer_options *o,
                                      struct qn_err *e)
{
	if (!qn_check_range("num-iterations", o->iterations, 1, 1e9, e) ||
	    !qn_check_range("burn-in", o->burn_in, 0, o->iterations - 1, e) ||
	    !qn_check_range("sample-interval", o->interval, 1, 1e9, e))
		return NULL;
	struct qn_lda_infer *f = qn_calloc(1, sizeof *f);
	*f = (struct qn_lda_infer){.m = m, .o = *o};
	fill_topics(f);
	if (fill_rows(f, e))
		return f;
	qn_lda_infer_free(f);
	return NULL;
}

void qn_lda_infer_free(struct qn_lda_infer *f)
{
	if (!f)
		return;
	free(f->inverse);
	qn_big_free(f->alpha);
	qn_big_free(f->least);
	qn_big_free(f->row);
	qn_big_free(f->weight);
	qn_big_free(f->topic);
	free(f);
}

/* --- many documents ------------------------------------------------------- */

struct inferring {
	const struct qn_lda_infer *f;
	const struct qn_docwords *d;
	size_t first;  /* document */
	double *share; /* [documents][K] */
};

static void infer_shard(void *ctx, size_t shard, size_t from, size_t end)
{
	const struct inferring *i = ctx;
	struct qn_lda_sampling s;
	(void)shard;
	qn_lda_sampling_init(&s, i->f);
	for (size_t at = from; at < end; at++) {
		struct qn_lda_words w = qn_lda_words_of(i->d, i->first + at, 1);
		qn_lda_sampling_shares(&s, &w, i->first + at,
		                       i->share + at * i->f->m->K);
	}
	qn_lda_sampling_release(&s);
}

void qn_lda_infer_docs(const struct qn_lda_infer *f,
                       const struct qn_docwords *d, size_t begin_doc,
                       size_t end_doc, double *share, struct qn_pool *pool)
{
	struct inferring i = {
	    .f = f, .d = d, .first = begin_doc, .share = share};
	qn_pool_for(pool, end_doc - begin_doc, SHARDS, infer_shard, &i);
}
