/* SPDX-License-Identifier: MIT */
/*
 * ngramestimate.h -- probabilities from counts: interpolated modified
 * Kneser-Ney.
 *
 *	p(w | h) = (c(h w) - D(c)) / sum c(h .)  +  gamma(h) p(w | shorter h)
 *	gamma(h) = (D1 n1(h .) + D2 n2(h .) + D3 n3+(h .)) / sum c(h .)
 *
 * where n_i(h .) are the words that follow h with a count of i, and of a
 * single word p(w | nothing) = 1 / words.
 */
#ifndef QN_SEQ_NGRAMESTIMATE_H
#define QN_SEQ_NGRAMESTIMATE_H

#include "seq/ngramcount.h"
#include "seq/ngramtrain.h"

/* Fill the probabilities and backoffs of `m`.  N-grams that o->prune drops get
 * none: their mass goes to the backoff.  False with `e` set for counts that
 * discounts cannot be told from. */
bool qn_ngram_estimate(struct qn_ngram_model *m,
                       const struct qn_ngram_counts *c,
                       const struct qn_ngram_options *o, struct qn_pool *pool,
                       struct qn_err *e);
#endif
