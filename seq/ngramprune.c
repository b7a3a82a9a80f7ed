/* SPDX-License-Identifier: MIT */
/*
 * ngramprune.c -- see ngramprune.h.
 */
#include "seq/ngramprune.h"

#include "base/mem.h"

/* Close up level `k`; `to` [n] receives where each n-gram is now. */
static void close_up(struct qn_ngram_level *l, const uint32_t *actual,
                     uint32_t most, uint32_t *to)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++) {
		to[i] = (uint32_t)n;
		if (actual[i] <= most)
			continue;
		l->first[n] = l->first[i];
		l->suffix[n] = l->suffix[i];
		l->prefix[n] = l->prefix[i];
		l->prob[n] = l->prob[i];
		if (l->backoff)
			l->backoff[n] = l->backoff[i];
		n++;
	}
	l->n = n;
}

bool qn_ngram_prune(struct qn_ngram_model *m, const struct qn_ngram_counts *c,
                    const uint32_t *most, struct qn_err *e)
{
	uint32_t *moved = NULL;
	for (unsigned k = 2; k <= m->order && !e->failed; k++) {
		struct qn_ngram_level *l = &m->level[k];
		for (size_t i = 0; moved && i < l->n; i++) {
			l->suffix[i] = moved[l->suffix[i]];
			l->prefix[i] = moved[l->prefix[i]];
		}
		qn_big_free(moved);
		moved = NULL;
		if (most[k] == 0)
			continue;
		moved = qn_big_alloc(l->n, sizeof *moved, "n-grams", e);
		if (moved)
			close_up(l, c->actual[k], most[k], moved);
	}
	qn_big_free(moved);
	return !e->failed;
}
