/* SPDX-License-Identifier: MIT */
/*
 * ldainfer.c -- what all documents share, and documents cut in shards.
 */
#include "topic/ldainfer.h"

#include <stdlib.h>

#include "base/mem.h"
#include "topic/ldasampling.h"

#define SHARDS 256

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
	f->inverse = qn_malloc(m->K, sizeof *f->inverse);
	for (uint32_t k = 0; k < m->K; k++) {
		f->alpha += m->alpha[k];
		f->inverse[k] = 1 / ((double)m->total[k] + m->V * m->beta);
	}
	f->weight =
	    qn_big_alloc(m->start[m->V], sizeof *f->weight, "topics", e);
	for (size_t i = 0; f->weight && i < m->start[m->V]; i++)
		f->weight[i] = (float)(m->count[i] * f->inverse[m->topic[i]]);
	if (f->weight)
		return f;
	qn_lda_infer_free(f);
	return NULL;
}

void qn_lda_infer_free(struct qn_lda_infer *f)
{
	if (!f)
		return;
	free(f->inverse);
	qn_big_free(f->weight);
	free(f);
}

/* --- many documents -------------------------------------------------------- */

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
