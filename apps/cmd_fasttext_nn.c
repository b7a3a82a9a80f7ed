/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext_nn.c -- `quern fasttext nn` and `analogies`: the words nearest
 * to those on standard input, with fastText's prompts between.
 *
 * fastText's `analogies` goes on printing at the end of its input; this one
 * stops.
 */
#include "apps/cmd_fasttext.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/decimal.h"
#include "base/mem.h"
#include "embed/ftnearest.h"

#define DIGITS 6 /* of a cosine */

struct talk {
	struct fasttext_work work;
	struct qn_ft_nearest *nearest;
	const char *prompt;
	size_t words, k; /* of a question; answers to it          */
	struct qn_slice word[3];
};

static bool say(struct talk *t)
{
	qn_output_drain(t->work.out, &t->work.lane[0].text);
	return call_show(t->work.c, t->work.out);
}

static void answer(struct talk *t)
{
	struct fasttext_lane *l = &t->work.lane[0];
	const struct qn_ft_dict *d = &t->work.model->dict;
	const struct qn_ft_scored *found;
	uint32_t ban[3];
	for (size_t i = 0; i < t->words; i++)
		ban[i] = qn_ft_dict_find(d, t->word[i]);
	if (t->words == 1)
		qn_ft_word_vector(l->reader, t->word[0], l->vector);
	else
		qn_ft_analogy(l->reader, t->word, l->vector);
	size_t n = qn_ft_nearest_find(t->nearest, l->vector, t->k, ban,
	                              t->words, &found);
	for (size_t i = 0; i < n; i++) {
		struct qn_slice s = qn_ft_dict_string(d, found[i].id);
		qn_buf_add(&l->text, s.p, s.n);
		qn_buf_putc(&l->text, ' ');
		qn_buf_reserve(&l->text, QN_FLOAT_TEXT);
		l->text.n += qn_float_write(l->text.p + l->text.n,
		                            found[i].score, DIGITS);
		qn_buf_putc(&l->text, '\n');
	}
}

/* Questions go across lines: their words are kept until all are there. */
static void converse(struct talk *t)
{
	struct qn_buf kept[3] = {{0}};
	char *line = NULL;
	size_t room = 0, have = 0;
	ssize_t n;
	qn_buf_puts(&t->work.lane[0].text, t->prompt);
	while (say(t) && (n = getline(&line, &room, stdin)) >= 0) {
		struct qn_slice rest = {line, (size_t)n}, word;
		while (qn_ft_word_next(&rest, &word)) {
			qn_buf_clear(&kept[have]);
			qn_buf_add(&kept[have], word.p, word.n);
			t->word[have] = qn_buf_slice(&kept[have]);
			if (++have < t->words)
				continue;
			answer(t);
			qn_buf_puts(&t->work.lane[0].text, t->prompt);
			have = 0;
		}
	}
	for (size_t i = 0; i < 3; i++)
		qn_buf_release(&kept[i]);
	free(line);
}

static bool run(struct talk *t, struct call *c, bool announce)
{
	int k = 10;
	if (!fasttext_int(c, 1, "k", &k))
		return false;
	if (k < 1)
		return call_misuse(c, "k is 1 or more");
	t->k = (size_t)k;
	if (fasttext_open(&t->work, c, false)) {
		if (announce)
			qn_output_printf(t->work.out, "Loading model %s\n",
			                 c->operands.item[0]);
		t->nearest =
		    qn_ft_nearest_new(t->work.model, call_pool(c), &c->e);
		if (t->nearest)
			converse(t);
		qn_ft_nearest_free(t->nearest);
	}
	return fasttext_close(&t->work);
}

static bool run_nn(void *options, struct call *c)
{
	struct talk t = {.prompt = "Query word? ", .words = 1};
	(void)options;
	return run(&t, c, false);
}

static bool run_analogies(void *options, struct call *c)
{
	struct talk t = {.prompt = "Query triplet (A - B + C)? ", .words = 3};
	(void)options;
	return run(&t, c, true);
}

const struct command fasttext_nn = {
    .name = "nn",
    .summary = "query for nearest neighbors",
    .operands = "<model> [<k>]",
    .about = "<model>: model file.  <k>: so many neighbours (10).\n\nReads "
             "words from standard input and prints the words nearest to each "
             "with their cosines.",
    .min_operands = 1,
    .max_operands = 2,
    .without = "seed json",
    .run = run_nn,
};

const struct command fasttext_analogies = {
    .name = "analogies",
    .summary = "query for analogies",
    .operands = "<model> [<k>]",
    .about = "<model>: model file.  <k>: so many answers (10).\n\nReads three "
             "words at a time from standard input and prints the words "
             "nearest to the first minus the second plus the third.",
    .min_operands = 1,
    .max_operands = 2,
    .without = "seed json",
    .run = run_analogies,
};
