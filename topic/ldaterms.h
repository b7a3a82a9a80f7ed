/* SPDX-License-Identifier: MIT */
/*
 * ldaterms.h -- the words that say most about topics (Sievert and Shirley,
 * "LDAvis: a method for visualizing and interpreting topics", 2014).
 *
 *	relevance  l log phi_kw + (1 - l) log phi_kw / p_w      0 <= l <= 1
 *	saliency   p_w sum_k t_k log t_k / p_k     t_k = phi_kw / sum_j phi_jw
 *
 * with p_k the share of topic k in all tokens and p_w = sum_k p_k phi_kw.  Of
 * each topic those words are taken that are among its R most relevant ones
 * for some l of 0, 0.01, ... 1.
 */
#ifndef QN_TOPIC_LDATERMS_H
#define QN_TOPIC_LDATERMS_H

#include "topic/ldamodel.h"

#define QN_LDA_LAMBDAS 100 /* steps from 0 to 1 */

struct qn_lda_term {
	uint32_t word;
	double probability, lift; /* log phi_kw, log phi_kw / p_w */
};

struct qn_lda_terms {
	uint32_t K;
	size_t R;
	double *frequency; /* [V] N p_w                                    */
	size_t *n;         /* [K] of each topic                            */
	struct qn_lda_term **term; /* [K][n[k]] by rising word             */
	uint32_t *salient; /* [salients] the most salient words, best first */
	size_t salients;   /* min(R, V)                                    */
};

QN_API void qn_lda_terms_init(struct qn_lda_terms *t,
                              const struct qn_lda_model *m, size_t R,
                              struct qn_pool *pool);
QN_API void qn_lda_terms_release(struct qn_lda_terms *t);
#endif
