/* SPDX-License-Identifier: MIT */
/*
 * cmd_bleu_table.c -- several systems as a table.
 */
#include <math.h>

#include "apps/boxtable.h"
#include "apps/cmd_bleu.h"

static void fill_header(const struct bleu_answer *a, struct boxtable *t)
{
	qn_buf_puts(boxtable_cell(t, 0, 0, 0), "System");
	for (size_t k = 0; k < a->corpus->metrics; k++) {
		struct qn_buf *to = boxtable_cell(t, 0, k + 1, 0);
		qn_mt_name(&a->corpus->totals[k].metric, to);
		if (a->verdict && !isnan(a->verdict->mean))
			qn_buf_puts(to, " (μ ± 95% CI)");
	}
}

static void fill_row(const struct bleu_answer *a, struct boxtable *t,
                     size_t system)
{
	int w = a->o->width;
	size_t row = system + 1;
	qn_buf_puts(boxtable_cell(t, row, 0, 0), a->system[system]);
	for (size_t k = 0; k < a->corpus->metrics; k++) {
		struct qn_buf *to = boxtable_cell(t, row, k + 1, 0);
		qn_buf_printf(to, "%.*f", w, bleu_score(a, k, system));
		if (!a->verdict)
			continue;
		const struct qn_mt_verdict *v =
		    &a->verdict[k * a->corpus->systems + system];
		if (!isnan(v->mean))
			qn_buf_printf(to, " (%.*f ± %.*f)", w, v->mean, w,
			              v->half);
		if (!isnan(v->p))
			qn_buf_printf(boxtable_cell(t, row, k + 1, 1),
			              "(p = %.4f)%s", v->p,
			              v->p > 0.05 ? "" : "*");
	}
}

static void put_signatures(const struct bleu_answer *a, struct qn_buf *out)
{
	struct qn_mt_run run = {.references = a->references,
	                        .sampling = a->sampling,
	                        .brief = a->o->brief};
	qn_buf_puts(out, "-----------------\nMetric signatures\n"
	                 "-----------------\n");
	for (size_t k = 0; k < a->corpus->metrics; k++) {
		const struct qn_mt_metric *m = &a->corpus->totals[k].metric;
		struct qn_buf name = {0};
		qn_mt_name(m, &name);
		qn_buf_printf(out, " - %-10s ", name.p);
		qn_mt_signature(m, &run, out);
		qn_buf_putc(out, '\n');
		qn_buf_release(&name);
	}
}

static void put_test(const struct bleu_answer *a, struct qn_buf *out)
{
	bool bootstrap = a->sampling->test == QN_MT_BOOTSTRAP;
	qn_buf_printf(out,
	              "Paired %s, %zu samples, against \"%s\".\n"
	              "p: how likely a difference as large is by chance alone "
	              "(* at most 0.05).\n\n",
	              bootstrap ? "bootstrap" : "approximate randomization",
	              a->sampling->samples, a->system[0]);
}

void bleu_add_table(const struct bleu_answer *a, struct boxtable *t,
                    struct qn_buf *out)
{
	if (a->o->format == BLEU_LATEX)
		boxtable_put_latex(t, out);
	else
		boxtable_put(t, out);
}

void bleu_print_table(const struct bleu_answer *a, struct qn_output *out)
{
	size_t systems = a->corpus->systems;
	struct boxtable *t = boxtable_new(systems + 1, a->corpus->metrics + 1);
	struct qn_buf b = {0};
	fill_header(a, t);
	for (size_t s = 0; s < systems; s++)
		fill_row(a, t, s);
	bleu_add_table(a, t, &b);
	qn_buf_putc(&b, '\n');
	if (a->sampling)
		put_test(a, &b);
	put_signatures(a, &b);
	qn_output_write(out, b.p, b.n);
	boxtable_free(t);
	qn_buf_release(&b);
}
