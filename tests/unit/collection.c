/* SPDX-License-Identifier: MIT */
/*
 * collection.c -- see collection.h.
 */
#include "tests/unit/collection.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tests/unit/smallindex.h"

enum { TEXT = QN_FIELD_TEXT, TITLE = QN_FIELD_TITLE };

static const struct qn_document_source COLUMNS = {.tsv = 2, .tsv_title = 1};

/* Falling with the number: word 0 is in nearly every document. */
static uint32_t draw_word(struct qn_rng *r, uint32_t words)
{
	double u = qn_rng_double(r);
	return (uint32_t)(words * u * u * u * u);
}

static void put_words(struct collection *c, int field, uint32_t doc, uint32_t n,
                      struct qn_rng *r, struct qn_buf *text)
{
	size_t at = c->from[field][doc];
	for (uint32_t i = 0; i < n; i++) {
		uint32_t word = draw_word(r, c->words);
		/* Some words come in heaps. */
		uint32_t times = 1 + (qn_rng_below(r, 400) == 0) * 20;
		for (uint32_t k = 0; k < times; k++) {
			c->token[field][at++] = word;
			qn_buf_printf(text, "w%u ", word);
		}
	}
	c->from[field][doc + 1] = at;
}

static void count_words(struct collection *c, int field)
{
	uint32_t *last = qn_calloc(c->words, sizeof *last);
	for (uint32_t d = 0; d < c->documents; d++)
		for (size_t i = c->from[field][d]; i < c->from[field][d + 1];
		     i++) {
			uint32_t word = c->token[field][i];
			c->df[field][word] += last[word] != d + 1;
			last[word] = d + 1;
		}
	c->mean[field] = (double)c->from[field][c->documents] / c->documents;
	free(last);
}

struct collection collection_make(uint32_t documents, uint32_t words,
                                  uint32_t longest, uint64_t seed)
{
	struct collection c = {.documents = documents, .words = words};
	struct qn_rng r = qn_rng_new(seed, 0);
	struct qn_buf text = {0};
	for (int f = 0; f < QN_FIELDS; f++) {
		c.token[f] = qn_malloc((size_t)documents * (longest + 2) * 21,
		                       sizeof *c.token[f]);
		c.from[f] = qn_calloc(documents + 1, sizeof *c.from[f]);
		c.df[f] = qn_calloc(words, sizeof *c.df[f]);
	}
	for (uint32_t d = 0; d < documents; d++) {
		put_words(&c, TITLE, d, qn_rng_below(&r, 3), &r, &text);
		qn_buf_putc(&text, '\t');
		put_words(&c, TEXT, d, qn_rng_below(&r, longest + 1), &r,
		          &text);
		qn_buf_putc(&text, '\n');
	}
	for (int f = 0; f < QN_FIELDS; f++)
		count_words(&c, f);
	c.x = small_index_open(
	    small_index("collection", qn_buf_slice(&text), &COLUMNS, NULL, 2));
	qn_buf_release(&text);
	return c;
}

void collection_release(struct collection *c)
{
	qn_index_close(c->x);
	for (int f = 0; f < QN_FIELDS; f++) {
		free(c->token[f]);
		free(c->from[f]);
		free(c->df[f]);
	}
}

/* --- questions ------------------------------------------------------------ */

static void spell(struct asked *q)
{
	static const char *const sign[] = {"", "+", "-"};
	size_t n = 0;
	for (size_t i = 0; i < q->n; i++) {
		const struct ask *c = &q->clause[i];
		n += (size_t)sprintf(q->text + n, "%s%s%s", sign[c->occur],
		                     c->field == TITLE ? "title:" : "",
		                     c->n > 1 ? "\"" : "");
		for (uint32_t k = 0; k < c->n; k++)
			n += (size_t)sprintf(q->text + n, "%sw%u", k ? " " : "",
			                     c->word[k]);
		n += (size_t)sprintf(q->text + n, "%s ", c->n > 1 ? "\"" : "");
	}
}

struct asked asked_words(const struct collection *c, size_t n, struct qn_rng *r)
{
	struct asked q = {.n = n};
	for (size_t i = 0; i < n; i++)
		q.clause[i] = (struct ask){
		    QN_SHOULD,
		    TEXT,
		    1,
		    {qn_rng_below(r, 3) ? draw_word(r, c->words)
		                        : qn_rng_below(r, c->words + 5)}};
	spell(&q);
	return q;
}

struct asked asked_clauses(const struct collection *c, struct qn_rng *r)
{
	struct asked q = {.n = 1 + qn_rng_below(r, 5)};
	for (size_t i = 0; i < q.n; i++) {
		struct ask *a = &q.clause[i];
		a->occur =
		    (enum qn_occur)(qn_rng_below(r, 2) * qn_rng_below(r, 3));
		a->field = qn_rng_below(r, 4) ? TEXT : TITLE;
		a->n = 1 + qn_rng_below(r, 2) * qn_rng_below(r, 4);
		size_t tokens = c->from[a->field][c->documents];
		size_t at = qn_rng_below(r, (uint32_t)tokens - 4);
		for (uint32_t k = 0; k < a->n; k++)
			a->word[k] = qn_rng_below(r, 10)
			                 ? c->token[a->field][at + k]
			                 : draw_word(r, c->words);
	}
	spell(&q);
	return q;
}
