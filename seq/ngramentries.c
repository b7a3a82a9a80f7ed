/* SPDX-License-Identifier: MIT */
/*
 * ngramentries.c -- see ngramentries.h.
 *
 * Keys are sorted from their last byte up, a byte a time, bytes that all agree
 * in left out; files written in order, as most are, take no sorting.
 */
#include "seq/ngramentries.h"

#include <stdlib.h>

struct record {
	uint64_t key;
	uint32_t from; /* its entry */
};

size_t qn_ngram_entries_add(struct qn_ngram_entries *l,
                            struct qn_ngram_entry entry)
{
	if (l->n == l->room) {
		l->room = l->room ? l->room + l->room / 2 : 256;
		l->at = qn_realloc(l->at, l->room, sizeof *l->at);
	}
	l->at[l->n] = entry;
	return l->n++;
}

void qn_ngram_entries_release(struct qn_ngram_entries *l)
{
	free(l->at);
	*l = (struct qn_ngram_entries){.at = NULL};
}

static bool in_order(const struct record *r, size_t n)
{
	size_t i = 1;
	while (i < n && r[i - 1].key <= r[i].key)
		i++;
	return i >= n;
}

/* r[n] in order, in `r` or in `room`: which. */
static struct record *sort(struct record *r, struct record *room, size_t n)
{
	for (int shift = 0; shift < 64 && !in_order(r, n); shift += 8) {
		size_t begin[257] = {0};
		for (size_t i = 0; i < n; i++)
			begin[(r[i].key >> shift & 255) + 1]++;
		for (int b = 0; b < 256; b++)
			begin[b + 1] += begin[b];
		for (size_t i = 0; i < n; i++)
			room[begin[r[i].key >> shift & 255]++] = r[i];
		struct record *swap = r;
		r = room;
		room = swap;
	}
	return r;
}

static void fill(struct qn_ngram_level *l, const struct qn_ngram_entries *from,
                 const struct record *r, const uint32_t *below, uint32_t *moved)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct qn_ngram_entry *x = &from->at[r[i].from];
		l->first[i] = (uint32_t)r[i].key;
		l->suffix[i] = (uint32_t)(r[i].key >> 32);
		l->prefix[i] = below ? below[x->prefix] : x->prefix;
		l->prob[i] = x->prob;
		if (l->backoff)
			l->backoff[i] = x->backoff;
		moved[r[i].from] = (uint32_t)i;
	}
}

bool qn_ngram_level_of(struct qn_ngram_model *m, unsigned k,
                       struct qn_ngram_entries *l, uint32_t **moved,
                       struct qn_err *e)
{
	const uint32_t *below = *moved;
	struct record *r = qn_big_alloc(l->n, sizeof *r, "n-grams", e);
	struct record *room = qn_big_alloc(l->n, sizeof *r, "n-grams", e);
	uint32_t *now = qn_big_alloc(l->n, sizeof *now, "n-grams", e);
	if (qn_ngram_level_make(m, k, l->n, e)) {
		for (size_t i = 0; i < l->n; i++) {
			uint64_t suffix = l->at[i].key >> 32;
			suffix = below ? below[suffix] : suffix;
			r[i].key = suffix << 32 | (uint32_t)l->at[i].key;
			r[i].from = (uint32_t)i;
		}
		fill(&m->level[k], l, sort(r, room, l->n), below, now);
	}
	qn_big_free(r);
	qn_big_free(room);
	qn_big_free(*moved);
	*moved = now;
	return !e->failed;
}
