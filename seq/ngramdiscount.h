/* SPDX-License-Identifier: MIT */
/*
 * ngramdiscount.h -- what modified Kneser-Ney smoothing takes from counts of
 * one, two, and three or more, to give it to what was not seen.
 *
 * With n_i n-grams of count i and y = n_1 / (n_1 + 2 n_2):
 *
 *	D_i = i - (i + 1) y n_(i+1) / n_i            i = 1, 2, 3
 *
 * Chen and Goodman, "An Empirical Study of Smoothing Techniques for Language
 * Modeling", TR-10-98, 1998, equation 26.
 */
#ifndef QN_SEQ_NGRAMDISCOUNT_H
#define QN_SEQ_NGRAMDISCOUNT_H

#include <stdint.h>

#include "base/err.h"

struct qn_ngram_discount {
	double d[4]; /* d[0] = 0; d[3] also for higher counts */
};

static inline double qn_ngram_discount_of(const struct qn_ngram_discount *d,
                                          uint32_t count)
{
	return d->d[count < 3 ? count : 3];
}

/* From kinds[5], of which kinds[i] says how many n-grams have count i.  False
 * with `e` set, naming the length `k`, when there are none of some count, or
 * when a discount is below 0 or above its count. */
bool qn_ngram_discounts(struct qn_ngram_discount *d, const uint64_t *kinds,
                        unsigned k, struct qn_err *e);
#endif
