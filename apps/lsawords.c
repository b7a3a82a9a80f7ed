/* SPDX-License-Identifier: MIT */
/*
 * lsawords.c -- see lsawords.h.
 */
#include "apps/lsawords.h"

#include "text/indexmatrix.h"
#include "topic/svd.h"

/* Terms by documents, and the other way round. */
static bool decompose(const struct qn_sparse *terms, uint32_t values,
                      struct qn_svd *s, struct call *c)
{
	struct qn_svd_options o = QN_SVD_DEFAULTS;
	struct qn_sparse documents = {0};
	o.k = values;
	o.seed = c->common.seed;
	o.progress = call_progress(c);
	bool ok = qn_sparse_transpose(terms, &documents, &c->e) &&
	          qn_svd_run(terms, &documents, &o, s, call_pool(c), &c->e);
	qn_sparse_release(&documents);
	call_progress_end(c);
	return ok;
}

/* Terms that no text holds have no vector. */
static size_t count_texts(const struct qn_sparse *terms)
{
	size_t n = 0;
	for (size_t t = 0; t < terms->rows; t++)
		n += terms->start[t + 1] > terms->start[t];
	return n;
}

static struct qn_vectors *take_words(struct qn_index *x,
                                     const struct qn_index_weights *w,
                                     const struct qn_sparse *terms,
                                     const struct qn_svd *s, struct qn_err *e)
{
	struct qn_vectors *v = qn_vectors_new(count_texts(terms), (int)s->k, e);
	for (uint32_t t = 0, row = 0; v && t < x->terms; t++) {
		if (terms->start[t + 1] == terms->start[t])
			continue;
		double idf = qn_index_idf(w, x->df[t]);
		float *to = v->owned + row++ * v->stride;
		for (uint32_t k = 0; k < s->k; k++)
			to[k] = (float)(idf * s->left[t * s->stride + k]);
		qn_map_add(&v->words, qn_index_text_token(x, t, e));
	}
	return v;
}

struct qn_vectors *lsa_words(struct qn_index *x, uint32_t values,
                             struct call *c)
{
	struct qn_scoring_options scoring = QN_SCORING_DEFAULTS;
	struct qn_index_weights w = {0};
	struct qn_sparse terms = {0};
	struct qn_svd s = {.k = 0};
	struct qn_vectors *v = NULL;
	scoring.scoring = QN_SCORE_TFIDF;
	if (qn_index_weights_init(&w, x, &scoring, &c->e) &&
	    qn_index_matrix(x, &w, &terms, &c->e) &&
	    decompose(&terms, values, &s, c))
		v = take_words(x, &w, &terms, &s, &c->e);
	qn_svd_release(&s);
	qn_sparse_release(&terms);
	qn_index_weights_release(&w);
	if (!c->e.failed)
		return v;
	qn_vectors_free(v);
	return NULL;
}
