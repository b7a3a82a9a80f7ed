/* SPDX-License-Identifier: MIT */
/*
 * ngramprune.h -- rare n-grams left out of a model.
 */
#ifndef QN_SEQ_NGRAMPRUNE_H
#define QN_SEQ_NGRAMPRUNE_H

#include "seq/ngramcount.h"

/* Leave out n-grams of each length k that occur most[k] times or less, which
 * never falls with k: those they are part of are left out too.  False with `e`
 * set when there is no memory. */
bool qn_ngram_prune(struct qn_ngram_model *m, const struct qn_ngram_counts *c,
                    const uint32_t *most, struct qn_err *e);
#endif
