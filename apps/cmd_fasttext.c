/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext.c -- `quern fasttext VERB`: fastText's verbs, arguments and
 * output.  Each group of verbs has a file of its own.
 */
#include "apps/cmd_fasttext.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/batches.h"

static const struct command *const verbs[] = {
    &fasttext_supervised,
    &fasttext_skipgram,
    &fasttext_cbow,
    &fasttext_quantize,
    &fasttext_test,
    &fasttext_test_label,
    &fasttext_predict,
    &fasttext_predict_prob,
    &fasttext_print_word_vectors,
    &fasttext_print_sentence_vectors,
    &fasttext_print_ngrams,
    &fasttext_nn,
    &fasttext_analogies,
    &fasttext_dump,
    NULL,
};

const struct command command_fasttext = {
    .name = "fasttext",
    .summary = "fastText's verbs: word vectors and text classification",
    .about = "Takes fastText's verbs, arguments and models (.bin and .ftz, "
             "versions 11 and 12) and prints what it prints: replace "
             "`fasttext' by `quern fasttext' in a script.",
    .verbs = verbs,
};

/* --- operands ------------------------------------------------------------- */

bool fasttext_int(struct call *c, size_t i, const char *name, int *value)
{
	if (i >= c->operands.n)
		return true;
	const char *text = c->operands.item[i];
	char *end;
	errno = 0;
	long x = strtol(text, &end, 10);
	if (end == text || *end || errno || x < INT_MIN || x > INT_MAX)
		return call_misuse(c, "%s is a whole number, not \"%s\"", name,
		                   text);
	*value = (int)x;
	return true;
}

bool fasttext_float(struct call *c, size_t i, const char *name, float *value)
{
	if (i >= c->operands.n)
		return true;
	const char *text = c->operands.item[i];
	char *end;
	float x = strtof(text, &end);
	if (end == text || *end)
		return call_misuse(c, "%s is a number, not \"%s\"", name, text);
	*value = x;
	return true;
}

bool fasttext_limits(struct call *c, struct fasttext_limits *limits)
{
	int k = 1;
	limits->threshold = 0;
	if (!fasttext_int(c, 2, "k", &k) ||
	    !fasttext_float(c, 3, "th", &limits->threshold))
		return false;
	if (k == 0 || k < -1)
		return call_misuse(c, "k is 1 or more, or -1 for all labels");
	limits->k = k < 0 ? SIZE_MAX : (size_t)k;
	return true;
}

/* --- lines ---------------------------------------------------------------- */

bool fasttext_open(struct fasttext_work *w, struct call *c, bool predicts)
{
	w->c = c;
	w->model = qn_ft_model_load(c->operands.item[0], &c->e);
	if (w->model && predicts)
		w->classifier = qn_ft_classifier_new(w->model, &c->e);
	if (c->e.failed)
		return false;
	w->lanes = (size_t)qn_pool_threads(call_pool(c));
	w->lane = qn_calloc(w->lanes, sizeof *w->lane);
	for (size_t i = 0; i < w->lanes; i++) {
		struct fasttext_lane *l = &w->lane[i];
		l->reader = qn_ft_reader_new(w->model);
		l->vector =
		    qn_calloc((size_t)w->model->args.dim, sizeof *l->vector);
		if (!predicts)
			continue;
		l->guesses = qn_ft_guesses_new(w->classifier);
		if (w->labels && w->limits.k == 1 && !(w->limits.threshold > 0))
			l->best = qn_ft_best_new(w->model, w->classifier);
		qn_ft_meter_init(&l->meter, w->model->dict.labels);
	}
	w->out = call_output(c);
	return w->out != NULL;
}

bool fasttext_close(struct fasttext_work *w)
{
	for (size_t i = 0; i < w->lanes; i++) {
		qn_ft_reader_free(w->lane[i].reader);
		qn_ft_line_release(&w->lane[i].line[0]);
		qn_ft_line_release(&w->lane[i].line[1]);
		qn_ft_guesses_free(w->lane[i].guesses);
		qn_ft_best_free(w->lane[i].best);
		qn_ft_meter_release(&w->lane[i].meter);
		qn_buf_release(&w->lane[i].text);
		free(w->lane[i].vector);
	}
	free(w->lane);
	qn_ft_classifier_free(w->classifier);
	qn_ft_model_free(w->model);
	return qn_output_close(w->out, &w->c->e);
}

const struct qn_ft_scored *fasttext_guess(const struct fasttext_work *w,
                                          struct fasttext_lane *l,
                                          const struct qn_ft_line *line,
                                          size_t *n)
{
	if (l->best) {
		l->label.id = qn_ft_best_label(l->best, line);
		*n = l->label.id != QN_FT_NONE;
		return &l->label;
	}
	qn_ft_classify(w->classifier, line->rows.id, line->rows.n, w->limits.k,
	               w->limits.threshold, l->guesses);
	*n = l->guesses->n;
	return l->guesses->item;
}

static void read_example(const struct fasttext_work *w, struct fasttext_lane *l,
                         struct qn_ft_line *to, struct qn_slice *rest)
{
	if (l->best) {
		qn_ft_best_read(l->best, to, rest);
		return;
	}
	qn_ft_line_next(to, &w->model->dict, rest);
	qn_ft_classifier_fetch(w->classifier, to->rows.id, to->rows.n);
}

/* While the rows of a line come from memory, the next one is read. */
static void do_examples(const struct fasttext_work *w, struct fasttext_lane *l,
                        struct qn_slice rest)
{
	struct qn_ft_line *line = &l->line[0], *next = &l->line[1];
	bool more = rest.n > 0;
	if (more)
		read_example(w, l, line, &rest);
	while (more) {
		more = rest.n > 0;
		if (more)
			read_example(w, l, next, &rest);
		w->example(w, l, line);
		struct qn_ft_line *done = line;
		line = next;
		next = done;
	}
}

static size_t do_lines(void *ctx, size_t lane, struct qn_slice rest,
                       uint64_t offset, struct qn_err *e)
{
	const struct fasttext_work *w = ctx;
	(void)offset;
	(void)e;
	if (w->example)
		do_examples(w, &w->lane[lane], rest);
	else
		while (rest.n)
			w->line(w, &w->lane[lane], &rest);
	return 0; /* none fails, so nobody asks */
}

static bool write_batch(void *ctx, struct qn_err *e)
{
	struct fasttext_work *w = ctx;
	(void)e; /* the call's */
	for (size_t i = 0; i < w->lanes; i++)
		qn_output_drain(w->out, &w->lane[i].text);
	return call_show(w->c, w->out);
}

bool fasttext_lines(struct fasttext_work *w, const char *path)
{
	/* No progress: fastText says nothing either. */
	const struct qn_batch_work lines = {
	    .ctx = w, .lines = do_lines, .batch = write_batch};
	return qn_batches(path, NULL, QN_INVALID_ERROR, call_pool(w->c), &lines,
	                  &w->c->e);
}
