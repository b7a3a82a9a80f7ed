/* SPDX-License-Identifier: MIT */
/*
 * gloveranks.c -- records to those who own their rows; columns to the
 * neighbour.
 */
#include "embed/gloveranks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define CHUNK ((size_t)1 << 17) /* records that are dealt at once */

typedef struct qn_cooccur record_t;

static const char what[] = "co-occurrences";

/* Who has a block of rows, the inverse of qn_ranks_share(). */
static size_t owner_of(const struct qn_glove *g, const struct qn_ranks *ranks,
                       size_t block)
{
	return ((block + 1) * (size_t)ranks->size - 1) / g->side;
}

/* --- records -------------------------------------------------------------- */

struct dealing {
	const struct qn_glove *g;
	struct qn_ranks *ranks;
	struct qn_spool *from;   /* [size] what each rank has sent       */
	size_t *sent, *received; /* [size] bytes                         */
	record_t *out;           /* [CHUNK]                              */
};

/* Sort n records by whom they go to. */
static void sort_chunk(struct dealing *d, const record_t *record, size_t n)
{
	size_t size = (size_t)d->ranks->size, mask = d->g->side - 1, sum = 0;
	size_t *at = qn_calloc(size + 1, sizeof *at);
	for (size_t i = 0; i < n; i++)
		at[owner_of(d->g, d->ranks,
		            (size_t)(record[i].word1 - 1) & mask)]++;
	for (size_t i = 0; i < size; i++) {
		size_t own = at[i];
		d->sent[i] = own * sizeof *record;
		at[i] = sum;
		sum += own;
	}
	for (size_t i = 0; i < n; i++)
		d->out[at[owner_of(d->g, d->ranks,
		                   (size_t)(record[i].word1 - 1) & mask)]++] =
		    record[i];
	free(at);
}

static bool deal_chunk(struct dealing *d, const record_t *record, size_t n,
                       struct qn_err *e)
{
	sort_chunk(d, record, n);
	char *in = qn_ranks_deal(d->ranks, d->out, d->sent, d->received, e);
	const char *p = in;
	for (int i = 0; in && i < d->ranks->size; p += d->received[i++])
		qn_spool_add(&d->from[i], p, d->received[i], what, e);
	qn_big_free(in);
	return !e->failed;
}

/* All of them, as long as any rank has some left. */
static bool deal_all(struct dealing *d, struct qn_slice own, struct qn_err *e)
{
	const record_t *record = (const void *)own.p;
	size_t left = own.n / sizeof *record;
	for (;;) {
		size_t n = left < CHUNK ? left : CHUNK;
		uint64_t any = left;
		if (!qn_ranks_sum_counts(d->ranks, &any, 1, e))
			return false;
		if (any == 0)
			return true;
		if (!deal_chunk(d, record, n, e))
			return false;
		record += n;
		left -= n;
	}
}

struct source {
	const record_t *next, *end;
};

static bool before(const record_t *a, const record_t *b)
{
	return a->word1 != b->word1 ? a->word1 < b->word1 : a->word2 < b->word2;
}

/* The smallest record that is left, taken from all who have it; false at the
 * end.  Ranks are few: a walk finds it. */
static bool take(struct source *s, int n, record_t *least)
{
	bool any = false;
	for (int i = 0; i < n; i++)
		if (s[i].next < s[i].end &&
		    (!any || before(s[i].next, least))) {
			*least = *s[i].next;
			any = true;
		}
	least->value = 0;
	for (int i = 0; any && i < n; i++)
		if (s[i].next < s[i].end && !before(least, s[i].next))
			least->value += s[i].next++->value;
	return any;
}

static bool merge(struct dealing *d, struct qn_spool *to, struct qn_err *e)
{
	int size = d->ranks->size;
	struct source *s = qn_calloc((size_t)size, sizeof *s);
	record_t r = {.word1 = 0};
	for (int i = 0; i < size; i++) {
		struct qn_slice map = qn_spool_map(&d->from[i], what, e);
		s[i].next = (const void *)map.p;
		s[i].end = s[i].next + map.n / sizeof r;
	}
	while (!e->failed && take(s, size, &r))
		qn_spool_add(to, &r, sizeof r, what, e);
	free(s);
	return !e->failed;
}

bool qn_glove_deal(const struct qn_glove *g, struct qn_spool *spool,
                   struct qn_ranks *ranks, struct qn_err *e)
{
	size_t size = (size_t)ranks->size;
	struct dealing d = {.g = g, .ranks = ranks};
	struct qn_spool merged = {0};
	if (size == 1)
		return !e->failed;
	d.from = qn_calloc(size, sizeof *d.from);
	d.sent = qn_calloc(size, sizeof *d.sent);
	d.received = qn_calloc(size, sizeof *d.received);
	d.out = qn_big_alloc(CHUNK, sizeof *d.out, what, e);
	struct qn_slice own = qn_spool_map(spool, what, e);
	bool ok = !e->failed && deal_all(&d, own, e) && merge(&d, &merged, e);
	for (size_t i = 0; i < size; i++)
		qn_spool_release(&d.from[i]);
	free(d.from);
	free(d.sent);
	free(d.received);
	qn_big_free(d.out);
	qn_spool_release(spool);
	*spool = merged;
	return ok;
}

/* --- parameters ----------------------------------------------------------- */

static float *block_of(const struct qn_glove *g, bool column, size_t block)
{
	return qn_glove_run(g, column, block);
}

static size_t block_bytes(const struct qn_glove *g)
{
	return g->block * 2 * g->n * sizeof *g->slab;
}

/* Ranks that have rows stand in a ring; the others look on. */
bool qn_glove_turn(const struct qn_glove *g, size_t round,
                   struct qn_ranks *ranks, struct qn_err *e)
{
	size_t begin, end, mask = g->side - 1, bytes = block_bytes(g);
	qn_ranks_share(ranks, g->side, &begin, &end);
	if (begin == end || end - begin == g->side)
		return qn_ranks_agree(ranks, e);
	int to = (int)owner_of(g, ranks, (begin - 1) & mask);
	int from = (int)owner_of(g, ranks, end & mask);
	return qn_ranks_pass(
	    ranks, to, block_of(g, true, (begin + round) & mask), bytes, from,
	    block_of(g, true, (end + round) & mask), bytes, e);
}

bool qn_glove_gather(const struct qn_glove *g, struct qn_ranks *ranks,
                     struct qn_err *e)
{
	size_t *bytes = qn_calloc((size_t)ranks->size, sizeof *bytes);
	size_t own = 0;
	for (int i = 0; i < ranks->size; i++) {
		struct qn_ranks of = *ranks;
		size_t begin, end;
		of.rank = i;
		qn_ranks_share(&of, g->side, &begin, &end);
		own = i == ranks->rank ? begin : own;
		bytes[i] = (end - begin) * block_bytes(g);
	}
	bool ok = true;
	for (int column = 0; ok && column <= 1; column++)
		ok = qn_ranks_gather(ranks, block_of(g, column, own),
		                     block_of(g, column, 0), bytes, e);
	free(bytes);
	return ok;
}
