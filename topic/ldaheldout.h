/* SPDX-License-Identifier: MIT */
/*
 * ldaheldout.h -- how well a model foretells documents that it was not learnt
 * from (Wallach, Murray, Salakhutdinov and Mimno, "Evaluation methods for
 * topic models", 2009).
 *
 *	completion     every other word of a document is given, the rest is
 *	               foretold from the topics of those
 *	left to right  each word is foretold from all those before it; the mean
 *	               of particles is an unbiased estimate of P(document)
 */
#ifndef QN_TOPIC_LDAHELDOUT_H
#define QN_TOPIC_LDAHELDOUT_H

#include "base/pool.h"
#include "topic/docwords.h"
#include "topic/ldainfer.h"

struct qn_lda_heldout {
	double log_p;  /* of all words that were foretold, natural          */
	size_t tokens; /* how many that are; perplexity: exp(-log_p / tokens) */
};

/* Documents whose vocabulary is the model's. */
QN_API struct qn_lda_heldout qn_lda_complete_docs(const struct qn_lda_infer *f,
                                                  const struct qn_docwords *d,
                                                  struct qn_pool *pool);

/* With `resample` each particle draws the topics of all words before a word
 * anew, which takes time with the square of a document's length; without, as
 * Mallet's evaluate-topics unless told otherwise, it keeps them. */
QN_API struct qn_lda_heldout qn_lda_left_to_right(const struct qn_lda_infer *f,
                                                  const struct qn_docwords *d,
                                                  int particles, bool resample,
                                                  struct qn_pool *pool);
#endif
