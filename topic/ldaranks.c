/* SPDX-License-Identifier: MIT */
/*
 * ldaranks.c -- what is sent of a block lies scattered, of a document in one
 * piece.
 */
#include "topic/ldaranks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void qn_lda_own_parts(const struct qn_lda *l, const struct qn_ranks *ranks,
                      size_t *first, size_t *end)
{
	qn_ranks_share(ranks, l->tokens.parts, first, end);
}

static struct qn_ranks rank_number(const struct qn_ranks *ranks, int i)
{
	struct qn_ranks other = *ranks;
	other.rank = i;
	return other;
}

/* --- topics --------------------------------------------------------------- */

enum direction { COUNT, PACK, UNPACK };

/* The tokens of a block, to or from `packed`; how many. */
static size_t move_block(struct qn_lda_tokens *t, size_t part, size_t words,
                         enum direction way, uint16_t *packed)
{
	size_t n = 0;
	for (size_t slot = t->slot_begin[words];
	     slot < t->slot_begin[words + 1]; slot++) {
		const uint32_t *at = t->at + slot * t->columns + part;
		uint16_t *topic = t->topic + at[0];
		size_t own = at[1] - at[0];
		if (way == PACK)
			memcpy(packed + n, topic, own * sizeof *topic);
		else if (way == UNPACK)
			memcpy(topic, packed + n, own * sizeof *topic);
		n += own;
	}
	return n;
}

/* The blocks of a diagonal that are rank `i`'s. */
static size_t move_rank(struct qn_lda *l, size_t shift,
                        const struct qn_ranks *ranks, int i, enum direction way,
                        uint16_t *packed)
{
	struct qn_lda_tokens *t = &l->tokens;
	struct qn_ranks of = rank_number(ranks, i);
	size_t first, end, n = 0;
	qn_lda_own_parts(l, &of, &first, &end);
	for (size_t p = first; p < end; p++)
		n += move_block(t, p, (p + shift) % t->parts, way,
		                way == COUNT ? NULL : packed + n);
	return n;
}

bool qn_lda_send_topics(struct qn_lda *l, size_t shift, struct qn_ranks *ranks,
                        struct qn_err *e)
{
	if (ranks->size == 1)
		return !e->failed;
	size_t *bytes = qn_calloc((size_t)ranks->size, sizeof *bytes);
	size_t all = 0, own = 0;
	for (int i = 0; i < ranks->size; i++) {
		size_t n = move_rank(l, shift, ranks, i, COUNT, NULL);
		own = i == ranks->rank ? all : own;
		all += n;
		bytes[i] = n * sizeof(uint16_t);
	}
	uint16_t *packed = qn_big_alloc(all + 1, sizeof *packed, "topics", e);
	if (packed)
		move_rank(l, shift, ranks, ranks->rank, PACK, packed + own);
	bool ok =
	    packed && qn_ranks_gather(ranks, packed + own, packed, bytes, e);
	size_t at = 0;
	for (int i = 0; ok && i < ranks->size; i++)
		at += move_rank(l, shift, ranks, i, UNPACK, packed + at);
	qn_big_free(packed);
	free(bytes);
	return ok;
}

/* --- documents ------------------------------------------------------------ */

/* Of every rank's documents the bytes between the places that begin() tells of
 * documents. */
typedef size_t place_fn(const struct qn_lda_docs *c, size_t doc);

static size_t place_of_row(const struct qn_lda_docs *c, size_t doc)
{
	return doc * c->Kp * (c->wide ? sizeof(uint32_t) : sizeof(uint16_t));
}

static size_t place_of_list(const struct qn_lda_docs *c, size_t doc)
{
	(void)c;
	return doc * sizeof *c->list;
}

static size_t place_of_groups(const struct qn_lda_docs *c, size_t doc)
{
	return c->list[doc].first * (c->wide ? sizeof(struct qn_lda_group32)
	                                     : sizeof(struct qn_lda_group16));
}

static bool send(struct qn_lda *l, void *what, place_fn *place,
                 struct qn_ranks *ranks, struct qn_err *e)
{
	size_t *bytes = qn_calloc((size_t)ranks->size, sizeof *bytes), own = 0;
	for (int i = 0; i < ranks->size; i++) {
		struct qn_ranks of = rank_number(ranks, i);
		size_t first, end;
		qn_lda_own_parts(l, &of, &first, &end);
		size_t begin = place(&l->counts, l->tokens.doc_begin[first]);
		bytes[i] = place(&l->counts, l->tokens.doc_begin[end]) - begin;
		own = i == ranks->rank ? begin : own;
	}
	bool ok = qn_ranks_gather(ranks, (char *)what + own, what, bytes, e);
	free(bytes);
	return ok;
}

bool qn_lda_send_counts(struct qn_lda *l, struct qn_ranks *ranks,
                        struct qn_err *e)
{
	struct qn_lda_docs *c = &l->counts;
	if (ranks->size == 1)
		return !e->failed;
	if (c->dense)
		return send(l, c->counts, place_of_row, ranks, e);
	return send(l, c->counts, place_of_groups, ranks, e) &&
	       send(l, c->list, place_of_list, ranks, e);
}
