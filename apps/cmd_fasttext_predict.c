/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext_predict.c -- `quern fasttext predict` and `predict-prob`: the
 * labels of each line of a text.
 */
#include "apps/cmd_fasttext.h"

#include <math.h>

#include "base/decimal.h"

#define DIGITS 6 /* of a probability */

static void put_label(const struct fasttext_work *w, struct qn_buf *text,
                      uint32_t label)
{
	const struct qn_ft_dict *d = &w->model->dict;
	struct qn_slice s = qn_ft_dict_string(d, d->words + label);
	qn_buf_add(text, s.p, s.n);
}

static void put_probability(struct qn_buf *text, float log_p)
{
	qn_buf_reserve(text, QN_FLOAT_TEXT + 1);
	text->p[text->n++] = ' ';
	text->n += qn_float_write(text->p + text->n, expf(log_p), DIGITS);
}

static void predict(const struct fasttext_work *w, struct fasttext_lane *l,
                    const struct qn_ft_line *line, bool probabilities)
{
	size_t n;
	const struct qn_ft_scored *guess = fasttext_guess(w, l, line, &n);
	for (size_t i = 0; i < n; i++) {
		if (i)
			qn_buf_putc(&l->text, ' ');
		put_label(w, &l->text, guess[i].id);
		if (probabilities)
			put_probability(&l->text, guess[i].score);
	}
	qn_buf_putc(&l->text, '\n');
}

static void labels(const struct fasttext_work *w, struct fasttext_lane *l,
                   const struct qn_ft_line *line)
{
	predict(w, l, line, false);
}

static void labels_and_probabilities(const struct fasttext_work *w,
                                     struct fasttext_lane *l,
                                     const struct qn_ft_line *line)
{
	predict(w, l, line, true);
}

static bool run_both(struct call *c, struct fasttext_work *w)
{
	if (!fasttext_limits(c, &w->limits))
		return false;
	if (fasttext_open(w, c, true))
		fasttext_lines(w, c->operands.item[1]);
	return fasttext_close(w);
}

static bool run_predict(void *options, struct call *c)
{
	struct fasttext_work w = {.example = labels, .labels = true};
	(void)options;
	return run_both(c, &w);
}

static bool run_predict_prob(void *options, struct call *c)
{
	struct fasttext_work w = {.example = labels_and_probabilities};
	(void)options;
	return run_both(c, &w);
}

#define ABOUT                                                                  \
	"<model>: model file.  <test-data>: text, a line an example (- is "    \
	"standard input).  <k>: so many labels a line at most, -1 for all "    \
	"(1).  <th>: only labels with at least this probability (0.0).\n\n"    \
	"A line without a word that the model knows gives an empty line.  "    \
	"Probabilities are fastText's, which adds 1e-5 to each, so that one "  \
	"may be 1.00001."

const struct command fasttext_predict = {
    .name = "predict",
    .summary = "the most likely labels of each line",
    .operands = "<model> <test-data> [<k>] [<th>]",
    .about = ABOUT,
    .min_operands = 2,
    .max_operands = 4,
    .without = "seed json",
    .run = run_predict,
};

const struct command fasttext_predict_prob = {
    .name = "predict-prob",
    .summary = "the most likely labels of each line, with probabilities",
    .operands = "<model> <test-data> [<k>] [<th>]",
    .about = ABOUT,
    .min_operands = 2,
    .max_operands = 4,
    .without = "seed json",
    .run = run_predict_prob,
};
