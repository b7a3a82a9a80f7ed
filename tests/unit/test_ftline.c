/* SPDX-License-Identifier: MIT */
/*
 * test_ftline.c -- lines, tokens and vectors as fastText cuts and makes them.
 */
#include "embed/ftline.h"

#include <math.h>
#include <stdlib.h>

#include "embed/ftvector.h"
#include "tests/unit/ftworld.h"
#include "tests/unit/suite.h"

/* The tokens of a text, each behind a "|". */
static void check_tokens(const char *text, size_t n, const char *expected)
{
	struct qn_slice rest = {text, n};
	struct qn_ft_token t;
	struct qn_buf all = {0};
	qn_buf_puts(&all, "");
	while (qn_ft_token_next(&rest, &t)) {
		qn_buf_putc(&all, '|');
		qn_buf_add(&all, t.s.p, t.s.n);
		ck_assert_uint_eq(t.hash, qn_ft_hash(t.s));
	}
	ck_assert_uint_eq(rest.n, 0);
	ck_assert_str_eq(all.p, expected);
	qn_buf_release(&all);
}

START_TEST(blanks_part_tokens_and_a_newline_is_one)
{
	static const char blanks[] = " a\tb\vc\fd\re\0f \n\n g";
	check_tokens(blanks, sizeof blanks - 1, "|a|b|c|d|e|f|</s>|</s>|g");
	check_tokens("", 0, "");
	check_tokens("   ", 3, "");
	check_tokens("a\x85"
	             "b\xa0",
	             4,
	             "|a\x85"
	             "b\xa0");
}
END_TEST

static struct qn_ft_model *labelled(void)
{
	struct qn_ft_args a = ftworld_args(QN_FT_SUPERVISED, QN_FT_SOFTMAX);
	return ftworld_model(&a, 30, 3);
}

START_TEST(a_line_has_features_and_labels)
{
	struct qn_ft_model *m = labelled();
	struct qn_ft_line l = {0};
	struct qn_slice text =
	    qn_slice_of("__label__1 a __label__9 nosuch __label__0\nrest");
	qn_ft_line_next(&l, &m->dict, &text);
	ck_assert(qn_slice_eq(text, qn_slice_of("rest")));
	ck_assert_uint_eq(l.tokens, 6);
	ck_assert_uint_eq(l.labels.n, 2); /* an unknown label is nothing */
	ck_assert_uint_eq(l.labels.id[0], 1);
	ck_assert_uint_eq(l.labels.id[1], 0);
	/* a: itself, <a <a> a>; nosuch: 7 + 6; </s>: itself; pairs: 2. */
	ck_assert_uint_eq(l.rows.n, 4 + 13 + 1 + 2);
	qn_ft_line_next(&l, &m->dict, &text);
	ck_assert_uint_eq(text.n, 0);
	ck_assert_uint_eq(l.tokens, 1);
	qn_ft_line_release(&l);
	qn_ft_model_free(m);
}
END_TEST

START_TEST(the_end_of_a_line_spelt_out_is_one)
{
	struct qn_ft_model *m = labelled();
	struct qn_ft_line l = {0};
	struct qn_slice text = qn_slice_of("a </s> bb\n");
	qn_ft_line_next(&l, &m->dict, &text);
	ck_assert(qn_slice_eq(text, qn_slice_of("bb\n")));
	qn_ft_line_release(&l);
	qn_ft_model_free(m);
}
END_TEST

START_TEST(a_word_met_again_has_the_same_features)
{
	struct qn_ft_model *m = labelled();
	struct qn_ft_line once = {0}, again = {0};
	struct qn_slice text = qn_slice_of("ccc ccc ccc");
	m->args.word_ngrams = 1;
	qn_ft_line_next(&again, &m->dict, &text);
	text = qn_slice_of("ccc");
	qn_ft_line_next(&once, &m->dict, &text);
	ck_assert_uint_eq(again.rows.n, 3 * once.rows.n);
	for (size_t i = 0; i < again.rows.n; i++)
		ck_assert_uint_eq(again.rows.id[i],
		                  once.rows.id[i % once.rows.n]);
	qn_ft_line_release(&once);
	qn_ft_line_release(&again);
	qn_ft_model_free(m);
}
END_TEST

static void add(const struct qn_ft_model *m, uint32_t row, float *to)
{
	float scratch[8];
	qn_ft_matrix_add(&m->input, row, to, scratch);
}

START_TEST(a_words_vector_is_the_mean_of_its_rows)
{
	struct qn_ft_args a = ftworld_args(QN_FT_SKIPGRAM, QN_FT_NS);
	struct qn_ft_model *m = ftworld_model(&a, 30, 0);
	struct qn_ft_reader *r = qn_ft_reader_new(m);
	float x[8], mean[8] = {0};
	const char *const gram[] = {"<a", "<a>", "a>"};
	add(m, qn_ft_dict_find(&m->dict, qn_slice_of("a")), mean);
	for (int i = 0; i < 3; i++)
		add(m, m->dict.words + qn_ft_hash(qn_slice_of(gram[i])) % 50,
		    mean);
	for (int j = 0; j < a.dim; j++)
		mean[j] *= 0.25f;
	ck_assert_uint_eq(qn_ft_word_vector(r, qn_slice_of("a"), x), 4);
	ck_assert_mem_eq(x, mean, (size_t)a.dim * sizeof *x);
	m->args.maxn = 0;
	ck_assert_uint_eq(qn_ft_word_vector(r, qn_slice_of("??"), x), 0);
	for (int j = 0; j < a.dim; j++)
		ck_assert_float_eq(x[j], 0);
	qn_ft_reader_free(r);
	qn_ft_model_free(m);
}
END_TEST

START_TEST(a_line_is_the_mean_of_its_words_directions)
{
	struct qn_ft_args a = ftworld_args(QN_FT_SKIPGRAM, QN_FT_NS);
	struct qn_ft_model *m = ftworld_model(&a, 30, 0);
	struct qn_ft_reader *r = qn_ft_reader_new(m);
	struct qn_slice text = qn_slice_of(" a bb \nccc");
	float x[8], a_vector[8], b_vector[8];
	qn_ft_word_vector(r, qn_slice_of("a"), a_vector);
	qn_ft_word_vector(r, qn_slice_of("bb"), b_vector);
	qn_ft_line_vector(r, &text, x);
	ck_assert(qn_slice_eq(text, qn_slice_of("ccc")));
	float na = qn_ft_norm(a_vector, a.dim),
	      nb = qn_ft_norm(b_vector, a.dim);
	for (int j = 0; j < a.dim; j++)
		ck_assert_float_eq_tol(
		    x[j], (a_vector[j] / na + b_vector[j] / nb) / 2, 1e-6);
	qn_ft_reader_free(r);
	qn_ft_model_free(m);
}
END_TEST

SUITE(ftline, blanks_part_tokens_and_a_newline_is_one,
      a_line_has_features_and_labels, the_end_of_a_line_spelt_out_is_one,
      a_word_met_again_has_the_same_features,
      a_words_vector_is_the_mean_of_its_rows,
      a_line_is_the_mean_of_its_words_directions)
