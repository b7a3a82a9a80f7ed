/* SPDX-License-Identifier: MIT */
/*
 * ngramcount.h -- n-grams of every length with the counts that Kneser and Ney
 * go by.
 *
 * The count of an n-gram of the greatest length, and of one that begins with
 * "<s>", is how often it occurs; of any other, how many different words stand
 * before it.
 */
#ifndef QN_SEQ_NGRAMCOUNT_H
#define QN_SEQ_NGRAMCOUNT_H

#include <stdint.h>

#include "seq/ngrammodel.h"
#include "seq/ngramsort.h"

struct qn_ngram_counts {
	uint32_t *adjusted[QN_NGRAM_ORDERS + 1]; /* [level n], from 1        */
	uint32_t *actual[QN_NGRAM_ORDERS + 1];   /* how often they occur; NULL
	                                          * unless asked for         */
	uint32_t last[QN_NGRAM_ORDERS + 1]; /* how often the end of the last
	                                     * place occurs, by its length   */
};

/* Make the levels of `m` (which has its order and words) from the places of
 * id[n]; probabilities are still to come.  False with `e` set when there is no
 * memory. */
bool qn_ngram_count(struct qn_ngram_model *m, struct qn_ngram_counts *c,
                    const struct qn_ngram_order *o, const uint32_t *id,
                    bool actual, struct qn_pool *pool, struct qn_err *e);
void qn_ngram_counts_release(struct qn_ngram_counts *c);
#endif
