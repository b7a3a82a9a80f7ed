/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext_print.c -- `quern fasttext print-word-vectors`,
 * `print-sentence-vectors` and `print-ngrams`: vectors as text.
 */
#include "apps/cmd_fasttext.h"

static void put_vector(const struct fasttext_work *w, struct fasttext_lane *l,
                       const qn_ft_loose *vector)
{
	qn_ft_put_row(&l->text, vector, w->model->args.dim);
	qn_buf_putc(&l->text, '\n');
}

static void put_named(const struct fasttext_work *w, struct fasttext_lane *l,
                      struct qn_slice name, const qn_ft_loose *vector)
{
	qn_buf_add(&l->text, name.p, name.n);
	qn_buf_putc(&l->text, ' ');
	put_vector(w, l, vector);
}

/* All words at once: a line is as good as another. */
static void words(const struct fasttext_work *w, struct fasttext_lane *l,
                  struct qn_slice *text)
{
	struct qn_slice word;
	while (qn_ft_word_next(text, &word)) {
		qn_ft_word_vector(l->reader, word, l->vector);
		put_named(w, l, word, l->vector);
	}
}

static void sentence(const struct fasttext_work *w, struct fasttext_lane *l,
                     struct qn_slice *text)
{
	qn_ft_line_vector(l->reader, text, l->vector);
	put_vector(w, l, l->vector);
}

static bool run_lines(struct call *c, struct fasttext_work *w)
{
	if (fasttext_open(w, c, false))
		fasttext_lines(w, NULL);
	return fasttext_close(w);
}

static bool run_words(void *options, struct call *c)
{
	struct fasttext_work w = {.line = words};
	(void)options;
	return run_lines(c, &w);
}

static bool run_sentences(void *options, struct call *c)
{
	struct fasttext_work w = {.line = sentence};
	(void)options;
	return run_lines(c, &w);
}

/* The rows of a word, each with what it stands for. */
static void put_ngrams(const struct fasttext_work *w, struct qn_slice word)
{
	const struct qn_ft_model *m = w->model;
	struct fasttext_lane *l = &w->lane[0];
	struct qn_ft_grams g = {0};
	uint32_t id = qn_ft_dict_find(&m->dict, word);
	if (id != QN_FT_NONE && id < m->input.rows)
		put_named(w, l, word,
		          qn_ft_matrix_row(&m->input, id, l->vector));
	if (qn_ft_is_end(word) || !m->args.bucket)
		return;
	qn_ft_char_grams(&g, word, m->args.minn, m->args.maxn);
	for (size_t i = 0; i < g.n; i++) {
		uint32_t row = qn_ft_dict_gram_row(
		    &m->dict, g.gram[i].hash % (uint32_t)m->args.bucket);
		struct qn_slice gram = {g.word.p + g.gram[i].at, g.gram[i].n};
		if (row != QN_FT_NONE)
			put_named(w, l, gram,
			          qn_ft_matrix_row(&m->input, row, l->vector));
	}
	qn_ft_grams_release(&g);
}

static bool run_ngrams(void *options, struct call *c)
{
	struct fasttext_work w = {0};
	(void)options;
	if (fasttext_open(&w, c, false)) {
		put_ngrams(&w, qn_slice_of(c->operands.item[1]));
		qn_output_drain(w.out, &w.lane[0].text);
	}
	return fasttext_close(&w);
}

const struct command fasttext_print_word_vectors = {
    .name = "print-word-vectors",
    .summary = "the vectors of words, known or not, from standard input",
    .operands = "<model>",
    .about = "Prints \"word x x x\" for each word between white space.  A "
             "word that the model does not know is the mean of its character "
             "n-grams.",
    .min_operands = 1,
    .max_operands = 1,
    .without = "seed json",
    .run = run_words,
};

const struct command fasttext_print_sentence_vectors = {
    .name = "print-sentence-vectors",
    .summary = "the vectors of lines from standard input",
    .operands = "<model>",
    .about = "Prints a line \"x x x\" for each line: for a supervised model "
             "the mean of all its features, else the mean of its words' "
             "vectors, each scaled to length 1.",
    .min_operands = 1,
    .max_operands = 1,
    .without = "seed json",
    .run = run_sentences,
};

const struct command fasttext_print_ngrams = {
    .name = "print-ngrams",
    .summary = "the character n-grams of a word and their vectors",
    .operands = "<model> <word>",
    .min_operands = 2,
    .max_operands = 2,
    .without = "threads seed json",
    .run = run_ngrams,
};
