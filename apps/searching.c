/* SPDX-License-Identifier: MIT */
/*
 * searching.c -- see searching.h.
 */
#include "apps/searching.h"

#include <stdlib.h>

#include "apps/searchvectors.h"
#include "base/mem.h"
#include "text/morelike.h"
#include "text/tokenize.h"

#define BLOCK 4096              /* questions answered at once, at most */
#define HITS  ((size_t)1 << 20) /* and their hits                       */
#define AHEAD 8                 /* questions whose words are fetched together */

struct lane {
	struct qn_tokenizer *tokenizer;
	struct qn_searcher *searcher;
	struct qn_query query[AHEAD];
	uint64_t *gone; /* [documents] for questions "like" */
	struct qn_err e;
};

struct block {
	const struct searching *s;
	struct questions *questions;
	struct lane *lane; /* [lanes], some may not be needed */
	size_t lanes;
	struct answer *answer;         /* [BLOCK] */
	struct searchvectors *vectors; /* NULL: words alone count */
};

size_t searching_depth(const struct searching *s)
{
	return s->hybrid && s->k < SEARCHING_DEPTH ? SEARCHING_DEPTH : s->k;
}

static bool ask(struct block *b, struct lane *lane, const struct question *q,
                struct qn_query *query)
{
	const struct searching *s = b->s;
	qn_query_clear(query);
	if (q->like != UINT32_MAX)
		return qn_more_like(s->x, s->weights, q->like, SEARCHING_LIKE,
		                    query, &lane->e);
	return qn_query_parse(query, q->text, s->plain, lane->tokenizer,
	                      &lane->e);
}

/* A document is not like itself. */
static uint64_t *exclude(struct lane *lane, const struct searching *s,
                         uint32_t doc, bool on)
{
	if (!lane->gone)
		lane->gone =
		    qn_calloc(s->weights->documents / 64 + 1, sizeof(uint64_t));
	uint64_t bit = UINT64_C(1) << doc % 64;
	if (on)
		lane->gone[doc / 64] |= bit;
	else
		lane->gone[doc / 64] &= ~bit;
	return lane->gone;
}

static void answer_one(struct block *b, struct lane *lane, size_t i,
                       const struct qn_query *query)
{
	const struct question *q = &b->questions->question[i];
	struct answer *a = &b->answer[i];
	const uint64_t *gone = NULL;
	a->question = q;
	a->n = 0;
	if (b->vectors)
		searchvectors_ask(b->vectors, i, query);
	if (b->vectors && !b->s->hybrid)
		return;
	if (q->like != UINT32_MAX)
		gone = exclude(lane, b->s, q->like, true);
	qn_search(lane->searcher, query, searching_depth(b->s), gone, a->hit,
	          &a->n, &lane->e);
	if (gone)
		exclude(lane, b->s, q->like, false);
}

/* The error of question `i` says which it is of. */
static void tell_line(const struct block *b, struct lane *lane, size_t i)
{
	struct qn_err why = lane->e;
	const struct questions *q = b->questions;
	if (!why.failed || !q->name)
		return;
	lane->e = QN_ERR_INIT;
	qn_fail(&lane->e, "%s: line %zu: %s", q->name,
	        q->question[i].number + 1, why.text);
}

/* A few questions, from the `first` on. */
static void answer_few(struct block *b, struct lane *lane, size_t first,
                       size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!ask(b, lane, &b->questions->question[first + i],
		         &lane->query[i])) {
			tell_line(b, lane, first + i);
			return;
		}
	qn_search_ahead(lane->searcher, lane->query, n);
	for (size_t i = 0; i < n && !lane->e.failed; i++) {
		answer_one(b, lane, first + i, &lane->query[i]);
		tell_line(b, lane, first + i);
	}
}

static void answer(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct block *b = ctx;
	struct lane *lane = &b->lane[shard];
	for (size_t i = begin; i < end && !lane->e.failed; i += AHEAD)
		answer_few(b, lane, i, end - i < AHEAD ? end - i : AHEAD);
}

/* A lane is made when there is a question for it. */
static bool open_lanes(struct block *b, size_t questions)
{
	const struct searching *s = b->s;
	for (size_t i = 0; i < b->lanes && i < questions; i++) {
		struct lane *lane = &b->lane[i];
		if (lane->tokenizer)
			continue;
		lane->tokenizer = searching_tokenizer(s->x, false, &s->c->e);
		lane->searcher =
		    qn_searcher_new(s->x, s->weights, s->exhaustive);
	}
	return !s->c->e.failed;
}

static bool answer_block(struct block *b, size_t n)
{
	const struct searching *s = b->s;
	struct qn_pool *pool = call_pool(s->c);
	if (!open_lanes(b, n))
		return false;
	qn_pool_for(pool, n, n < b->lanes ? n : b->lanes, answer, b);
	for (size_t i = 0; i < b->lanes; i++)
		if (b->lane[i].e.failed)
			return qn_fail(&s->c->e, "%s", b->lane[i].e.text);
	if (b->vectors &&
	    !searchvectors_answer(b->vectors, b->answer, n, pool, &s->c->e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!s->take(s->ctx, &b->answer[i]))
			return false;
	return s->show(s->ctx);
}

static bool tell(const struct block *b)
{
	const struct searching *s = b->s;
	const struct qn_textlines *lines = b->questions->lines;
	return !lines ||
	       qn_progress_at(call_progress(s->c), "searching", "bytes",
	                      qn_textlines_offset(lines),
	                      qn_textlines_size(lines)) ||
	       qn_fail_interrupted(&s->c->e, "searching");
}

static bool answer_all(struct block *b)
{
	const struct searching *s = b->s;
	size_t depth = searching_depth(s), room = HITS / depth, most = BLOCK;
	if (!b->questions->lines)
		most = 1;
	else if (most > room)
		most = room > b->lanes ? room : b->lanes;
	struct qn_scored *hit =
	    qn_big_alloc(most * depth, sizeof *hit, "results", &s->c->e);
	b->answer = qn_calloc(most, sizeof *b->answer);
	for (size_t i = 0; hit && i < most; i++)
		b->answer[i].hit = hit + i * depth;
	if (s->vectors)
		b->vectors = searchvectors_new(s, most, &s->c->e);
	size_t n;
	while (!s->c->e.failed && tell(b) &&
	       (n = questions_next(b->questions, most, &s->c->e)))
		answer_block(b, n);
	searchvectors_free(b->vectors);
	free(b->answer);
	qn_big_free(hit);
	return !s->c->e.failed;
}

struct qn_tokenizer *searching_tokenizer(const struct qn_index *x, bool offsets,
                                         struct qn_err *e)
{
	struct qn_tokenizer_options o = x->about.tokenizer;
	o.offsets = offsets;
	return qn_tokenizer_new(&o, e);
}

bool searching_run(const struct searching *s, struct questions *q)
{
	struct block b = {.s = s, .questions = q};
	b.lanes = (size_t)qn_pool_threads(call_pool(s->c));
	b.lane = qn_calloc(b.lanes, sizeof *b.lane);
	bool ok = answer_all(&b);
	for (size_t i = 0; i < b.lanes; i++) {
		qn_tokenizer_free(b.lane[i].tokenizer);
		qn_searcher_free(b.lane[i].searcher);
		for (size_t k = 0; k < AHEAD; k++)
			qn_query_release(&b.lane[i].query[k]);
		free(b.lane[i].gone);
	}
	free(b.lane);
	return ok;
}
