/* SPDX-License-Identifier: MIT */
/*
 * ldascore.h -- how likely words and topics are together, as Mallet defines
 * it.
 *
 *	log p(w, z) = sum_d [ lG(A) - lG(N_d + A)
 *	                      + sum_k lG(n_dk + alpha_k) - lG(alpha_k) ]
 *	            + sum_k [ lG(V beta) - lG(n_k + V beta)
 *	                      + sum_w lG(n_wk + beta) - lG(beta) ]
 *
 * with A the sum of all alpha_k, lG the logarithm of the gamma function.  Of
 * tokens that are held, for words or for documents' labels, it is what the
 * others add to their own.
 */
#ifndef QN_TOPIC_LDASCORE_H
#define QN_TOPIC_LDASCORE_H

#include "base/pool.h"
#include "topic/lda.h"

/* log p(w, z) by tokens, natural logarithm. */
QN_API double qn_lda_likelihood(const struct qn_lda *l, struct qn_pool *pool);
#endif
