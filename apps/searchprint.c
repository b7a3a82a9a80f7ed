/* SPDX-License-Identifier: MIT */
/*
 * searchprint.c -- see searchprint.h.
 */
#include "apps/searchprint.h"

#include <stdlib.h>
#include <unistd.h>

#include "apps/json.h"
#include "base/decimal.h"
#include "base/mem.h"
#include "text/ranking.h"
#include "text/snippet.h"

#define WORDS 40      /* of a text that are shown */
#define TAG   "quern" /* of a TREC run            */
#define BOLD  "\033[1m"
#define PLAIN "\033[0m"

const char *const searchprint_formats[] = {[FORMAT_AUTO] = "auto",
                                           [FORMAT_TSV] = "tsv",
                                           [FORMAT_TREC] = "trec",
                                           [FORMAT_TEXT] = "text",
                                           NULL};

struct searchprint {
	struct call *c;
	struct qn_index *x;
	struct qn_output *out;
	enum searchprint_format format;
	bool bold;  /* words found stand out    */
	bool plain; /* no query language        */

	struct qn_tokenizer *tokenizer; /* for snippets; NULL = none */
	struct qn_query query;
	struct qn_snippet snippet;
	struct qn_buf shown;
};

struct searchprint *searchprint_new(struct qn_index *x, int format, bool plain,
                                    struct call *c)
{
	struct searchprint *p = qn_calloc(1, sizeof *p);
	const char *path = c->common.output;
	bool terminal =
	    (!path || strcmp(path, "-") == 0) && isatty(STDOUT_FILENO);
	*p = (struct searchprint){
	    .c = c, .x = x, .format = format, .plain = plain};
	if (p->format == FORMAT_AUTO)
		p->format = terminal ? FORMAT_TEXT : FORMAT_TSV;
	p->bold = terminal;
	p->out = call_output(c);
	if (x->about.texts && (c->common.json || p->format == FORMAT_TEXT))
		p->tokenizer = searching_tokenizer(x, true, &c->e);
	if (!c->e.failed)
		return p;
	searchprint_end(p);
	return NULL;
}

void searchprint_end(struct searchprint *p)
{
	qn_output_close(p->out, &p->c->e);
	qn_tokenizer_free(p->tokenizer);
	qn_query_release(&p->query);
	qn_snippet_release(&p->snippet);
	qn_buf_release(&p->shown);
	free(p);
}

bool searchprint_show(void *print)
{
	struct searchprint *p = print;
	return call_show(p->c, p->out);
}

/* --- texts ---------------------------------------------------------------- */

/* A part of a text: line ends and tabs are spaces, nothing steers the
 * terminal. */
static void show(struct qn_buf *b, const char *p, size_t n)
{
	qn_buf_add(b, p, n);
	qn_one_line(b->p + b->n - n, n);
}

/* What of a document shows why it was found, into `shown`. */
static struct qn_slice make_snippet(struct searchprint *p, uint32_t doc)
{
	struct qn_snippet *s = &p->snippet;
	struct qn_slice text = qn_index_text(p->x, doc, &p->c->e);
	qn_buf_clear(&p->shown);
	if (p->c->e.failed ||
	    !qn_snippet_find(s, text, &p->query, WORDS, p->tokenizer, &p->c->e))
		return (struct qn_slice){0};
	size_t at = s->begin;
	if (s->begin)
		qn_buf_puts(&p->shown, "... ");
	for (size_t i = 0; i < s->n; i++) {
		show(&p->shown, text.p + at, s->mark[i][0] - at);
		qn_buf_puts(&p->shown, p->bold ? BOLD : "");
		show(&p->shown, text.p + s->mark[i][0],
		     s->mark[i][1] - s->mark[i][0]);
		qn_buf_puts(&p->shown, p->bold ? PLAIN : "");
		at = s->mark[i][1];
	}
	show(&p->shown, text.p + at, s->end - at);
	if (s->end < text.n)
		qn_buf_puts(&p->shown, " ...");
	return qn_buf_slice(&p->shown);
}

/* --- a hit ---------------------------------------------------------------- */

