/* SPDX-License-Identifier: MIT */
/*
 * cmd_bleu_table.c -- several systems as a table of box-drawing characters.
 *
 *	╒════════╤════════╕
 *	│ System │  BLEU  │      the first column to the right,
 *	╞════════╪════════╡      the others in the middle;
 *	│      a │  33.3  │      a cell may have two lines
 *	╘════════╧════════╛
 */
#include "apps/cmd_bleu.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/unicode.h"

#define LINES 2 /* of a cell */

struct table {
	struct qn_buf *cell;          /* [rows][columns][LINES] */
	size_t rows, columns, *width; /* [columns] in characters */
};

static struct qn_buf *cell(const struct table *t, size_t row, size_t column)
{
	return &t->cell[(row * t->columns + column) * LINES];
}

static void fill_header(const struct bleu_answer *a, const struct table *t)
{
	qn_buf_puts(cell(t, 0, 0), "System");
	for (size_t k = 0; k < a->corpus->metrics; k++) {
		struct qn_buf *to = cell(t, 0, k + 1);
		qn_mt_name(&a->corpus->totals[k].metric, to);
		if (a->verdict && !isnan(a->verdict->mean))
			qn_buf_puts(to, " (μ ± 95% CI)");
	}
}

static void fill_row(const struct bleu_answer *a, const struct table *t,
                     size_t system)
{
	int w = a->o->width;
	qn_buf_puts(cell(t, system + 1, 0), a->system[system]);
	for (size_t k = 0; k < a->corpus->metrics; k++) {
		struct qn_buf *to = cell(t, system + 1, k + 1);
		qn_buf_printf(to, "%.*f", w, bleu_score(a, k, system));
		if (!a->verdict)
			continue;
		const struct qn_mt_verdict *v =
		    &a->verdict[k * a->corpus->systems + system];
		if (!isnan(v->mean))
			qn_buf_printf(to, " (%.*f ± %.*f)", w, v->mean, w,
			              v->half);
		if (!isnan(v->p))
			qn_buf_printf(to + 1, "(p = %.4f)%s", v->p,
			              v->p > 0.05 ? "" : "*");
	}
}

/* A heading has a blank more on each side. */
static void measure(const struct table *t)
{
	for (size_t i = 0; i < t->rows * t->columns * LINES; i++) {
		size_t column = i / LINES % t->columns;
		size_t n = qn_utf8_length(qn_buf_slice(&t->cell[i]));
		n += i / LINES < t->columns ? 2 : 0;
		if (n > t->width[column])
			t->width[column] = n;
	}
}

static void put_rule(const struct table *t, const char *left, const char *line,
                     const char *between, const char *right, struct qn_buf *out)
{
	for (size_t k = 0; k < t->columns; k++) {
		qn_buf_puts(out, k ? between : left);
		for (size_t i = 0; i < t->width[k] + 2; i++)
			qn_buf_puts(out, line);
	}
	qn_buf_puts(out, right);
	qn_buf_putc(out, '\n');
}

static void put_line(const struct table *t, size_t row, size_t line,
                     struct qn_buf *out)
{
	for (size_t k = 0; k < t->columns; k++) {
		struct qn_slice s = qn_buf_slice(cell(t, row, k) + line);
		size_t free = t->width[k] - qn_utf8_length(s);
		size_t before = k ? free / 2 : free;
		qn_buf_printf(out, "│ %*s", (int)before, "");
		qn_buf_add(out, s.p, s.n);
		qn_buf_printf(out, "%*s ", (int)(free - before), "");
	}
	qn_buf_puts(out, "│\n");
}

static void put_table(const struct table *t, struct qn_buf *out)
{
	put_rule(t, "╒", "═", "╤", "╕", out);
	for (size_t row = 0; row < t->rows; row++) {
		bool two = false;
		if (row == 1)
			put_rule(t, "╞", "═", "╪", "╡", out);
		else if (row)
			put_rule(t, "├", "─", "┼", "┤", out);
		put_line(t, row, 0, out);
		for (size_t k = 0; k < t->columns; k++)
			two |= cell(t, row, k)[1].n > 0;
		if (two)
			put_line(t, row, 1, out);
	}
	put_rule(t, "╘", "═", "╧", "╛", out);
}

static void put_signatures(const struct bleu_answer *a, struct qn_buf *out)
{
	struct qn_mt_run run = {.references = a->corpus->references,
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

void bleu_print_table(const struct bleu_answer *a, struct qn_output *out)
{
	struct table t = {.rows = a->corpus->systems + 1,
	                  .columns = a->corpus->metrics + 1};
	size_t cells = t.rows * t.columns * LINES;
	struct qn_buf b = {0};
	t.cell = qn_calloc(cells, sizeof *t.cell);
	t.width = qn_calloc(t.columns, sizeof *t.width);
	fill_header(a, &t);
	for (size_t s = 0; s < a->corpus->systems; s++)
		fill_row(a, &t, s);
	measure(&t);
	put_table(&t, &b);
	qn_buf_putc(&b, '\n');
	if (a->sampling)
		put_test(a, &b);
	put_signatures(a, &b);
	qn_output_write(out, b.p, b.n);
	for (size_t i = 0; i < cells; i++)
		qn_buf_release(&t.cell[i]);
	free(t.cell);
	free(t.width);
	qn_buf_release(&b);
}
