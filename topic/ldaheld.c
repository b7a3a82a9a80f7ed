/* SPDX-License-Identifier: MIT */
/*
 * ldaheld.c -- see ldaheld.h.
 */
#include "topic/ldaheld.h"

#include <stdlib.h>

#include "base/mem.h"
#include "topic/ldamodel.h"

static bool add(struct qn_lda_held *h, uint32_t word, uint32_t topic,
                uint32_t count, struct qn_err *e)
{
	h->tokens += count;
	if (h->tokens > QN_LDA_MOST)
		return qn_fail(e, "more than %zu tokens to begin with",
		               QN_LDA_MOST);
	if (h->n == h->room) {
		h->room = h->room ? 2 * h->room : 256;
		h->cell = qn_realloc(h->cell, h->room, sizeof *h->cell);
	}
	h->cell[h->n++] =
	    (struct qn_lda_held_cell){word, count, (uint16_t)topic};
	return true;
}

bool qn_lda_held_seeds(struct qn_lda_held *h, const struct qn_docwords *lists,
                       const struct qn_docwords *docs, uint32_t K,
                       uint32_t count, struct qn_err *e)
{
	if (lists->n > K)
		return qn_fail(e, "seeds for %zu topics, but there are %u",
		               lists->n, K);
	for (size_t k = 0; k < lists->n; k++)
		for (size_t i = lists->start[k]; i < lists->start[k + 1]; i++) {
			uint32_t word = qn_vocab_find(
			    docs->vocab,
			    qn_map_string(&lists->vocab->words, lists->id[i]));
			if (word != QN_MAP_NONE &&
			    !add(h, word, (uint32_t)k, count, e))
				return false;
		}
	return true;
}

bool qn_lda_held_model(struct qn_lda_held *h, const struct qn_lda_model *m,
                       struct qn_docwords *docs, struct qn_err *e)
{
	for (uint32_t w = 0; w < m->V; w++) {
		uint32_t word = qn_vocab_add(docs->vocab,
		                             qn_map_string(&m->vocab->words, w),
		                             m->vocab->count[w]);
		for (size_t i = m->start[w]; i < m->start[w + 1]; i++)
			if (!add(h, word, m->topic[i], m->count[i], e))
				return false;
	}
	return true;
}

void qn_lda_held_release(struct qn_lda_held *h)
{
	free(h->cell);
}
