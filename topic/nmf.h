/* SPDX-License-Identifier: MIT */
/*
 * nmf.h -- non-negative matrix factorization: documents as sums of topics.
 *
 *	x [documents][words]  ~  doc [documents][K]  word^T    word [words][K]
 *
 * All are >= 0.  What is made small is
 *
 *	loss(x, doc word^T)
 *	  + alpha_w words     (l1_ratio |doc|_1  + (1 - l1_ratio) |doc|^2  / 2)
 *	  + alpha_h documents (l1_ratio |word|_1 + (1 - l1_ratio) |word|^2 / 2)
 *
 * with scikit-learn's names and meaning (its W is doc, its H word^T).  The loss
 * is half the squared differences (Frobenius) or the divergence of Kullback and
 * Leibler; neither rises from step to step (topic/nmfside.h).
 */
#ifndef QN_TOPIC_NMF_H
#define QN_TOPIC_NMF_H

#include "base/progress.h"
#include "text/sparse.h"

#define QN_NMF_TOPICS 10000 /* at most */

enum qn_nmf_loss { QN_NMF_FROBENIUS, QN_NMF_KL };
enum qn_nmf_init { QN_NMF_NNDSVDA, QN_NMF_NNDSVD, QN_NMF_RANDOM };

/* Defaults are scikit-learn's. */
struct qn_nmf_options {
	uint32_t topics;  /* K, 1 to QN_NMF_TOPICS                          */
	int iterations;   /* at most; each is a step for both factors       */
	double tolerance; /* >= 0; Frobenius: done when the conditions of an
	                   * optimum are violated by no more than this share
	                   * of what they first were; Kullback-Leibler: when
	                   * ten steps take no more than that of the first
	                   * loss (of its root)                             */
	enum qn_nmf_loss loss;
	enum qn_nmf_init init; /* topic/nmfstart.h                          */
	double alpha_w;        /* >= 0                                      */
	double alpha_h;        /* NaN: as alpha_w                           */
	double l1_ratio;       /* 0 to 1                                    */
	uint64_t seed;
	const struct qn_progress *progress; /* in steps; its loss is sqrt(2
	                                     * objective), an error         */
};

#define QN_NMF_DEFAULTS                                                        \
	(struct qn_nmf_options)                                                \
	{                                                                      \
		.topics = 10, .iterations = 200, .tolerance = 1e-4,            \
		.alpha_h = NAN                                                 \
	}

/* A run. */
struct qn_nmf {
	struct qn_nmf_options options;
	const struct qn_sparse *x; /* borrowed                               */
	struct qn_sparse xt;       /* its transpose                          */
	uint32_t K;
	size_t stride;     /* floats from row to row, zeros behind K      */
	float *doc;        /* [documents][stride]                         */
	float *word;       /* [words][stride]                             */
	double *gram_doc;  /* [K][K] doc^T doc, for Frobenius             */
	double *gram_word; /* [K][K] word^T word                          */
	double *ratio;     /* [cells] scratch for Kullback-Leibler        */
	double size;       /* |x|^2                                       */
	double objective;  /* after the last step; of Kullback-Leibler
	                      * qn_nmf_objective() alone finds it           */
	double violation;  /* in the last step                            */
	int steps;         /* that were done                              */
};

/* False with `e` set for options that make no sense. */
QN_API bool qn_nmf_check(const struct qn_nmf_options *o, struct qn_err *e);

/* Begin, with x >= 0, which is borrowed until qn_nmf_free().  NULL with `e` set
 * for options that make no sense, negative or no values, or no memory. */
QN_API struct qn_nmf *qn_nmf_new(const struct qn_nmf_options *o,
                                 const struct qn_sparse *x,
                                 struct qn_pool *pool, struct qn_err *e);
QN_API void qn_nmf_free(struct qn_nmf *n);

/* One step for either factor, documents first. */
QN_API void qn_nmf_step(struct qn_nmf *n, struct qn_pool *pool);

/* What is made small, as it is now. */
QN_API double qn_nmf_objective(const struct qn_nmf *n, struct qn_pool *pool);

/* Steps until they are done; false with `e` set when progress says to stop. */
QN_API bool qn_nmf_train(struct qn_nmf *n, struct qn_pool *pool,
                         struct qn_err *e);

/* What the words' topics, kept, make of other documents. */
struct qn_nmf_given {
	const float *word; /* [words][stride], zeros behind K               */
	uint32_t K;
	size_t stride;
	enum qn_nmf_loss loss;
	double l1, l2; /* of a document: alpha_w words l1_ratio ...          */
};

/* doc [rows of x][stride], the optimum. */
QN_API void qn_nmf_infer(const struct qn_nmf_given *g,
                         const struct qn_sparse *x, float *doc,
                         struct qn_pool *pool);
#endif
