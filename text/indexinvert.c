/* SPDX-License-Identifier: MIT */
/*
 * indexinvert.c -- tokens by number, then sorted by counting.
 *
 * While texts are cut a token is only a number that is put away; when the
 * stretch is complete the numbers are dealt out to their terms in one pass,
 * which keeps documents and positions in order.
 */
#include "text/indexinvert.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/vocabsort.h"

/* One field of one document: a stretch of tokens. */
struct stretch {
	uint32_t doc;
	uint32_t tokens;
};

/* All stretches of one field. */
struct column {
	struct qn_map terms;
	uint32_t *token; /* [tokens] term of each */
	size_t tokens, token_room;
	struct stretch *stretch; /* [n] */
	size_t n, room;
};

struct qn_inverter {
	struct qn_tokenizer *tokenizer;
	bool positions;
	uint32_t documents;
	struct column column[QN_FIELDS];
};

struct qn_inverter *qn_inverter_new(const struct qn_index_about *about,
                                    struct qn_err *e)
{
	struct qn_inverter *v = qn_calloc(1, sizeof *v);
	v->positions = about->positions;
	v->tokenizer = qn_tokenizer_new(&about->tokenizer, e);
	if (v->tokenizer)
		return v;
	qn_inverter_free(v);
	return NULL;
}

void qn_inverter_free(struct qn_inverter *v)
{
	if (!v)
		return;
	qn_inverter_clear(v);
	for (int f = 0; f < QN_FIELDS; f++) {
		free(v->column[f].token);
		free(v->column[f].stretch);
	}
	qn_tokenizer_free(v->tokenizer);
	free(v);
}

void qn_inverter_clear(struct qn_inverter *v)
{
	v->documents = 0;
	for (int f = 0; f < QN_FIELDS; f++) {
		qn_map_release(&v->column[f].terms);
		v->column[f].tokens = 0;
		v->column[f].n = 0;
	}
}

/* --- cutting -------------------------------------------------------------- */

static void add_tokens(struct column *c, const struct qn_token *token, size_t n)
{
	if (c->tokens + n > c->token_room) {
		c->token_room = 2 * (c->tokens + n);
		c->token =
		    qn_realloc(c->token, c->token_room, sizeof *c->token);
	}
	for (size_t i = 0; i < n; i++)
		c->token[c->tokens++] = qn_map_add(&c->terms, token[i].text);
}

static bool add_field(struct qn_inverter *v, struct column *c,
                      struct qn_slice text, uint32_t *length, struct qn_err *e)
{
	const struct qn_token *token;
	size_t n, before = c->tokens;
	if (!qn_tokenizer_begin(v->tokenizer, text, e))
		return false;
	while (qn_tokenizer_batch(v->tokenizer, &token, &n, e))
		add_tokens(c, token, n);
	if (c->tokens - before >= UINT32_MAX)
		return qn_fail(e, "a document of %zu words is too long",
		               c->tokens - before);
	*length = (uint32_t)(c->tokens - before);
	if (!*length)
		return !e->failed;
	if (c->n == c->room) {
		c->room = c->room ? 2 * c->room : 1024;
		c->stretch =
		    qn_realloc(c->stretch, c->room, sizeof *c->stretch);
	}
	c->stretch[c->n++] = (struct stretch){v->documents, *length};
	return !e->failed;
}

bool qn_inverter_add(struct qn_inverter *v, const struct qn_slice *field,
                     uint32_t *length, struct qn_err *e)
{
	for (int f = 0; f < QN_FIELDS; f++)
		if (!add_field(v, &v->column[f], field[f], &length[f], e))
			return false;
	v->documents++;
	return true;
}

/* --- inverting ------------------------------------------------------------ */

/* An occurrence: a document and a position. */
struct place {
	uint32_t doc, at;
};

/* All occurrences of a column, by term; those of term i end at end[i]. */
static struct place *deal(const struct column *c, size_t *end)
{
	struct place *place = qn_malloc(c->tokens, sizeof *place);
	size_t sum = 0, k = 0;
	for (size_t i = 0; i < c->tokens; i++)
		end[c->token[i]]++;
	for (size_t i = 0; i < c->terms.count; i++) {
		size_t n = end[i];
		end[i] = sum;
		sum += n;
	}
	for (size_t s = 0; s < c->n; s++)
		for (uint32_t at = 0; at < c->stretch[s].tokens; at++)
			place[end[c->token[k++]]++] =
			    (struct place){c->stretch[s].doc, at};
	return place;
}

/* The terms of a column in the order of their bytes; `count` is the number. */
static struct qn_vocab_item *sort_terms(const struct column *c,
                                        struct qn_err *e)
{
	struct qn_vocab_item *item = qn_malloc(c->terms.count, sizeof *item);
	for (uint32_t i = 0; i < c->terms.count; i++)
		item[i] = (struct qn_vocab_item){
		    .word = qn_map_string(&c->terms, i), .count = i};
	qn_items_sort_by_word(item, c->terms.count, e);
	return item;
}

static void put_postings(const struct place *p, size_t n, bool positions,
                         struct qn_run_term *t)
{
	for (size_t i = 0, next; i < n; i = next) {
		for (next = i + 1; next < n && p[next].doc == p[i].doc;)
			next++;
		qn_run_term_posting(t, p[i].doc, (uint32_t)(next - i));
		for (size_t k = i; positions && k < next; k++)
			qn_run_term_position(t, k > i ? p[k].at - p[k - 1].at
			                              : p[k].at);
	}
}

static bool put_column(const struct qn_inverter *v, int field,
                       struct qn_run_term *t, struct qn_buf *run,
                       struct qn_err *e)
{
	const struct column *c = &v->column[field];
	struct qn_buf term = {0};
	size_t *end = qn_calloc(c->terms.count, sizeof *end);
	struct place *place = deal(c, end);
	struct qn_vocab_item *item = sort_terms(c, e);
	for (uint32_t i = 0; i < c->terms.count && !e->failed; i++) {
		size_t id = (size_t)item[i].count;
		size_t from = id ? end[id - 1] : 0;
		put_postings(place + from, end[id] - from, v->positions, t);
		qn_buf_clear(&term);
		qn_buf_putc(&term, (char)field);
		qn_buf_add(&term, item[i].word.p, item[i].word.n);
		qn_run_term_end(t, qn_buf_slice(&term), run);
	}
	qn_buf_release(&term);
	free(item);
	free(place);
	free(end);
	return !e->failed;
}

bool qn_inverter_run(struct qn_inverter *v, struct qn_buf *run,
                     struct qn_err *e)
{
	struct qn_run_term t = {.last = 0};
	for (int f = 0; f < QN_FIELDS && !e->failed; f++)
		put_column(v, f, &t, run, e);
	qn_buf_release(&t.body);
	return !e->failed;
}
