/* SPDX-License-Identifier: MIT */
/*
 * ldatypical.c -- a batch of documents' shares at a time.
 */
#include "topic/ldatypical.h"

#include <stdlib.h>

#include "base/mem.h"

#define BATCH ((size_t)1 << 20) /* shares */

static void take(struct qn_lda_typical *t, size_t doc, const double *share,
                 size_t tokens, const uint32_t *class_of)
{
	double *class = class_of ? t->share + class_of[doc] * t->K : NULL;
	if (tokens == 0)
		return;
	for (uint32_t k = 0; k < t->K; k++) {
		qn_topk_add(&t->best[k],
		            (struct qn_scored){(uint32_t)doc, share[k]});
		if (class)
			class[k] += share[k] * (double)tokens;
	}
	if (class)
		t->tokens[class_of[doc]] += tokens;
}

void qn_lda_typical_init(struct qn_lda_typical *t, const struct qn_lda_infer *f,
                         const struct qn_lda_model *m,
                         const struct qn_docwords *d, size_t most,
                         const uint32_t *class_of, uint32_t classes,
                         struct qn_pool *pool)
{
	size_t K = m->K, batch = BATCH / K + 1;
	double *share = qn_malloc(batch * K, sizeof *share);
	*t = (struct qn_lda_typical){.K = m->K, .classes = classes};
	t->best = qn_calloc(K, sizeof *t->best);
	for (uint32_t k = 0; k < K; k++)
		t->best[k] = (struct qn_topk){
		    .hit = qn_malloc(most, sizeof *t->best[k].hit), .k = most};
	t->share = qn_calloc(classes * K, sizeof *t->share);
	t->tokens = qn_calloc(classes, sizeof *t->tokens);
	for (size_t from = 0; from < d->n; from += batch) {
		size_t end = from + batch < d->n ? from + batch : d->n;
		qn_lda_infer_docs(f, d, from, end, share, pool);
		for (size_t i = from; i < end; i++)
			take(t, i, share + (i - from) * K,
			     d->start[i + 1] - d->start[i], class_of);
	}
	for (uint32_t k = 0; k < K; k++)
		qn_topk_sort(&t->best[k]);
	for (size_t i = 0; i < classes * K; i++)
		if (t->tokens[i / K])
			t->share[i] /= (double)t->tokens[i / K];
	free(share);
}

void qn_lda_typical_release(struct qn_lda_typical *t)
{
	for (uint32_t k = 0; k < t->K; k++)
		free(t->best[k].hit);
	free(t->best);
	free(t->share);
	free(t->tokens);
}
