/* SPDX-License-Identifier: MIT */
/*
 * segwords.c -- linear probing; the table stays no more than half full.
 */
#include "seq/segwords.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/rng.h"

#define FIRST_LOG 8
#define HEAD      sizeof(uint64_t)

void qn_segwords_release(struct qn_segwords *w)
{
	free(w->slot);
	free(w->number);
	qn_buf_release(&w->bytes);
	*w = (struct qn_segwords){.number = NULL};
}

/* Of words of the same length, up to 8 bytes, no two have the same head: loads
 * that overlap spare a loop whose end nobody could foretell. */
static uint64_t head_of(struct qn_slice s)
{
	uint64_t head = 0;
	uint32_t first, last;
	if (s.n >= HEAD) {
		memcpy(&head, s.p, HEAD);
	} else if (s.n >= sizeof first) {
		memcpy(&first, s.p, sizeof first);
		memcpy(&last, s.p + s.n - sizeof last, sizeof last);
		head = (uint64_t)last << 32 | first;
	} else if (s.n) {
		const unsigned char *p = (const unsigned char *)s.p;
		head = (uint64_t)p[0] | (uint64_t)p[s.n / 2] << 8 |
		       (uint64_t)p[s.n - 1] << 16;
	}
	return head;
}

static size_t place_of(const struct qn_segwords *w, struct qn_slice s,
                       uint64_t head)
{
	uint64_t h = s.n > HEAD ? qn_hash(s.p, s.n) : head + s.n;
	return (size_t)((h ^ h >> 29) * QN_RNG_GOLDEN >> w->shift);
}

static struct qn_slice rest_of(const struct qn_segwords *w,
                               const struct qn_segword *s)
{
	return (struct qn_slice){w->bytes.p + s->begin, s->n};
}

static void grow(struct qn_segwords *w)
{
	struct qn_segword *old = w->slot;
	size_t n = w->slots;
	w->slots = n ? 2 * n : (size_t)1 << FIRST_LOG;
	w->shift = n ? w->shift - 1 : 64 - FIRST_LOG;
	w->slot = qn_calloc(w->slots, sizeof *w->slot);
	for (size_t i = 0; i < n; i++) {
		if (old[i].round != w->round)
			continue;
		struct qn_slice s = old[i].n > HEAD
		                        ? rest_of(w, &old[i])
		                        : (struct qn_slice){NULL, old[i].n};
		size_t at = place_of(w, s, old[i].head);
		while (w->slot[at].round == w->round)
			at = (at + 1) & (w->slots - 1);
		w->slot[at] = old[i];
	}
	free(old);
}

void qn_segwords_begin(struct qn_segwords *w)
{
	if (!w->slots)
		grow(w);
	if (++w->round == 0) {
		memset(w->slot, 0, w->slots * sizeof *w->slot);
		w->round = 1;
	}
	w->words = 0;
	qn_buf_clear(&w->bytes);
}

static uint32_t number_of(struct qn_segwords *w, struct qn_slice s)
{
	uint64_t head = head_of(s);
	size_t at = place_of(w, s, head);
	for (;; at = (at + 1) & (w->slots - 1)) {
		struct qn_segword *slot = &w->slot[at];
		if (slot->round != w->round)
			break;
		if (slot->head == head && slot->n == s.n &&
		    (s.n <= HEAD || qn_slice_eq(rest_of(w, slot), s)))
			return slot->number;
	}
	w->slot[at] = (struct qn_segword){
	    .round = w->round,
	    .number = ++w->words,
	    .head = head,
	    .begin = (uint32_t)w->bytes.n,
	    .n = (uint32_t)s.n,
	};
	if (s.n > HEAD)
		qn_buf_add(&w->bytes, s.p, s.n);
	return w->words;
}

const uint32_t *qn_segwords_number(struct qn_segwords *w,
                                   const struct qn_slice *word, size_t n)
{
	if (n > w->room) {
		w->room = 2 * n;
		w->number = qn_realloc(w->number, w->room, sizeof *w->number);
	}
	while (2 * (w->words + n) > w->slots)
		grow(w);
	for (size_t i = 0; i < n; i++)
		w->number[i] = number_of(w, word[i]);
	return w->number;
}
