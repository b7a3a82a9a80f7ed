/* SPDX-License-Identifier: MIT */
/*
 * ldainfer.h -- the topics of new documents by a model that stays as it is.
 *
 * Each document by itself: Gibbs sampling of its tokens' topics,
 *
 *	P(z = k)  ~  (n_dk + alpha_k) phi_kw
 *	phi_kw    =  (n_wk + beta) / (n_k + V beta)
 *
 * and the mean of (n_dk + alpha_k) / (N_d + A) over samples that are some
 * sweeps apart.  Random numbers are functions of seed and document, so that
 * the same comes of it for any number of threads.
 */
#ifndef QN_TOPIC_LDAINFER_H
#define QN_TOPIC_LDAINFER_H

#include "base/pool.h"
#include "base/progress.h"
#include "topic/docwords.h"
#include "topic/ldamodel.h"

/* Defaults are Mallet's. */
struct qn_lda_infer_options {
	int iterations; /* sweeps over a document, 1 or more             */
	int burn_in;    /* sweeps before the first sample                */
	int interval;   /* sweeps from sample to sample, 1 or more       */
	uint64_t seed;
};

#define QN_LDA_INFER_DEFAULTS                                                  \
	(struct qn_lda_infer_options)                                          \
	{                                                                      \
		.iterations = 100, .burn_in = 10, .interval = 10               \
	}

struct qn_lda_infer;

/* Borrows the model until qn_lda_infer_free().  NULL with `e` set for options
 * that make no sense. */
QN_API struct qn_lda_infer *
qn_lda_infer_new(const struct qn_lda_model *m,
                 const struct qn_lda_infer_options *o, struct qn_err *e);
QN_API void qn_lda_infer_free(struct qn_lda_infer *f);

/* The shares of topics in documents [begin, end), whose vocabulary is the
 * model's: share [end - begin][K]. */
QN_API void qn_lda_infer_docs(const struct qn_lda_infer *f,
                              const struct qn_docwords *d, size_t begin,
                              size_t end, double *share, struct qn_pool *pool);
#endif
