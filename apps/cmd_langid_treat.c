/* SPDX-License-Identifier: MIT */
/*
 * cmd_langid_treat.c -- what `quern langid` writes for a text: its languages,
 * or its spans.
 */
#include "apps/cmd_langid.h"

#include "apps/json.h"
#include "base/fixed6.h"

/* --- answers -------------------------------------------------------------- */

static void put_probability(struct qn_buf *to, float p)
{
	qn_buf_reserve(to, QN_FIXED6_TEXT);
	to->n += qn_fixed6_write(to->p + to->n, (double)p);
}

static void put_guess(struct langid_work *w, struct qn_buf *to,
                      struct qn_slice label, float p, bool first)
{
	if (w->c->common.json) {
		qn_buf_puts(to, first ? "{\"label\":" : ",{\"label\":");
		json_add_string(to, label);
		qn_buf_puts(to, ",\"probability\":");
		put_probability(to, p);
		qn_buf_putc(to, '}');
		return;
	}
	if (!first)
		qn_buf_putc(to, '\t');
	qn_buf_add(to, label.p, label.n);
	qn_buf_putc(to, '\t');
	if (p > 0)
		put_probability(to, p);
	else
		qn_buf_putc(to, '0');
}

static void answer(struct langid_work *w, size_t lane, struct qn_slice text)
{
	struct langid_lane *l = &w->lane[lane];
	size_t n = languages_guess(w->languages, lane, text, w->only, w->top,
	                           l->guess);
	size_t sure = 0;
	if (w->c->common.json)
		qn_buf_puts(&l->text, "{\"languages\":[");
	for (; sure < n; sure++) {
		const struct qn_langid_guess *g = &l->guess[sure];
		if ((double)g->p < w->o->min_confidence)
			break;
		put_guess(w, &l->text, languages_label(w->languages, g->label),
		          g->p, sure == 0);
	}
	if (!sure)
		put_guess(w, &l->text, qn_slice_of(QN_LANGID_UND),
		          n ? l->guess->p : 0, true);
	qn_buf_puts(&l->text, w->c->common.json ? "]}\n" : "\n");
}

/* --- spans ---------------------------------------------------------------- */

static void put_span(struct langid_work *w, struct qn_buf *to,
                     struct qn_slice text, const struct qn_langid_span *span)
{
	const char *label = QN_LANGID_UND;
	if ((double)span->guess.p >= w->o->min_confidence)
		label = qn_langid_label(w->own, span->guess.label);
	if (w->c->common.json) {
		qn_buf_printf(to, "{\"begin\":%zu,\"end\":%zu,\"label\":",
		              span->begin, span->end);
		json_add_string(to, qn_slice_of(label));
		qn_buf_puts(to, ",\"probability\":");
		put_probability(to, span->guess.p);
		qn_buf_putc(to, '}');
		return;
	}
	qn_buf_printf(to, "%s\t", label);
	put_probability(to, span->guess.p);
	qn_buf_putc(to, '\t');
	qn_buf_add(to, text.p + span->begin, span->end - span->begin);
	qn_buf_putc(to, '\n');
}

static void cut(struct langid_work *w, size_t lane, struct qn_slice text)
{
	struct langid_lane *l = &w->lane[lane];
	bool json = w->c->common.json;
	qn_langid_cut(w->own, text, w->only, &l->spans);
	if (json)
		qn_buf_puts(&l->text, "{\"spans\":[");
	for (size_t i = 0; i < l->spans.n; i++) {
		if (json && i)
			qn_buf_putc(&l->text, ',');
		put_span(w, &l->text, text, &l->spans.span[i]);
	}
	qn_buf_puts(&l->text, json ? "]}\n" : "\n");
}

void langid_treat(struct langid_work *w, size_t lane, struct qn_slice text)
{
	if (w->o->spans)
		cut(w, lane, text);
	else
		answer(w, lane, text);
}
