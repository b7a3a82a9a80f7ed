/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext_test.c -- `quern fasttext test` and `test-label`: precision
 * and recall of a supervised model on a text with labels.
 */
#include "apps/cmd_fasttext.h"

#include <math.h>

static void count_line(const struct fasttext_work *w, struct fasttext_lane *l,
                       const struct qn_ft_line *line)
{
	size_t n;
	if (!line->labels.n || qn_ft_line_is_empty(line))
		return;
	const struct qn_ft_scored *guess = fasttext_guess(w, l, line, &n);
	qn_ft_meter_count(&l->meter, line->labels.id, line->labels.n, guess, n);
}

static void put_metric(struct qn_output *out, const char *name, double x)
{
	if (isfinite(x))
		qn_output_printf(out, "%s : %.6f  ", name, x);
	else
		qn_output_printf(out, "%s : --------  ", name);
}

static void put_labels(const struct fasttext_work *w,
                       const struct qn_ft_meter *m)
{
	for (uint32_t i = 0; i < m->labels; i++) {
		struct qn_slice s = qn_ft_dict_string(&w->model->dict,
		                                      w->model->dict.words + i);
		put_metric(w->out, "F1-Score", qn_ft_f1(&m->label[i]));
		put_metric(w->out, "Precision", qn_ft_precision(&m->label[i]));
		put_metric(w->out, "Recall", qn_ft_recall(&m->label[i]));
		qn_output_puts(w->out, " ");
		qn_output_write(w->out, s.p, s.n);
		qn_output_puts(w->out, "\n");
	}
}

/* fastText prints k as it was given, and after labels in fixed notation. */
static void put_totals(const struct fasttext_work *w,
                       const struct qn_ft_meter *m, bool fixed)
{
	const char *format = fixed ? "%s@%d\t%.3f\n" : "%s@%d\t%.3g\n";
	int k = w->limits.k == SIZE_MAX ? -1 : (int)w->limits.k;
	qn_output_printf(w->out, "N\t%llu\n", (unsigned long long)m->lines);
	qn_output_printf(w->out, format, "P", k, qn_ft_precision(&m->all));
	qn_output_printf(w->out, format, "R", k, qn_ft_recall(&m->all));
}

static bool run_both(struct call *c, bool by_label)
{
	struct fasttext_work w = {.example = count_line, .labels = true};
	if (!fasttext_limits(c, &w.limits))
		return false;
	if (fasttext_open(&w, c, true) &&
	    fasttext_lines(&w, c->operands.item[1])) {
		struct qn_ft_meter *m = &w.lane[0].meter;
		for (size_t i = 1; i < w.lanes; i++)
			qn_ft_meter_add(m, &w.lane[i].meter);
		if (by_label)
			put_labels(&w, m);
		put_totals(&w, m, by_label);
	}
	return fasttext_close(&w);
}

static bool run_test(void *options, struct call *c)
{
	(void)options;
	return run_both(c, false);
}

static bool run_test_label(void *options, struct call *c)
{
	(void)options;
	return run_both(c, true);
}

#define ABOUT                                                                  \
	"<model>: model file.  <test-data>: text with labels, a line an "      \
	"example (- is standard input).  <k>: so many labels a line are "      \
	"predicted at most, -1 for all (1).  <th>: only labels with at least " \
	"this probability (0.0).\n\n"                                          \
	"N is the number of lines that have a known label and a known word, "  \
	"P@k the precision, R@k the recall over all their labels."

const struct command fasttext_test = {
    .name = "test",
    .summary = "evaluate a supervised classifier",
    .operands = "<model> <test-data> [<k>] [<th>]",
    .about = ABOUT,
    .min_operands = 2,
    .max_operands = 4,
    .without = "seed json",
    .run = run_test,
};

const struct command fasttext_test_label = {
    .name = "test-label",
    .summary = "print labels with precision and recall scores",
    .operands = "<model> <test-data> [<k>] [<th>]",
    .about = ABOUT,
    .min_operands = 2,
    .max_operands = 4,
    .without = "seed json",
    .run = run_test_label,
};
