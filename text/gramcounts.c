/* SPDX-License-Identifier: MIT */
/*
 * gramcounts.c -- counts to a list, in order.
 *
 * The order is not that of memory: what is needed of an n-gram is fetched
 * well before its turn.
 */
#include "text/gramcounts.h"

#include "base/mem.h"

#define AHEAD 12 /* n-grams fetched before they are needed */

void qn_gram_counts_release(struct qn_gram_counts *g)
{
	qn_ngrams_release(&g->grams);
	qn_big_free(g->of);
	*g = (struct qn_gram_counts){.of = NULL};
}

/* What `order`, with `left` behind it, will need soon; what lies behind what
 * was fetched before. */
static inline __attribute__((always_inline)) void
fetch(const struct qn_gram_counts *g, const uint32_t *column,
      const struct qn_gram_place *order, size_t left)
{
	if (left <= 4 * AHEAD)
		return;
	uint32_t gram = order[AHEAD].gram;
	__builtin_prefetch(&g->of[gram]);
	__builtin_prefetch(&column[gram]);
	__builtin_prefetch(&g->grams.gram[order[4 * AHEAD].gram]);
	if (g->grams.chars)
		return;
	const struct qn_slice *word = g->grams.words.word;
	__builtin_prefetch(&word[g->grams.gram[order[3 * AHEAD].gram].unit]);
	__builtin_prefetch(word[g->grams.gram[order[2 * AHEAD].gram].unit].p);
}

bool qn_gram_counts_list(const struct qn_gram_counts *g,
                         const struct qn_gram_place *order,
                         const uint32_t *column, bool terms, size_t n,
                         struct qn_termlist *l, struct qn_err *e)
{
	struct qn_buf bytes = {0};
	struct qn_gram_speller speller = {.text = {0}};
	size_t k = 0, all = g->grams.count;
	if (!qn_termlist_init(l, n, e))
		return false;
	for (size_t i = 0; i < all; i++) {
		fetch(g, column, order + i, all - i);
		uint32_t gram = order[i].gram;
		bool term = column[gram] != QN_GRAM_NONE;
		qn_ngrams_spell(&g->grams, &speller, order[i], &bytes);
		if (g->of[gram].df == 0 || term != terms) {
			bytes.n = (size_t)l->at[k];
			continue;
		}
		l->df[k] = g->of[gram].df;
		l->cf[k++] = g->of[gram].cf;
		l->at[k] = (int64_t)bytes.n;
	}
	qn_buf_release(&speller.text);
	l->bytes = bytes.p;
	return true;
}
