/* SPDX-License-Identifier: MIT */
/*
 * fuzz_searchquery.c -- any bytes as a query, and as a text in which its words
 * are looked for.
 *
 *	input   a byte of options, the query, a 0xff, the text
 */
#include <stdlib.h>
#include <string.h>

#include "text/snippet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define WORDS 6

static void check_query(const struct qn_query *q)
{
	size_t at = 0;
	for (size_t i = 0; i < q->n; i++) {
		const struct qn_clause *c = &q->clause[i];
		if (c->from != at || !c->n || c->weight < 1)
			abort();
		at += c->n;
	}
	if (at != q->tokens)
		abort();
	for (size_t i = 0; i < q->tokens; i++)
		if (!qn_query_token(q, i).n)
			abort();
	if (q->tokens && q->end[q->tokens - 1] != q->bytes.n)
		abort();
}

static void check_snippet(const struct qn_snippet *s, size_t n)
{
	size_t at = s->begin;
	if (s->begin > s->end || s->end > n || s->n > WORDS)
		abort();
	for (size_t i = 0; i < s->n; i++) {
		if (s->mark[i][0] < at || s->mark[i][1] < s->mark[i][0] ||
		    s->mark[i][1] > s->end)
			abort();
		at = s->mark[i][1];
	}
}

/* The tokenizer of these options; to make one is slow. */
static struct qn_tokenizer *tokenizer(uint8_t how)
{
	static struct qn_tokenizer *known[64];
	struct qn_err e = QN_ERR_INIT;
	struct qn_tokenizer_options o = {
	    .punct = QN_PUNCT_DROP, .lower = true, .offsets = true};
	how %= 64;
	o.form = (enum qn_token_form)((how & 3) % 3);
	o.mode = how & 4 ? QN_TOKEN_SPACE : QN_TOKEN_ICU;
	o.invalid = how & 8 ? QN_INVALID_SKIP : QN_INVALID_REPLACE;
	o.fold_accents = how & 16;
	o.stem = how & 32 ? "english" : NULL;
	if (!known[how])
		known[how] = qn_tokenizer_new(&o, &e);
	if (!known[how])
		abort();
	return known[how];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_query q = {.n = 0};
	struct qn_snippet s = {.n = 0};
	if (!size)
		return 0;
	uint8_t how = *data;
	const uint8_t *cut = memchr(data + 1, 0xff, size - 1);
	const char *text = (const char *)data + 1;
	size_t n = cut ? (size_t)(cut - data) - 1 : size - 1;
	struct qn_slice rest = {text + n, size - 1 - n};
	struct qn_tokenizer *t = tokenizer(how);
	if (!qn_query_parse(&q, (struct qn_slice){text, n}, how & 64, t, &e))
		abort();
	check_query(&q);
	if (!qn_snippet_find(&s, rest, &q, WORDS, t, &e))
		abort();
	check_snippet(&s, rest.n);
	qn_snippet_release(&s);
	qn_query_release(&q);
	return 0;
}
