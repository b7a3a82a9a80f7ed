/* SPDX-License-Identifier: MIT */
/*
 * gramcounts.h -- n-grams and how often each occurred.
 *
 *	gram  0 the       df 2  cf 3
 *	      1 quern     df 2  cf 2
 *	      2 of        df 0  cf 0        known, but never met
 */
#ifndef QN_TEXT_GRAMCOUNTS_H
#define QN_TEXT_GRAMCOUNTS_H

#include "text/ngram.h"
#include "text/tally.h"
#include "text/termlist.h"

struct qn_gram_counts {
	struct qn_ngrams grams;
	struct qn_tally_cell *of; /* [grams.count] df and cf of each */
};

void qn_gram_counts_release(struct qn_gram_counts *g);

/*
 * The n-grams that occurred and for which `column` is something (with `terms`)
 * or QN_GRAM_NONE (without), as a list in the order of `order`: `n` of them.
 * order and column are [g->grams.count].
 */
bool qn_gram_counts_list(const struct qn_gram_counts *g,
                         const struct qn_gram_place *order,
                         const uint32_t *column, bool terms, size_t n,
                         struct qn_termlist *l, struct qn_err *e);
#endif
