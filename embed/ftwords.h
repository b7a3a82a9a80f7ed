/* SPDX-License-Identifier: MIT */
/*
 * ftwords.h -- skip-gram and CBOW over subwords (Bojanowski et al., 2017): a
 * learner for sgd.h whose model is a struct qn_ft_words.
 *
 * A word is the mean of its rows.  fastText puts it together, and hands its
 * error back to all of its twenty rows, once for every word of every window;
 * here that is done once for a centre (skip-gram) or a line (CBOW, which
 * keeps the sums of a window's words and what they are to be moved by).
 */
#ifndef QN_EMBED_FTWORDS_H
#define QN_EMBED_FTWORDS_H

#include "embed/ftwordplan.h"
#include "embed/sgd.h"

extern const struct qn_sgd_learner qn_ft_skipgram_learner;
extern const struct qn_sgd_learner qn_ft_cbow_learner;
#endif
