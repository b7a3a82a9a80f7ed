/* SPDX-License-Identifier: MIT */
/*
 * ftworld.c -- random models.
 */
#include "tests/unit/ftworld.h"

#include <check.h>
#include <stdio.h>

#include "base/rng.h"

#define KINDS 26

/* The i-th word: a letter, so often that all are different. */
static void name(struct qn_buf *to, uint32_t i)
{
	qn_buf_clear(to);
	for (uint32_t n = 0; n <= i / KINDS; n++)
		qn_buf_putc(to, (char)('a' + i % KINDS));
}

static void fill(struct qn_ft_matrix *m, size_t rows, int dim, uint64_t seed)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng r = qn_rng_new(seed, 0);
	ck_assert(qn_ft_matrix_init(m, rows, dim, &e));
	for (size_t i = 0; i < rows; i++)
		for (int j = 0; j < dim; j++)
			m->owned[i * m->stride + (size_t)j] =
			    (float)(2 * qn_rng_double(&r) - 1);
}

struct qn_ft_model *ftworld_model(const struct qn_ft_args *a, uint32_t words,
                                  uint32_t labels)
{
	struct qn_ft_model *m = qn_ft_model_new(a);
	struct qn_buf word = {0};
	qn_ft_dict_add(&m->dict, qn_slice_of("</s>"), 1000);
	for (uint32_t i = 1; i < words; i++) {
		name(&word, i - 1);
		qn_ft_dict_add(&m->dict, qn_buf_slice(&word), 1000 - i % 900);
	}
	for (uint32_t i = 0; i < labels; i++) {
		qn_buf_clear(&word);
		qn_buf_printf(&word, "%s%u", a->label, i);
		qn_ft_dict_add(&m->dict, qn_buf_slice(&word), 500 - i % 400);
	}
	qn_buf_release(&word);
	qn_ft_dict_sort(&m->dict, 1, 0);
	fill(&m->input, words + (size_t)a->bucket, a->dim, 1);
	fill(&m->output, qn_ft_model_outputs(m), a->dim, 2);
	return m;
}

struct qn_ft_args ftworld_args(enum qn_ft_model_kind model,
                               enum qn_ft_loss loss)
{
	struct qn_ft_args a = QN_FT_ARGS_DEFAULTS;
	a.model = model;
	a.loss = loss;
	a.dim = 7;
	a.bucket = 50;
	a.minn = 2;
	a.maxn = 3;
	a.word_ngrams = 2;
	return a;
}

void ftworld_line(struct qn_buf *text, uint64_t seed, int words)
{
	struct qn_rng r = qn_rng_new(seed, 3);
	struct qn_buf word = {0};
	for (int i = 0; i < words; i++) {
		name(&word, qn_rng_below(&r, 40));
		if (qn_rng_below(&r, 4) == 0)
			qn_buf_puts(&word, "\xc3\xbcx");
		qn_buf_add(text, word.p, word.n);
		qn_buf_putc(text, ' ');
	}
	qn_buf_putc(text, '\n');
	qn_buf_release(&word);
}
