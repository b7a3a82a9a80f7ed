/* SPDX-License-Identifier: MIT */
/*
 * lda.h -- latent Dirichlet allocation by collapsed Gibbs sampling.
 *
 * A document is a mixture of K topics, a topic a distribution over V words
 * (Blei, Ng and Jordan, 2003).  Each token has a topic z; a sweep draws all
 * of them anew, one after the other, each given all others (Griffiths and
 * Steyvers, "Finding scientific topics", 2004):
 *
 *	P(z = k | all others)  ~  (n_dk + alpha_k) (n_wk + beta) / (n_k + V beta)
 *
 *	documents --> ids (topic/docwords.h) --> sweeps --> counts n_wk, n_dk
 *	                                          topic/ldatokens.h   the blocks
 *	                                          topic/ldakern.h     the loop
 *	                                          topic/ldascore.h    likelihood
 *
 * The same seed, documents and options give the same topics whatever the
 * number of threads and the processor's instruction set.  Small corpora (below
 * 100,000 tokens) are sampled exactly; in larger ones P blocks of documents
 * and words are sampled at once, and each counts what the others do to n_k,
 * and to nothing else, when all of them are done (topic/ldatokens.h).
 */
#ifndef QN_TOPIC_LDA_H
#define QN_TOPIC_LDA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "topic/docwords.h"
#include "topic/ldadocs.h"
#include "topic/ldaheld.h"
#include "topic/ldatokens.h"

#define QN_LDA_TOPICS 50000 /* at most */

/* Defaults are Mallet's. */
struct qn_lda_options {
	uint32_t topics; /* K, 1 to QN_LDA_TOPICS                          */
	int iterations;  /* sweeps                                         */
	double alpha;    /* sum over all topics, > 0                       */
	double beta;     /* of each word, > 0                              */
	int optimize_interval; /* sweeps between two new alphas and betas
	                        * (topic/ldaprior.h); 0 = never            */
	int burn_in;    /* sweeps before the first of them                 */
	bool symmetric; /* alpha stays the same for all topics             */
	double convergence; /* end when LL/token rises by less in 10 sweeps
	                     * after burn_in; 0 = never                    */
	const double *topic_alpha;      /* [topics] to begin with, borrowed;
	                                 * NULL = alpha / topics           */
	const struct qn_lda_held *held; /* borrowed; NULL = none           */
	struct qn_lda_labels labels;    /* of documents: topic/ldadocs.h      */
	uint64_t seed;
	const char *checkpoint; /* a path (topic/ldasave.h); NULL = none   */
	int checkpoint_every;   /* sweeps; 0 = write none                  */
	bool resume;            /* go on from it where it exists           */
	const struct qn_progress *progress; /* in tokens; its loss is the
	                                     * log-likelihood per token     */
};

#define QN_LDA_DEFAULTS                                                        \
	(struct qn_lda_options)                                                \
	{                                                                      \
		.topics = 10, .iterations = 1000, .alpha = 5, .beta = 0.01,    \
		.burn_in = 200, .labels = {                                    \
			.weight = 100                                          \
		}                                                              \
	}

/* A run. */
struct qn_lda {
	struct qn_lda_options options;
	const struct qn_docwords *docs; /* borrowed                        */
	uint32_t K, V;
	double *alpha; /* [K]                                              */
	double beta;
	struct qn_lda_tokens tokens; /* and their topics: n_wk             */
	struct qn_lda_docs counts;   /* n_dk                               */
	int32_t *total;              /* [Kp] n_k                           */
	int32_t *held_total;         /* [Kp] of it those held              */
	double likelihood;           /* when it was scored last, or NaN    */
	bool converged;
	int sweeps;               /* that were done                     */
	struct qn_lda_desk *desk; /* [parts] scratch                    */
};

/* False with `e` set for options that make no sense. */
QN_API bool qn_lda_check(const struct qn_lda_options *o, struct qn_err *e);

/*
 * Begin with topics at random; `d` is borrowed until qn_lda_free().  NULL with
 * `e` set for options that make no sense, no words, labels that do not fit, or
 * no memory.
 */
QN_API struct qn_lda *qn_lda_new(const struct qn_lda_options *o,
                                 const struct qn_docwords *d, struct qn_err *e);
QN_API void qn_lda_free(struct qn_lda *l);

/* One sweep over all tokens. */
QN_API void qn_lda_sweep(struct qn_lda *l, struct qn_pool *pool);

/* Begin once more, with topic [words] in the order of the documents, all below
 * K.  False with `e` set for no memory. */
bool qn_lda_begin(struct qn_lda *l, const uint16_t *topic, struct qn_err *e);

/* The sweeps that are left, after those of a checkpoint; false with `e` set
 * when that does not fit, or `progress` says to stop.  Several ranks that have
 * the same documents (base/ranks.h) do it together and end with the same; the
 * first one writes the checkpoint, which all of them read. */
QN_API bool qn_lda_train(struct qn_lda *l, struct qn_pool *pool,
                         struct qn_err *e);

/* Whether all counts are those of the tokens' topics: for tests. */
bool qn_lda_adds_up(const struct qn_lda *l);
#endif
