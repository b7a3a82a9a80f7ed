/* SPDX-License-Identifier: MIT */
/*
 * cmd_bleu_print.c -- scores as sacreBLEU prints them, as text and as JSON.
 */
#include "apps/cmd_bleu.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "apps/json.h"

double bleu_score(const struct bleu_answer *a, size_t metric, size_t system)
{
	const struct qn_mt_totals *t = &a->corpus->totals[metric];
	return qn_mt_score(&t->metric, t->sum + system * t->stats, false);
}

void bleu_add_signature(const struct bleu_answer *a, size_t metric, bool brief,
                        struct qn_buf *out)
{
	const struct qn_mt_run run = {.references = a->references,
	                              .sampling = a->sampling,
	                              .brief = brief};
	qn_mt_signature(&a->corpus->totals[metric].metric, &run, out);
}

void bleu_add_details(const struct qn_mt_metric *m, const double *sum,
                      struct qn_buf *out)
{
	if (m->kind != QN_MT_BLEU)
		return;
	struct qn_bleu_score s = qn_bleu_score(&m->bleu, sum, false);
	for (int k = 0; k < m->bleu.order; k++)
		qn_buf_printf(out, "%s%.1f", k ? "/" : "", s.precision[k]);
	double ratio =
	    s.reference_length > 0 ? s.length / s.reference_length : 0;
	qn_buf_printf(out,
	              " (BP = %.3f ratio = %.3f hyp_len = %.0f ref_len = %.0f)",
	              s.penalty, ratio, s.length, s.reference_length);
}

static void add_interval(const struct bleu_answer *a,
                         const struct qn_mt_verdict *v, struct qn_buf *out)
{
	qn_buf_printf(out, "μ = %.*f ± %.*f", a->o->width, v->mean, a->o->width,
	              v->half);
}

void bleu_add_line(const struct bleu_answer *a, size_t metric,
                   const double *sum, const struct qn_mt_verdict *v,
                   struct qn_buf *out)
{
	const struct qn_mt_metric *m = &a->corpus->totals[metric].metric;
	if (!a->o->score_only) {
		qn_mt_name(m, out);
		qn_buf_putc(out, '|');
		bleu_add_signature(a, metric, a->o->brief, out);
		qn_buf_puts(out, " = ");
	}
	qn_buf_printf(out, "%.*f", a->o->width, qn_mt_score(m, sum, false));
	if (v && v->mean > 0) {
		qn_buf_puts(out, " (");
		add_interval(a, v, out);
		qn_buf_putc(out, ')');
	}
	if (!a->o->score_only && m->kind == QN_MT_BLEU) {
		qn_buf_putc(out, ' ');
		bleu_add_details(m, sum, out);
	}
}

/* --- one system ----------------------------------------------------------- */

void bleu_add_rounded(const struct bleu_answer *a, double x, struct qn_buf *out)
{
	struct qn_buf digits = {0};
	qn_buf_printf(&digits, "%.*f", a->o->width, x);
	json_add_shortest(out, strtod(digits.p, NULL));
	qn_buf_release(&digits);
}

/* Its parts as members of their own. */
static void add_parts(struct qn_slice signature, struct qn_buf *out)
{
	while (signature.n) {
		const char *p = signature.p;
		const char *bar = memchr(p, '|', signature.n);
		size_t n = bar ? (size_t)(bar - p) : signature.n;
		const char *colon = memchr(p, ':', n);
		size_t key = (size_t)(colon - p);
		qn_buf_puts(out, ",\n ");
		json_add_string(out, (struct qn_slice){p, key});
		qn_buf_puts(out, ": ");
		json_add_string(out, (struct qn_slice){colon + 1, n - key - 1});
		signature.p += n + (bar != NULL);
		signature.n -= n + (bar != NULL);
	}
}

static void add_object(const struct bleu_answer *a, size_t metric,
                       const struct qn_mt_verdict *v, struct qn_buf *out)
{
	const struct qn_mt_totals *t = &a->corpus->totals[metric];
	struct qn_buf signature = {0};
	bleu_add_signature(a, metric, false, &signature);
	qn_buf_puts(out, "{\n \"name\": \"");
	qn_mt_name(&t->metric, out);
	qn_buf_puts(out, "\",\n \"score\": ");
	bleu_add_rounded(a, bleu_score(a, metric, 0), out);
	qn_buf_puts(out, ",\n \"signature\": ");
	json_add_string(out, qn_buf_slice(&signature));
	if (v && v->mean > 0) {
		qn_buf_puts(out, ",\n \"confidence_mean\": ");
		bleu_add_rounded(a, v->mean, out);
		qn_buf_puts(out, ",\n \"confidence_var\": ");
		bleu_add_rounded(a, v->half, out);
		qn_buf_puts(out, ",\n \"confidence\": \"");
		add_interval(a, v, out);
		qn_buf_putc(out, '"');
	}
	if (t->metric.kind == QN_MT_BLEU) {
		qn_buf_puts(out, ",\n \"verbose_score\": \"");
		bleu_add_details(&t->metric, t->sum, out);
		qn_buf_putc(out, '"');
	}
	add_parts(qn_buf_slice(&signature), out);
	bleu_add_groups(a, metric, 0, " ", out);
	qn_buf_puts(out, "\n}");
	qn_buf_release(&signature);
}

