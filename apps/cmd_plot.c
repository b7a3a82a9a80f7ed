/* SPDX-License-Identifier: MIT */
/*
 * cmd_plot.c -- `quern plot`: the course of training runs as a chart.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "apps/chart.h"
#include "apps/command.h"
#include "base/mem.h"
#include "seq/traincurve.h"

#define COLUMNS 60 /* of the small curve */

enum { LOSS, PERPLEXITY, RATE, NORM, PANELS };

/* --- the page ------------------------------------------------------------- */

static struct chart_line line_of(const struct qn_curve_points *p, size_t style,
                                 bool dots)
{
	return (struct chart_line){p->step, p->value, p->n, style, dots};
}

static void draw(struct qn_output *out, const struct qn_traincurve *run,
                 const char *const *name, size_t n)
{
	static const enum qn_curve shown[PANELS] = {
	    QN_CURVE_LOSS, QN_CURVE_PERPLEXITY, QN_CURVE_RATE, QN_CURVE_NORM};
	static const char *const titles[PANELS] = {
	    "loss, nats a piece", "perplexity (dots: validation)",
	    "learning rate", "norm of the gradient"};
	struct chart_panel panel[PANELS];
	struct chart_line *line = qn_malloc((PANELS + 1) * n, sizeof *line);
	struct chart_line *to = line;
	for (size_t p = 0; p < PANELS; p++) {
		panel[p] = (struct chart_panel){titles[p], p == PERPLEXITY, to,
		                                p == PERPLEXITY ? 2 * n : n};
		for (size_t i = 0; i < n; i++)
			*to++ = line_of(&run[i].points[shown[p]], i, false);
		for (size_t i = 0; p == PERPLEXITY && i < n; i++)
			*to++ =
			    line_of(&run[i].points[QN_CURVE_VALID], i, true);
	}
	chart_draw(out, panel, PANELS, name, n);
	free(line);
}

/* --- the terminal --------------------------------------------------------- */

/* The loss from left to right, in eight heights; where it ended. */
static void sketch(const char *name, const struct qn_curve_points *p)
{
	static const char *const bar[] = {"▁", "▂", "▃", "▄",
	                                  "▅", "▆", "▇", "█"};
	double least = HUGE_VAL, most = -HUGE_VAL;
	for (size_t i = 0; i < p->n; i++) {
		least = fmin(least, p->value[i]);
		most = fmax(most, p->value[i]);
	}
	size_t columns = p->n < COLUMNS ? p->n : COLUMNS;
	for (size_t i = 0; i < columns; i++) {
		double v = p->value[i * p->n / columns];
		double share = most > least ? (v - least) / (most - least) : 0;
		fputs(bar[(size_t)(share * 7.999)], stderr);
	}
	if (p->n)
		fprintf(stderr, "  loss %.4g to %.4g  ", p->value[0],
		        p->value[p->n - 1]);
	fprintf(stderr, "%s\n", name);
}

static bool plot(void *options, struct call *c)
{
	size_t n = c->operands.n;
	struct qn_traincurve *run = qn_calloc(n, sizeof *run);
	(void)options;
	for (size_t i = 0; i < n; i++)
		qn_traincurve_read(&run[i], c->operands.item[i], &c->e);
	for (size_t i = 0; i < n && !c->e.failed && !c->common.quiet; i++)
		sketch(c->operands.item[i], &run[i].points[QN_CURVE_LOSS]);
	struct qn_output *out = c->e.failed ? NULL : call_output(c);
	if (out) {
		draw(out, run, c->operands.item, n);
		qn_output_close(out, &c->e);
	}
	for (size_t i = 0; i < n; i++)
		qn_traincurve_release(&run[i]);
	free(run);
	return !c->e.failed;
}

const struct command command_plot = {
    .name = "plot",
    .summary = "training runs as a chart",
    .operands = "LOG...",
    .about = "Logs are what `quern lm train --log` writes.  The chart is SVG: "
             "loss, perplexity, learning rate and the gradient's norm by "
             "steps, a line a run.  A small curve of each loss goes to "
             "standard error.",
    .min_operands = 1,
    .max_operands = -1,
    .without = "seed json threads",
    .run = plot,
};
