/* SPDX-License-Identifier: MIT */
/*
 * searchquery.c -- signs, fields and quotes; the rest is the tokenizer's.
 *
 * A clause that is asked for again adds to the weight of the first: "mill
 * mill" is one list gone through once, and "mill +mill" one that must occur.
 */
#include "text/searchquery.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/tokenize.h"

void qn_query_clear(struct qn_query *q)
{
	qn_buf_clear(&q->bytes);
	q->tokens = q->n = 0;
}

void qn_query_release(struct qn_query *q)
{
	qn_buf_release(&q->bytes);
	free(q->end);
	free(q->clause);
	*q = (struct qn_query){.n = 0};
}

static void add_token(struct qn_query *q, struct qn_slice token)
{
	if (q->tokens == q->token_room) {
		q->token_room = q->token_room ? 2 * q->token_room : 16;
		q->end = qn_realloc(q->end, q->token_room, sizeof *q->end);
	}
	qn_buf_add(&q->bytes, token.p, token.n);
	q->end[q->tokens++] = q->bytes.n;
}

static bool same(const struct qn_query *q, const struct qn_clause *a,
                 const struct qn_clause *b)
{
	if (a->n != b->n || a->field != b->field ||
	    (a->occur == QN_MUST_NOT) != (b->occur == QN_MUST_NOT))
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!qn_slice_eq(qn_query_token(q, a->from + i),
		                 qn_query_token(q, b->from + i)))
			return false;
	return true;
}

/* A clause of the last `n` tokens. */
static void add_clause(struct qn_query *q, enum qn_occur occur,
                       enum qn_field field, size_t n, double weight)
{
	struct qn_clause c = {occur, field, q->tokens - n, n, weight};
	for (size_t i = 0; i < q->n; i++)
		if (same(q, &q->clause[i], &c)) {
			q->clause[i].weight += weight;
			if (occur == QN_MUST)
				q->clause[i].occur = QN_MUST;
			q->tokens -= n;
			q->bytes.n = q->tokens ? q->end[q->tokens - 1] : 0;
			return;
		}
	if (q->n == q->room) {
		q->room = q->room ? 2 * q->room : 16;
		q->clause = qn_realloc(q->clause, q->room, sizeof *q->clause);
	}
	q->clause[q->n++] = c;
}

void qn_query_add(struct qn_query *q, enum qn_field field,
                  struct qn_slice token, double weight)
{
	add_token(q, token);
	add_clause(q, QN_SHOULD, field, 1, weight);
}

/* --- the language --------------------------------------------------------- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* "title:" at the beginning of `s`, if something follows it. */
static bool take_field(struct qn_slice *s, enum qn_field *field)
{
	for (int f = 0; f < QN_FIELDS; f++) {
		size_t n = strlen(qn_field_names[f]);
		if (s->n > n + 1 && memcmp(s->p, qn_field_names[f], n) == 0 &&
		    s->p[n] == ':' && !is_space(s->p[n + 1])) {
			*field = (enum qn_field)f;
			s->p += n + 1;
			s->n -= n + 1;
			return true;
		}
	}
	return false;
}

static enum qn_occur take_sign(struct qn_slice *s)
{
	if (s->n < 2 || is_space(s->p[1]) || (*s->p != '+' && *s->p != '-'))
		return QN_SHOULD;
	enum qn_occur occur = *s->p == '+' ? QN_MUST : QN_MUST_NOT;
	s->p++;
	s->n--;
	return occur;
}

/* Up to the closing quote, or to white space; *s goes behind it. */
static struct qn_slice take_text(struct qn_slice *s)
{
	struct qn_slice text = *s;
	const char *close =
	    *s->p == '"' ? memchr(s->p + 1, '"', s->n - 1) : NULL;
	size_t used = 0;
	if (close) {
		text.p++;
		text.n = (size_t)(close - text.p);
		used = text.n + 2;
	} else {
		while (used < s->n && !is_space(s->p[used]))
			used++;
		text.n = used;
	}
	s->p += used;
	s->n -= used;
	return text;
}

static bool take_clause(struct qn_query *q, struct qn_slice *rest,
                        struct qn_tokenizer *tokenizer, struct qn_err *e)
{
	enum qn_field field = QN_FIELD_TEXT;
	enum qn_occur occur = take_sign(rest);
	take_field(rest, &field);
	struct qn_slice text = take_text(rest), token;
	size_t n = 0;
	if (!qn_tokenizer_begin(tokenizer, text, e))
		return false;
	for (; qn_tokenizer_next(tokenizer, &token, e); n++)
		add_token(q, token);
	if (n)
		add_clause(q, occur, field, n, 1);
	return !e->failed;
}

bool qn_query_parse(struct qn_query *q, struct qn_slice text, bool plain,
                    struct qn_tokenizer *tokenizer, struct qn_err *e)
{
	struct qn_slice token;
	if (plain) {
		if (!qn_tokenizer_begin(tokenizer, text, e))
			return false;
		while (qn_tokenizer_next(tokenizer, &token, e))
			qn_query_add(q, QN_FIELD_TEXT, token, 1);
		return !e->failed;
	}
	while (!e->failed && text.n) {
		if (is_space(*text.p)) {
			text.p++;
			text.n--;
		} else {
			take_clause(q, &text, tokenizer, e);
		}
	}
	return !e->failed;
}