/* Columns before the " = ", which are to lie below each other. */
static size_t left_of(const struct qn_buf *line)
{
	const char *sign = strchr(line->p, '=');
	return sign ? (size_t)(sign - line->p) : 0;
}

static void print_lines(const struct bleu_answer *a, struct qn_output *out)
{
	struct qn_buf line[BLEU_METRICS] = {{0}};
	size_t n = a->corpus->metrics, widest = 0;
	for (size_t k = 0; k < n; k++) {
		bleu_add_line(a, k, a->corpus->totals[k].sum,
		              a->verdict ? &a->verdict[k] : NULL, &line[k]);
		size_t left = left_of(&line[k]);
		widest = left > widest ? left : widest;
	}
	for (size_t k = 0; k < n; k++) {
		size_t left = left_of(&line[k]);
		qn_output_printf(out, "%*s%s\n",
		                 left ? (int)(widest - left) : 0, "",
		                 line[k].p);
		qn_buf_release(&line[k]);
	}
}

void bleu_print_one(const struct bleu_answer *a, struct qn_output *out)
{
	struct qn_buf b = {0};
	size_t n = a->corpus->metrics;
	if (a->o->format != BLEU_JSON) {
		print_lines(a, out);
		return;
	}
	qn_buf_puts(&b, n > 1 ? "[\n" : "");
	for (size_t k = 0; k < n; k++) {
		const struct qn_mt_verdict *v =
		    a->verdict ? &a->verdict[k] : NULL;
		qn_buf_puts(&b, k ? ",\n" : "");
		if (a->o->score_only)
			bleu_add_line(a, k, a->corpus->totals[k].sum, v, &b);
		else
			add_object(a, k, v, &b);
	}
	qn_buf_puts(&b, n > 1 ? "\n]\n" : "\n");
	qn_output_write(out, b.p, b.n);
	qn_buf_release(&b);
}

/* --- several systems ------------------------------------------------------ */

static void add_number(const char *key, double x, bool last, struct qn_buf *out)
{
	qn_buf_printf(out, "            \"%s\": ", key);
	if (isnan(x))
		qn_buf_puts(out, "null");
	else
		json_add_shortest(out, x);
	qn_buf_puts(out, last ? "\n" : ",\n");
}

static void add_system(const struct bleu_answer *a, size_t system,
                       struct qn_buf *out)
{
	size_t systems = a->corpus->systems;
	qn_buf_puts(out, "    {\n        \"system\": ");
	json_add_string(out, qn_slice_of(a->system[system]));
	for (size_t k = 0; k < a->corpus->metrics; k++) {
		qn_buf_puts(out, ",\n        \"");
		qn_mt_name(&a->corpus->totals[k].metric, out);
		if (!a->verdict) {
			qn_buf_printf(out, "\": \"%.*f\"", a->o->width,
			              bleu_score(a, k, system));
			continue;
		}
		const struct qn_mt_verdict *v =
		    &a->verdict[k * systems + system];
		qn_buf_puts(out, "\": {\n");
		add_number("score", v->score, false, out);
		add_number("p_value", v->p, false, out);
		add_number("mean", v->mean, false, out);
		add_number("ci", v->half, true, out);
		qn_buf_puts(out, "        }");
	}
	for (size_t k = 0; k < a->corpus->metrics; k++)
		bleu_add_groups(a, k, system, "        ", out);
	qn_buf_puts(out, "\n    }");
}

void bleu_print_json_table(const struct bleu_answer *a, struct qn_output *out)
{
	struct qn_buf b = {0};
	qn_buf_puts(&b, "[\n");
	for (size_t s = 0; s < a->corpus->systems; s++) {
		qn_buf_puts(&b, s ? ",\n" : "");
		add_system(a, s, &b);
	}
	qn_buf_puts(&b, "\n]\n");
	qn_output_write(out, b.p, b.n);
	qn_buf_release(&b);
}
