/* SPDX-License-Identifier: MIT */
/*
 * ldatrial.h -- how good topics come of some number of them: a model is
 * learnt from most documents and judged by all measures there are.
 */
#ifndef QN_TOPIC_LDATRIAL_H
#define QN_TOPIC_LDATRIAL_H

#include "topic/coherence.h"
#include "topic/lda.h"

struct qn_lda_trial {
	uint32_t topics;
	double likelihood; /* log p(w, z) per token learnt from             */
	double perplexity; /* of documents kept back, by completion; NaN:
	                    * none of them has two words                    */
	double coherence[QN_COHERENCES]; /* means over topics               */
	double diversity, exclusivity;   /* mean over topics                */
};

/*
 * Learn from all documents but every `held_out`-th, which perplexity is
 * measured by (0: learn from all, and have none); topics are judged by their
 * first `words` words in all documents.  False with `e` set as by
 * qn_lda_train().
 */
QN_API bool qn_lda_try(const struct qn_lda_options *o,
                       const struct qn_docwords *d, size_t held_out,
                       size_t words, struct qn_lda_trial *t,
                       struct qn_pool *pool, struct qn_err *e);

/* The mean of the values that are numbers; NaN if none is. */
double qn_mean_of_numbers(const double *value, size_t n);
#endif
