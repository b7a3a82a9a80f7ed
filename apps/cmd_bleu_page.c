/* SPDX-License-Identifier: MIT */
/*
 * cmd_bleu_page.c -- `quern bleu --html`: two systems side by side on a page
 * that needs nothing else.
 *
 * The page is cmd_bleu_page.html, which says how rows are shown and ordered;
 * here they are written into it as calls of its functions, one by one as the
 * segments come:
 *
 *	S([[34.5,50.1]],[[4,"The quern grinds ",0,"oats."]],[4,"..."],[...])
 *
 * A text is pieces [order, text, ...]: the longest n-grams that match.
 */
#include "apps/cmd_bleu_page.h"

#include <stdlib.h>

#include "apps/json.h"
#include "apps/page.h"
#include "base/asset.h"
#include "base/mem.h"

QN_ASSET("bleu_page_html", "apps/cmd_bleu_page.html")
extern const char bleu_page_html[];
extern const uint64_t bleu_page_html_size;

#define PLACE "/*ROWS*/\n" /* where the calls go */

struct bleu_page {
	const struct bleu_answer *a;
	struct call *c;
	struct qn_output *out;
	struct page page;
	struct qn_bleu *marker;
	struct qn_buf row, piece;
};

/* The calls so far. */
static void put_script(struct bleu_page *p)
{
	json_put_in_script(p->out, qn_buf_slice(&p->row));
	qn_buf_clear(&p->row);
}

struct bleu_page *bleu_page_begin(const struct bleu_answer *a, struct call *c)
{
	struct bleu_page *p = qn_calloc(1, sizeof *p);
	p->a = a;
	p->c = c;
	p->marker = qn_bleu_new(&a->o->bleu);
	p->out = qn_output_open(a->o->html, &c->e);
	p->page = page_cut(bleu_page_html, bleu_page_html_size, PLACE);
	qn_output_write(p->out, p->page.before.p, p->page.before.n);
	return p;
}

static void add_piece(struct bleu_page *p, unsigned order)
{
	if (!p->piece.n)
		return;
	qn_buf_printf(&p->row, "%s%u,",
	              p->row.p[p->row.n - 1] == '[' ? "" : ",", order);
	json_add_string(&p->row, qn_buf_slice(&p->piece));
	qn_buf_clear(&p->piece);
}

/* Words of one order in a row are a piece, with the blanks behind them. */
static void add_text(struct bleu_page *p, struct qn_slice text,
                     const struct qn_slice *against, size_t n)
{
	size_t words;
	const struct qn_bleu_mark *mark =
	    qn_bleu_marks(p->marker, text, against, n, &words);
	qn_buf_putc(&p->row, '[');
	for (size_t i = 0; i < words; i++) {
		struct qn_slice word = mark[i].word;
		if (i && mark[i].order != mark[i - 1].order)
			add_piece(p, mark[i - 1].order);
		qn_buf_add(&p->piece, word.p, word.n);
		if (i + 1 < words && mark[i + 1].word.p > word.p + word.n)
			qn_buf_putc(&p->piece, ' ');
	}
	if (words)
		add_piece(p, mark[words - 1].order);
	qn_buf_putc(&p->row, ']');
}

bool bleu_page_add(struct bleu_page *p, const struct qn_mt_judged *d)
{
	const struct qn_mt_corpus *c = p->a->corpus;
	if (c->systems != 2)
		return call_misuse(p->c, "--html shows two systems: give two "
		                         "to -i");
	qn_buf_puts(&p->row, "S([");
	for (size_t k = 0; k < c->metrics; k++) {
		struct qn_mt_metric m = c->totals[k].metric;
		const double *stats = d->stats + c->totals[k].at;
		if (m.kind == QN_MT_BLEU)
			m.bleu.effective = true;
		qn_buf_printf(
		    &p->row, "%s[%.2f,%.2f]", k ? "," : "",
		    qn_mt_score(&m, stats, false),
		    qn_mt_score(&m, stats + c->totals[k].stats, false));
	}
	qn_buf_puts(&p->row, "],[");
	for (size_t r = 0; r < d->references; r++) {
		qn_buf_puts(&p->row, r ? "," : "");
		add_text(p, d->reference[r], d->system, 2);
	}
	qn_buf_putc(&p->row, ']');
	for (size_t s = 0; s < 2; s++) {
		qn_buf_putc(&p->row, ',');
		add_text(p, d->system[s], d->reference, d->references);
	}
	qn_buf_puts(&p->row, ")\n");
	put_script(p);
	return qn_output_ok(p->out);
}

static void add_metric(const struct bleu_page *p, size_t k, struct qn_buf *b)
{
	const struct bleu_answer *a = p->a;
	const struct qn_mt_metric *m = &a->corpus->totals[k].metric;
	struct qn_buf text = {0};
	qn_buf_puts(b, k ? ",\n{name:" : "\n{name:");
	qn_mt_name(m, &text);
	json_add_string(b, qn_buf_slice(&text));
	qn_buf_printf(b, ",lower:%s,scores:[%.2f,%.2f],signature:",
	              m->kind == QN_MT_TER ? "true" : "false",
	              bleu_score(a, k, 0), bleu_score(a, k, 1));
	qn_buf_clear(&text);
	bleu_add_signature(a, k, false, &text);
	json_add_string(b, qn_buf_slice(&text));
	qn_buf_putc(b, '}');
	qn_buf_release(&text);
}

bool bleu_page_end(struct bleu_page *p, struct qn_err *e)
{
	if (!e->failed && p->a->system) {
		struct qn_buf *b = &p->row;
		qn_buf_puts(b, "A({systems:[");
		json_add_string(b, qn_slice_of(p->a->system[0]));
		qn_buf_putc(b, ',');
		json_add_string(b, qn_slice_of(p->a->system[1]));
		qn_buf_puts(b, "],metrics:[");
		for (size_t k = 0; k < p->a->corpus->metrics; k++)
			add_metric(p, k, b);
		qn_buf_puts(b, "]})\n");
		put_script(p);
		qn_output_write(p->out, p->page.behind.p, p->page.behind.n);
	}
	bool ok = qn_output_close(p->out, e);
	qn_bleu_free(p->marker);
	qn_buf_release(&p->row);
	qn_buf_release(&p->piece);
	free(p);
	return ok;
}
