/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate_print.c -- see cmd_translate_print.h.
 */
#include "apps/cmd_translate_print.h"

#include "apps/json.h"

/* The piece of the source that piece i of a target attended to most. */
static size_t attended(const struct translate_answer *a,
                       const struct qn_beam_target *t, size_t i)
{
	const float *share = t->shares + i * a->n;
	size_t most = 0;
	for (size_t j = 1; j + 1 < a->n; j++)
		if (share[j] > share[most])
			most = j;
	return most;
}

/* Word number i of a line. */
static struct qn_slice word_at(struct qn_slice line, size_t i)
{
	const char *p = line.p, *end = p + line.n;
	for (;; i--) {
		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
		const char *from = p;
		while (p < end && *p != ' ' && *p != '\t')
			p++;
		if (i == 0)
			return (struct qn_slice){from, (size_t)(p - from)};
	}
}

void translate_add_text(const struct translate_print *p,
                        const struct translate_answer *a,
                        const struct qn_beam_target *t, struct qn_buf *to)
{
	const struct qn_mtvocab *v = qn_translator_target(p->m);
	if (!p->copy || v->units) {
		qn_mtvocab_decode(v, t->id, t->n, to);
		return;
	}
	for (size_t i = 0; i < t->n; i++) {
		if (i)
			qn_buf_putc(to, ' ');
		if (t->id[i] == QN_MT_UNKNOWN) {
			struct qn_slice s = word_at(a->text, attended(a, t, i));
			qn_buf_add(to, s.p, s.n);
		} else {
			qn_mtvocab_decode(v, t->id + i, 1, to);
		}
	}
}

void translate_put_lines(const struct translate_print *p,
                         const struct translate_answer *a, struct qn_buf *to)
{
	for (size_t i = 0; i < a->result->n; i++) {
		const struct qn_beam_target *t = &a->result->target[i];
		translate_add_text(p, a, t, to);
		if (p->scores)
			qn_buf_printf(to, "\t%.6g", t->score);
		qn_buf_putc(to, '\n');
	}
	if (a->result->n == 0)
		qn_buf_putc(to, '\n');
}

/* --- as JSON -------------------------------------------------------------- */

void translate_add_pieces(const struct qn_mtvocab *v, const uint32_t *id,
                          size_t n, bool ended, struct qn_buf *to)
{
	struct qn_buf piece = {0};
	qn_buf_putc(to, '[');
	for (size_t i = 0; i < n + ended; i++) {
		qn_buf_clear(&piece);
		qn_mtvocab_show(v, i < n ? id[i] : QN_MT_END, &piece);
		if (i)
			qn_buf_putc(to, ',');
		json_add_string(to, qn_buf_slice(&piece));
	}
	qn_buf_putc(to, ']');
	qn_buf_release(&piece);
}

static void put_shares(const struct qn_beam_target *t, size_t n,
                       struct qn_buf *to)
{
	qn_buf_puts(to, ",\"attention\":[");
	for (size_t i = 0; i < t->n + t->ended; i++) {
		qn_buf_puts(to, i ? ",[" : "[");
		for (size_t j = 0; j < n; j++)
			qn_buf_printf(to, "%s%.4f", j ? "," : "",
			              (double)t->shares[i * n + j]);
		qn_buf_putc(to, ']');
	}
	qn_buf_putc(to, ']');
}

void translate_put_json(const struct translate_print *p,
                        const struct translate_answer *a, struct qn_buf *to)
{
	struct qn_buf text = {0};
	qn_buf_puts(to, "{\"source\":");
	json_add_string(to, a->text);
	qn_buf_puts(to, ",\"pieces\":");
	translate_add_pieces(&p->m->source, a->id, a->n - 1, true, to);
	qn_buf_puts(to, ",\"translations\":[");
	for (size_t i = 0; i < a->result->n; i++) {
		const struct qn_beam_target *t = &a->result->target[i];
		qn_buf_clear(&text);
		translate_add_text(p, a, t, &text);
		qn_buf_puts(to, i ? ",{\"text\":" : "{\"text\":");
		json_add_string(to, qn_buf_slice(&text));
		qn_buf_printf(to, ",\"score\":%.6g,\"nats\":%.6g,\"pieces\":",
		              t->score, t->nats);
		translate_add_pieces(qn_translator_target(p->m), t->id, t->n,
		                     t->ended, to);
		put_shares(t, a->n, to);
		qn_buf_putc(to, '}');
	}
	qn_buf_puts(to, "]}\n");
	qn_buf_release(&text);
}
