/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate_page.c -- `quern translate run --alignment-page`.
 *
 * The page is cmd_translate_page.html, which says how attention is drawn;
 * here sentences are written into it as calls of its functions, one by one:
 *
 *	S("Ein Hund.",["_Ein","_Hund",".","</s>"],[T, ...])
 *	T  [-1.25,"A dog.",["_A","_dog",".","</s>"],[[97,1,0,2], ...]]
 *
 * of each translation score, text, pieces, and for each of these the hundredths
 * of its attention that the source's pieces got.
 */
#include "apps/cmd_translate_page.h"

#include <math.h>
#include <stdlib.h>

#include "apps/json.h"
#include "apps/page.h"
#include "base/asset.h"
#include "base/mem.h"

QN_ASSET("translate_page_html", "apps/cmd_translate_page.html")
extern const char translate_page_html[];
extern const uint64_t translate_page_html_size;

#define PLACE "/*SENTENCES*/\n" /* where the calls go */

struct translate_page {
	const struct translate_print *print;
	struct qn_output *out;
	struct page page;
	struct qn_buf call, text;
};

static void put_call(struct translate_page *p)
{
	json_put_in_script(p->out, qn_buf_slice(&p->call));
	qn_buf_clear(&p->call);
}

struct translate_page *translate_page_begin(const char *path,
                                            const struct translate_print *p,
                                            struct qn_err *e)
{
	struct translate_page *page = qn_calloc(1, sizeof *page);
	page->print = p;
	page->out = qn_output_open(path, e);
	page->page =
	    page_cut(translate_page_html, translate_page_html_size, PLACE);
	qn_output_write(page->out, page->page.before.p, page->page.before.n);
	qn_buf_puts(&page->call, "A({source:");
	json_add_string(&page->call,
	                qn_slice_of(qn_mtvocab_mark(&p->m->source)));
	qn_buf_puts(&page->call, ",target:");
	json_add_string(&page->call, qn_slice_of(qn_mtvocab_mark(
	                                 qn_translator_target(p->m))));
	qn_buf_puts(&page->call, "})\n");
	put_call(page);
	return page;
}

/* Hundredths of a piece's attention. */
static void add_row(struct qn_buf *b, const float *share, size_t n)
{
	qn_buf_putc(b, '[');
	for (size_t j = 0; j < n; j++)
		qn_buf_printf(b, "%s%ld", j ? "," : "", lrintf(100 * share[j]));
	qn_buf_putc(b, ']');
}

static void add_translation(struct translate_page *p,
                            const struct translate_answer *a, size_t i)
{
	const struct qn_beam_target *t = &a->result->target[i];
	struct qn_buf *b = &p->call;
	qn_buf_printf(b, "%s[%.4g,", i ? "," : "", t->score);
	qn_buf_clear(&p->text);
	translate_add_text(p->print, a, t, &p->text);
	json_add_string(b, qn_buf_slice(&p->text));
	qn_buf_putc(b, ',');
	translate_add_pieces(qn_translator_target(p->print->m), t->id, t->n,
	                     t->ended, b);
	qn_buf_puts(b, ",[");
	for (size_t k = 0; k < t->n + t->ended; k++) {
		qn_buf_puts(b, k ? "," : "");
		add_row(b, t->shares + k * a->n, a->n);
	}
	qn_buf_puts(b, "]]");
}

void translate_page_add(struct translate_page *p,
                        const struct translate_answer *a)
{
	struct qn_buf *b = &p->call;
	qn_buf_puts(b, "S(");
	json_add_string(b, a->text);
	qn_buf_putc(b, ',');
	translate_add_pieces(&p->print->m->source, a->id, a->n - 1, true, b);
	qn_buf_puts(b, ",[");
	for (size_t i = 0; i < a->result->n; i++)
		add_translation(p, a, i);
	qn_buf_puts(b, "])\n");
	put_call(p);
}

void translate_page_end(struct translate_page *p, struct qn_err *e)
{
	if (!p)
		return;
	qn_output_write(p->out, p->page.behind.p, p->page.behind.n);
	qn_output_close(p->out, e);
	qn_buf_release(&p->call);
	qn_buf_release(&p->text);
	free(p);
}
