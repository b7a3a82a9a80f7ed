/* SPDX-License-Identifier: MIT */
/*
 * ldaprior.h -- alpha and beta that make the topics of all tokens likelier.
 *
 * One step of Minka's fixed point for each alpha_k ("Estimating a Dirichlet
 * distribution", 2000, eq. 55), many for beta, which is the same for all words
 * and topics.  P(x, n) = 1/x + 1/(x + 1) + ... + 1/(x + n - 1):
 *
 *	alpha_k <- (alpha_k sum_d P(alpha_k, n_dk) + s - 1)
 *	           / (sum_d P(A, N_d) + 1)                 A = sum of all alpha_k
 *
 *	beta    <- beta sum_wk P(beta, n_wk) / (V sum_k P(V beta, n_k))
 *
 * Where a document has labels, P(alpha_k + held, n_dk) and P(A + held, N_d):
 * not a bound any more, but the likelihood is stationary at the same alphas.
 *
 * A gamma distribution of shape s = 1.001 and scale 1 as alpha's prior keeps
 * topics without a token alive (Wallach, "Structured topic models for
 * language", 2008, has the same; Mallet's formula differs in how it enters).
 */
#ifndef QN_TOPIC_LDAPRIOR_H
#define QN_TOPIC_LDAPRIOR_H

#include "base/pool.h"
#include "topic/lda.h"

/* New alpha and beta for the next sweeps. */
QN_API void qn_lda_optimize(struct qn_lda *l, struct qn_pool *pool);
#endif
