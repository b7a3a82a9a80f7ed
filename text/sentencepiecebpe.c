/* SPDX-License-Identifier: MIT */
/*
 * sentencepiecebpe.c -- byte pair encoding as SentencePiece has it: two
 * neighbours merge when the vocabulary has what they spell, the best score
 * first, then from the left.
 *
 * Pieces are spelt by the text itself, so that a link holds a place in it.
 * Pieces that are not to be used still take part, and are taken apart again
 * at the end.
 */
#include "text/sentencepiece.h"

#include <stdlib.h>

#define NONE QN_MAP_NONE

struct work {
	const struct qn_sentencepiece *s;
	struct qn_spm_scratch *c;
	struct qn_slice text;
	struct qn_pieceids *ids;
	bool unknown;
};

static bool make_room(const struct qn_sentencepiece *s,
                      struct qn_spm_scratch *c, size_t n, struct qn_err *e)
{
	if (s->has_unused && !c->split)
		c->split = qn_calloc(s->n, sizeof *c->split);
	if (n <= c->link_room)
		return !e->failed;
	if (n >= NONE / 2)
		return qn_fail(e, "a text of %zu bytes is too long", n);
	qn_big_free(c->link);
	qn_big_free(c->heap.at);
	c->link_room = 0;
	size_t room = n + n / 2;
	c->link = qn_big_alloc(room, sizeof *c->link, "a long text", e);
	c->heap.at =
	    qn_big_alloc(room, 3 * sizeof *c->heap.at, "a long text", e);
	if (!e->failed)
		c->link_room = room;
	return !e->failed;
}

static uint32_t cut_characters(struct work *w)
{
	struct qn_slice rest = w->text;
	uint32_t n = 0;
	while (rest.n) {
		struct qn_spm_link *l = &w->c->link[n];
		size_t user = qn_spm_user(w->s, rest);
		size_t width = user ? user : qn_spm_character(rest);
		l->at = (uint32_t)(rest.p - w->text.p);
		l->n = (uint32_t)width;
		l->frozen = user != 0;
		l->prev = n ? n - 1 : NONE;
		rest.p += width;
		rest.n -= width;
		l->next = rest.n ? n + 1 : NONE;
		n++;
	}
	return n;
}

/* What a link and its next one spell: the id, or NONE. */
static uint32_t spelt(const struct work *w, const struct qn_spm_link *l)
{
	const struct qn_spm_link *next = &w->c->link[l->next];
	struct qn_slice both = {w->text.p + l->at, (size_t)l->n + next->n};
	if (l->frozen || next->frozen)
		return NONE;
	uint32_t found = qn_map_find(&w->s->words, both);
	return found == NONE ? NONE : w->s->word_id[found];
}

static void offer(struct work *w, uint32_t at)
{
	struct qn_spm_link *l = &w->c->link[at];
	uint32_t id = l->next == NONE ? NONE : spelt(w, l);
	l->rank = id == NONE ? NONE : w->s->piece[id].rank;
	if (id == NONE)
		return;
	if (w->s->piece[id].type == QN_SPM_UNUSED)
		w->c->split[id] = l->n;
	qn_mergeheap_push(&w->c->heap, (uint64_t)l->rank << 32 | at);
}

static void merge(struct work *w, uint32_t at)
{
	struct qn_spm_link *l = &w->c->link[at], *gone = &w->c->link[l->next];
	l->n += gone->n;
	l->next = gone->next;
	gone->rank = NONE;
	if (l->next != NONE)
		w->c->link[l->next].prev = at;
	if (l->prev != NONE)
		offer(w, l->prev);
	offer(w, at);
}

/* A piece's id, or those of what it was made of, left before right. */
static void emit(struct work *w, struct qn_slice whole)
{
	struct qn_slice *stack = NULL, part = whole;
	size_t n = 0, room = 0;
	for (;;) {
		uint32_t id = qn_spm_find(w->s, part);
		uint32_t left =
		    w->s->piece[id].type == QN_SPM_UNUSED ? w->c->split[id] : 0;
		if (left && left < part.n) {
			if (n == room) {
				room = room ? 2 * room : 16;
				stack = qn_realloc(stack, room, sizeof *stack);
			}
			stack[n++] =
			    (struct qn_slice){part.p + left, part.n - left};
			part.n = left;
			continue;
		}
		qn_spm_emit(w->s, part, id, &w->unknown, w->ids);
		if (!n)
			break;
		part = stack[--n];
	}
	free(stack);
}

bool qn_spm_bpe(const struct qn_sentencepiece *s, struct qn_spm_scratch *c,
                struct qn_slice text, struct qn_pieceids *ids, struct qn_err *e)
{
	struct work w = {.s = s, .c = c, .text = text, .ids = ids};
	if (!make_room(s, c, text.n, e))
		return false;
	uint32_t n = cut_characters(&w);
	c->heap.n = 0;
	for (uint32_t i = 0; i < n; i++)
		offer(&w, i);
	while (c->heap.n) {
		uint64_t top = qn_mergeheap_pop(&c->heap);
		if (c->link[(uint32_t)top].rank == top >> 32)
			merge(&w, (uint32_t)top);
	}
	for (uint32_t i = 0; i != NONE; i = c->link[i].next)
		emit(&w,
		     (struct qn_slice){text.p + c->link[i].at, c->link[i].n});
	return true;
}
