/* SPDX-License-Identifier: MIT */
/*
 * lmmix.h -- several language models as one: what each gives to a piece,
 * weighed and added up.
 *
 *	p = sum weight[i] p_i
 *
 * Pieces are those of the models where these cut text alike, else words: what
 * a model of characters or of subwords gives to a word is the product over its
 * pieces.
 *
 * Weights that make a held-out text likeliest are found by expectation
 * maximisation (Jelinek and Mercer, "Interpolated estimation of Markov source
 * parameters from sparse data", 1980).
 */
#ifndef QN_SEQ_LMMIX_H
#define QN_SEQ_LMMIX_H

#include "seq/lm.h"

/*
 * A mixture of n >= 1 models, which belong to it, also when the call fails;
 * `weight` [n], above 0, is scaled to a sum of 1.  It scores text and does not
 * generate.  NULL with `e` set.
 */
QN_API struct qn_lm *qn_lm_mix(struct qn_lm **model, const double *weight,
                               size_t n, struct qn_err *e);

/* Find the weights of a mixture for the text at `path`, which then are its
 * own.  False with `e` set when there is none. */
QN_API bool qn_lm_mix_tune(struct qn_lm *mix, const char *path,
                           struct qn_pool *pool, struct qn_err *e);

/* They are, [models]. */
QN_API const double *qn_lm_mix_weights(const struct qn_lm *mix);
#endif
