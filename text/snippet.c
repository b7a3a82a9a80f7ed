/* SPDX-License-Identifier: MIT */
/*
 * snippet.c -- a window slides over the words that the query holds; a window
 * that is worth most begins with one of them.
 */
#include "text/snippet.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* A word of the text that the query holds. */
struct found {
	size_t begin, end; /* bytes      */
	size_t at;         /* its number */
	size_t word;       /* token of the query */
};

struct finding {
	const struct qn_query *q;
	struct found *found; /* [n] */
	size_t n, room;
	size_t tokens;     /* of the text so far           */
	size_t (*span)[2]; /* [tokens] begin and end       */
	size_t span_room;
};

void qn_snippet_release(struct qn_snippet *s)
{
	free(s->mark);
	*s = (struct qn_snippet){.n = 0};
}

/* Which token of the query this is; q->tokens if none. */
static size_t which(const struct qn_query *q, struct qn_slice token)
{
	size_t i = 0;
	while (i < q->tokens && !qn_slice_eq(qn_query_token(q, i), token))
		i++;
	return i;
}

static void take_token(struct finding *f, const struct qn_token *t)
{
	size_t word = which(f->q, t->text);
	if (f->tokens == f->span_room) {
		f->span_room = f->span_room ? 2 * f->span_room : 256;
		f->span = qn_realloc(f->span, f->span_room, sizeof *f->span);
	}
	f->span[f->tokens][0] = t->begin;
	f->span[f->tokens++][1] = t->end;
	if (word == f->q->tokens)
		return;
	if (f->n == f->room) {
		f->room = f->room ? 2 * f->room : 64;
		f->found = qn_realloc(f->found, f->room, sizeof *f->found);
	}
	f->found[f->n++] =
	    (struct found){t->begin, t->end, f->tokens - 1, word};
}

/* How much the window from found[i] on is worth; *n words of it are found. */
static size_t worth(const struct finding *f, size_t i, size_t words,
                    size_t *times, size_t *n)
{
	size_t different = 0;
	memset(times, 0, f->q->tokens * sizeof *times);
	for (*n = 0; i + *n < f->n; (*n)++) {
		const struct found *x = &f->found[i + *n];
		if (x->at - f->found[i].at >= words)
			break;
		different += times[x->word]++ == 0;
	}
	return different * words + *n;
}

/* One character may hold several words of a normalised text, which then get
 * one mark. */
static void mark(const struct finding *f, size_t first, size_t n,
                 struct qn_snippet *s)
{
	if (n > s->room) {
		s->room = n;
		s->mark = qn_realloc(s->mark, n, sizeof *s->mark);
	}
	s->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct found *x = &f->found[first + i];
		if (s->n && x->begin < s->mark[s->n - 1][1])
			continue;
		s->mark[s->n][0] = x->begin;
		s->mark[s->n++][1] = x->end;
	}
}

static void choose(const struct finding *f, size_t words, struct qn_snippet *s)
{
	size_t best = 0, first = 0, n = 0, k;
	size_t *times = qn_calloc(f->q->tokens + 1, sizeof *times);
	for (size_t i = 0; i < f->n; i++) {
		size_t value = worth(f, i, words, times, &k);
		if (value > best) {
			best = value;
			first = i;
			n = k;
		}
	}
	free(times);
	mark(f, first, n, s);
	/* What the words found leave of the window is shared by both sides. */
	size_t from = 0, to = 0;
	if (n) {
		from = f->found[first].at;
		to = f->found[first + n - 1].at + 1;
		size_t before = (words - (to - from)) / 2;
		from -= from < before ? from : before;
	}
	if (from + words > f->tokens)
		from = f->tokens > words ? f->tokens - words : 0;
	to = from + words < f->tokens ? from + words : f->tokens;
	s->begin = from ? f->span[from][0] : 0;
	s->end = to ? f->span[to - 1][1] : 0;
}

bool qn_snippet_find(struct qn_snippet *s, struct qn_slice text,
                     const struct qn_query *q, size_t words,
                     struct qn_tokenizer *tokenizer, struct qn_err *e)
{
	struct finding f = {.q = q};
	const struct qn_token *token;
	size_t n;
	bool ok = qn_tokenizer_begin(tokenizer, text, e);
	while (ok && qn_tokenizer_batch(tokenizer, &token, &n, e))
		for (size_t i = 0; i < n; i++)
			take_token(&f, &token[i]);
	choose(&f, words, s);
	if (f.tokens && s->end == f.span[f.tokens - 1][1])
		s->end = text.n;
	free(f.found);
	free(f.span);
	return ok && !e->failed;
}