static void put_text(struct searchprint *p, size_t rank,
                     const struct qn_scored *h, struct qn_slice name)
{
	struct qn_slice title = qn_index_title(p->x, h->doc, &p->c->e);
	qn_output_printf(p->out, "%2zu  %s%.*s%s  %.4f\n", rank,
	                 p->bold ? BOLD : "", (int)(title.n ? title.n : name.n),
	                 title.n ? title.p : name.p, p->bold ? PLAIN : "",
	                 h->score);
	if (title.n && !qn_slice_eq(title, name))
		qn_output_printf(p->out, "    %.*s\n", (int)name.n, name.p);
	if (!p->tokenizer)
		return;
	struct qn_slice shown = make_snippet(p, h->doc);
	qn_output_printf(p->out, "    %.*s\n", (int)shown.n, shown.p);
}

static void put_field(struct searchprint *p, const char *name,
                      struct qn_slice value)
{
	qn_output_printf(p->out, ", \"%s\": ", name);
	json_put_string(p->out, value);
}

static void put_json(struct searchprint *p, size_t rank,
                     const struct qn_scored *h, struct qn_slice name)
{
	qn_output_printf(p->out,
	                 "%s{\"rank\": %zu, \"score\": ", rank > 1 ? ", " : "",
	                 rank);
	json_put_number(p->out, h->score);
	put_field(p, "doc", name);
	if (p->x->about.titles)
		put_field(p, "title", qn_index_title(p->x, h->doc, &p->c->e));
	if (p->tokenizer)
		put_field(p, "snippet", make_snippet(p, h->doc));
	qn_output_puts(p->out, "}");
}

static void add_count(struct qn_buf *b, size_t x)
{
	char digit[24];
	size_t n = sizeof digit;
	do
		digit[--n] = (char)('0' + x % 10);
	while (x /= 10);
	qn_buf_add(b, digit + n, sizeof digit - n);
}

/* There may be millions of lines: not by printf(). */
static void put_columns(struct searchprint *p, size_t query, size_t rank,
                        const struct qn_scored *h, struct qn_slice name)
{
	struct qn_buf *line = &p->shown;
	char score[QN_FLOAT_TEXT];
	qn_buf_clear(line);
	add_count(line, query);
	if (p->format == FORMAT_TREC) {
		qn_run_put(p->out, qn_buf_slice(line), name, rank,
		           (float)h->score, TAG, &p->c->e);
		return;
	}
	qn_buf_putc(line, '\t');
	add_count(line, rank);
	qn_buf_putc(line, '\t');
	qn_buf_add(line, name.p, name.n);
	qn_buf_putc(line, '\t');
	qn_buf_add(line, score, qn_float_write(score, (float)h->score, 0));
	qn_buf_putc(line, '\n');
	qn_output_write(p->out, line->p, line->n);
}

/* --- an answer ------------------------------------------------------------ */

/* The query again, for its words to be found in texts. */
static bool understand(struct searchprint *p, struct qn_slice text)
{
	qn_query_clear(&p->query);
	return !p->tokenizer || qn_query_parse(&p->query, text, p->plain,
	                                       p->tokenizer, &p->c->e);
}

bool searchprint_put(void *print, const struct answer *a)
{
	struct searchprint *p = print;
	bool json = p->c->common.json;
	char room[24];
	if (!understand(p, a->question->text))
		return false;
	if (json) {
		qn_output_printf(
		    p->out, "{\"query\": %zu, \"text\": ", a->question->number);
		json_put_string(p->out, a->question->text);
		qn_output_puts(p->out, ", \"hits\": [");
	} else if (p->format == FORMAT_TEXT && a->question->number) {
		qn_output_puts(p->out, "\n");
	}
	for (size_t i = 0; i < a->n && !p->c->e.failed; i++) {
		const struct qn_scored *h = &a->hit[i];
		struct qn_slice name =
		    qn_index_name(p->x, h->doc, room, &p->c->e);
		if (json)
			put_json(p, i + 1, h, name);
		else if (p->format == FORMAT_TEXT)
			put_text(p, i + 1, h, name);
		else
			put_columns(p, a->question->number, i + 1, h, name);
	}
	if (json)
		qn_output_puts(p->out, "]}\n");
	return !p->c->e.failed && qn_output_ok(p->out);
}
