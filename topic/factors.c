/* SPDX-License-Identifier: MIT */
/*
 * factors.c -- see factors.h.
 */
#include "topic/factors.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/topk.h"
#include "topic/topicprint.h"

/* --- from a run ----------------------------------------------------------- */

static struct qn_factors *make(enum qn_factors_kind kind, uint32_t K,
                               size_t stride, float *word,
                               struct qn_termspace *space)
{
	struct qn_factors *f = qn_calloc(1, sizeof *f);
	*f = (struct qn_factors){.kind = kind,
	                         .space = space,
	                         .K = K,
	                         .V = space->vocab->words.count,
	                         .stride = stride,
	                         .word = word};
	f->weight = qn_calloc(K, sizeof *f->weight);
	return f;
}

/* Column k of x, summed. */
static double sum_column(const float *x, size_t rows, size_t stride, uint32_t k)
{
	double sum = 0;
	for (size_t i = 0; i < rows; i++)
		sum += x[i * stride + k];
	return sum;
}

struct qn_factors *qn_factors_of_nmf(struct qn_nmf *n,
                                     struct qn_termspace *space)
{
	struct qn_factors *f =
	    make(QN_FACTORS_NMF, n->K, n->stride, n->word, space);
	double alpha = n->options.alpha_w * f->V, all = 0;
	n->word = NULL;
	f->loss = n->options.loss;
	f->l1 = alpha * n->options.l1_ratio;
	f->l2 = alpha * (1 - n->options.l1_ratio);
	for (uint32_t k = 0; k < f->K; k++)
		all += f->weight[k] =
		    sum_column(n->doc, n->x->rows, n->stride, k) *
		    sum_column(f->word, f->V, n->stride, k);
	for (uint32_t k = 0; all > 0 && k < f->K; k++)
		f->weight[k] /= all;
	return f;
}

struct qn_factors *qn_factors_of_svd(struct qn_svd *s,
                                     struct qn_termspace *space)
{
	struct qn_factors *f =
	    make(QN_FACTORS_LSA, s->k, s->stride, s->right, space);
	s->right = NULL;
	for (uint32_t k = 0; k < f->K; k++)
		f->weight[k] = s->value[k];
	return f;
}

void qn_factors_free(struct qn_factors *f)
{
	if (!f)
		return;
	qn_termspace_free(f->space);
	qn_big_free(f->word);
	free(f->weight);
	free(f);
}

void qn_factors_infer(const struct qn_factors *f, const struct qn_sparse *x,
                      float *doc, struct qn_pool *pool)
{
	if (f->kind == QN_FACTORS_LSA) {
		qn_sparse_times(
		    x, (struct qn_factor_rows){f->word, f->stride, f->stride},
		    (struct qn_factor_rows){doc, f->stride, f->stride}, pool);
		return;
	}
	struct qn_nmf_given given = {.word = f->word,
	                             .K = f->K,
	                             .stride = f->stride,
	                             .loss = f->loss,
	                             .l1 = f->l1,
	                             .l2 = f->l2};
	qn_nmf_infer(&given, x, doc, pool);
}

/* --- text ----------------------------------------------------------------- */

void qn_factors_print_keys(const struct qn_factors *f, size_t words,
                           struct qn_output *out)
{
	struct qn_topk best = {.k = words};
	uint32_t *word = qn_malloc(words, sizeof *word);
	bool *minus = qn_malloc(words, sizeof *minus);
	struct qn_buf line = {0};
	best.hit = qn_malloc(words, sizeof *best.hit);
	for (uint32_t k = 0; k < f->K && qn_output_ok(out); k++) {
		best.n = 0;
		for (uint32_t w = 0; w < f->V; w++) {
			double size = fabs((double)f->word[w * f->stride + k]);
			if (size > 0)
				qn_topk_add(&best, (struct qn_scored){w, size});
		}
		qn_topk_sort(&best);
		for (size_t i = 0; i < best.n; i++) {
			word[i] = best.hit[i].doc;
			minus[i] = f->word[word[i] * f->stride + k] < 0;
		}
		qn_topic_print_key(k, f->weight[k], f->space->vocab, word,
		                   minus, best.n, &line, out);
	}
	qn_buf_release(&line);
	free(best.hit);
	free(word);
	free(minus);
}

void qn_factors_print_docs(const struct qn_factors *f,
                           const struct qn_docwords *d, const float *doc,
                           struct qn_output *out)
{
	const struct qn_topic_pick all = {0};
	struct qn_docwords_name cursor = {0};
	struct qn_buf line = {0};
	double *share = qn_malloc(f->K, sizeof *share);
	for (size_t i = 0; i < d->n && qn_output_ok(out); i++) {
		for (uint32_t k = 0; k < f->K; k++)
			share[k] = doc[i * f->stride + k];
		qn_topic_print_shares(i, qn_docwords_name(d, &cursor), share,
		                      f->K, &all, &line, out);
	}
	qn_buf_release(&line);
	free(share);
}
