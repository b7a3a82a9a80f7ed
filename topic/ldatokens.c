/* SPDX-License-Identifier: MIT */
/*
 * ldatokens.c -- tokens sorted by counting; the same walk leads back.
 */
#include "topic/ldatokens.h"

#include <stdlib.h>

#include "base/mem.h"

#define SMALL ((size_t)100000)  /* tokens that are sampled in one part */
#define LARGE ((size_t)1000000) /* tokens of one of several            */

/*
 * More parts keep more threads busy, but a word's weights are made anew in
 * each of its blocks, which should stay far below what its tokens take.
 */
static size_t parts_for(const struct qn_docwords *d)
{
	size_t parts = 4;
	if (d->words < SMALL)
		return 1;
	while (parts < QN_LDA_PARTS && d->words / parts > LARGE)
		parts *= 2;
	return parts;
}

/* Documents to parts of about as many tokens. */
static void deal_documents(struct qn_lda_tokens *t, const struct qn_docwords *d)
{
	size_t i = 0;
	for (size_t p = 0; p < t->parts; p++) {
		t->doc_begin[p] = i;
		while (i < d->n &&
		       d->start[i + 1] <= d->words / t->parts * (p + 1))
			i++;
	}
	t->doc_begin[t->parts] = d->n;
}

static void deal_words(struct qn_lda_tokens *t)
{
	t->slot_begin[0] = 0;
	for (size_t p = 0; p < t->parts; p++)
		t->slot_begin[p + 1] =
		    t->slot_begin[p] + (t->words + t->parts - 1 - p) / t->parts;
}

/* What goes over tokens in the order of the documents: `from` is the
 * token's place there, `to` its place here. */
typedef void token_fn(void *ctx, uint32_t doc, size_t from, uint32_t to);

static bool walk_part(const struct qn_lda_tokens *t,
                      const struct qn_docwords *d, size_t part, token_fn *fn,
                      void *ctx, struct qn_err *e)
{
	size_t first = t->doc_begin[part], end = t->doc_begin[part + 1];
	uint32_t *next =
	    qn_big_alloc((size_t)t->words + 1, sizeof *next, "tokens", e);
	if (!next)
		return false;
	for (uint32_t w = 0; w < t->words; w++)
		next[w] = t->at[qn_lda_slot(t, w) * t->columns + part];
	for (size_t i = first; i < end; i++)
		for (size_t k = d->start[i]; k < d->start[i + 1]; k++)
			fn(ctx, (uint32_t)i, k, next[d->id[k]]++);
	qn_big_free(next);
	return true;
}

static bool walk(const struct qn_lda_tokens *t, const struct qn_docwords *d,
                 token_fn *fn, void *ctx, struct qn_err *e)
{
	for (size_t p = 0; p < t->parts; p++)
		if (!walk_part(t, d, p, fn, ctx, e))
			return false;
	return true;
}

static void set_doc(void *ctx, uint32_t doc, size_t from, uint32_t to)
{
	((uint32_t *)ctx)[to] = doc;
	(void)from;
}

/* Where the tokens of each slot and part begin. */
static void count(struct qn_lda_tokens *t, const struct qn_docwords *d,
                  const struct qn_lda_held *held)
{
	size_t cells = (size_t)t->words * t->columns;
	for (size_t p = 0; p < t->parts; p++)
		for (size_t k = d->start[t->doc_begin[p]];
		     k < d->start[t->doc_begin[p + 1]]; k++)
			t->at[qn_lda_slot(t, d->id[k]) * t->columns + p]++;
	for (size_t i = 0; held && i < held->n; i++)
		t->at[qn_lda_slot(t, held->cell[i].word) * t->columns +
		      t->parts] += held->cell[i].count;
	for (size_t i = 0, sum = 0; i <= cells; i++) {
		size_t n = t->at[i];
		t->at[i] = (uint32_t)sum;
		sum += n;
	}
}

static bool put_held(struct qn_lda_tokens *t, const struct qn_lda_held *held,
                     struct qn_err *e)
{
	uint32_t *next =
	    qn_big_alloc((size_t)t->words + 1, sizeof *next, "tokens", e);
	if (!next)
		return false;
	for (uint32_t w = 0; w < t->words; w++)
		next[w] = t->at[qn_lda_slot(t, w) * t->columns + t->parts];
	for (size_t i = 0; i < held->n; i++)
		for (uint32_t k = 0; k < held->cell[i].count; k++)
			t->topic[next[held->cell[i].word]++] =
			    held->cell[i].topic;
	qn_big_free(next);
	return true;
}

bool qn_lda_tokens_init(struct qn_lda_tokens *t, const struct qn_docwords *d,
                        const struct qn_lda_held *held, struct qn_err *e)
{
	size_t all = d->words + (held ? held->tokens : 0);
	*t = (struct qn_lda_tokens){.n = d->words,
	                            .held = all - d->words,
	                            .parts = parts_for(d),
	                            .words = d->vocab->words.count,
	                            .docs = d->n};
	t->columns = t->parts + 1;
	if (e->failed)
		return false;
	if (all > QN_LDA_MOST || d->n > QN_LDA_MOST)
		return qn_fail(e,
		               "%zu documents of %zu words; %zu of either "
		               "is the most",
		               d->n, all, QN_LDA_MOST);
	t->doc_begin = qn_calloc(t->parts + 1, sizeof *t->doc_begin);
	t->slot_begin = qn_calloc(t->parts + 1, sizeof *t->slot_begin);
	t->at = qn_big_alloc((size_t)t->words * t->columns + 1, sizeof *t->at,
	                     "tokens", e);
	t->doc = qn_big_alloc(all + 1, sizeof *t->doc, "tokens", e);
	t->topic = qn_big_alloc(all + 1, sizeof *t->topic, "tokens", e);
	if (e->failed)
		return false;
	deal_documents(t, d);
	deal_words(t);
	count(t, d, held);
	return (!held || put_held(t, held, e)) &&
	       walk(t, d, set_doc, t->doc, e);
}

void qn_lda_tokens_release(struct qn_lda_tokens *t)
{
	free(t->doc_begin);
	free(t->slot_begin);
	qn_big_free(t->at);
	qn_big_free(t->doc);
	qn_big_free(t->topic);
}

struct copy {
	uint16_t *here, *there;
	const uint16_t *given;
	size_t first; /* token of those given */
};

static void put_topic(void *ctx, uint32_t doc, size_t from, uint32_t to)
{
	struct copy *c = ctx;
	c->here[to] = c->given[from - c->first];
	(void)doc;
}

static void get_topic(void *ctx, uint32_t doc, size_t from, uint32_t to)
{
	struct copy *c = ctx;
	c->there[from] = c->here[to];
	(void)doc;
}

bool qn_lda_tokens_put(struct qn_lda_tokens *t, const struct qn_docwords *d,
                       size_t part, const uint16_t *topic, struct qn_err *e)
{
	struct copy c = {.here = t->topic,
	                 .given = topic,
	                 .first = d->start[t->doc_begin[part]]};
	return walk_part(t, d, part, put_topic, &c, e);
}

bool qn_lda_tokens_get(const struct qn_lda_tokens *t,
                       const struct qn_docwords *d, uint16_t *topic,
                       struct qn_err *e)
{
	struct copy c = {.here = t->topic, .there = topic};
	return walk(t, d, get_topic, &c, e);
}
