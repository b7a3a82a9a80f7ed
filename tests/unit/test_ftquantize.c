/* SPDX-License-Identifier: MIT */
/*
 * test_ftquantize.c -- codes stand for the rows they were made of, for any
 * number of threads; cutting keeps the longest rows.
 */
#include "embed/ftquantize.h"

#include <math.h>
#include <stdlib.h>

#include "embed/ftvector.h"
#include "tests/unit/ftworld.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static struct qn_ft_model *model(uint32_t words, uint32_t labels, int bucket)
{
	struct qn_ft_args a = ftworld_args(QN_FT_SUPERVISED, QN_FT_SOFTMAX);
	a.bucket = bucket;
	return ftworld_model(&a, words, labels);
}

/* The mean squared error of a row, of that of the row of all zeroes. */
static double error_share(const struct qn_ft_matrix *dense,
                          const struct qn_ft_matrix *coded)
{
	double error = 0, all = 0;
	float x[8], y[8];
	for (size_t i = 0; i < dense->rows; i++) {
		const qn_ft_loose *a = qn_ft_matrix_row(dense, i, x);
		const qn_ft_loose *b = qn_ft_matrix_row(coded, i, y);
		for (int j = 0; j < dense->dim; j++) {
			error += (double)((a[j] - b[j]) * (a[j] - b[j]));
			all += (double)(a[j] * a[j]);
		}
	}
	return error / all;
}

static void quantize(struct qn_ft_model *m, struct qn_ft_quantize_options o,
                     int threads)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(threads);
	ck_assert_msg(qn_ft_model_quantize(m, &o, pool, &e), "%s", e.text);
	qn_pool_free(pool);
}

START_TEST(codes_are_near_to_the_rows)
{
	/* 256 centroids of numbers in a square leave about 1/256 of the
	 * variance; more in 4 dimensions, less in one. */
	static const struct {
		int dsub;
		bool norms;
		double most;
	} trial[] = {
	    {1, false, 1e-4}, {2, false, 8e-3},  {4, false, 0.09},
	    {2, true, 8e-3},  {100, false, 0.5},
	};
	struct qn_ft_model *dense = model(40, 3, 3000);
	for (size_t t = 0; t < sizeof trial / sizeof *trial; t++) {
		struct qn_ft_model *m = model(40, 3, 3000);
		quantize(m,
		         (struct qn_ft_quantize_options){
		             .dsub = trial[t].dsub, .norms = trial[t].norms},
		         1);
		double share = error_share(&dense->input, &m->input);
		ck_assert_double_lt(share, trial[t].most);
		ck_assert(!m->output.quant);
		qn_ft_model_free(m);
	}
	qn_ft_model_free(dense);
}
END_TEST

START_TEST(the_bytes_do_not_depend_on_the_threads)
{
	struct qn_buf file[2];
	for (int t = 0; t < 2; t++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_ft_model *m = model(40, 300, 70000);
		quantize(m,
		         (struct qn_ft_quantize_options){
		             .dsub = 3, .norms = true, .outputs = true},
		         1 + 2 * t);
		const char *path = scratch("x.ftz");
		ck_assert(qn_ft_model_save(m, path, &e));
		file[t] = scratch_read(path);
		qn_ft_model_free(m);
	}
	ck_assert_uint_eq(file[0].n, file[1].n);
	ck_assert_mem_eq(file[0].p, file[1].p, file[0].n);
	qn_buf_release(&file[0]);
	qn_buf_release(&file[1]);
}
END_TEST

START_TEST(cutting_keeps_the_longest_rows_and_the_end_of_lines)
{
	enum { KEPT = 60 };
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_model *all = model(40, 3, 200), *m = model(40, 3, 200);
	uint32_t end = qn_ft_dict_find(&m->dict, qn_slice_of("</s>"));
	float scratch[8], least = INFINITY;
	for (int j = 0; j < m->args.dim; j++) {
		m->input.owned[end * m->input.stride + (size_t)j] = 0;
		all->input.owned[end * m->input.stride + (size_t)j] = 0;
	}
	ck_assert(qn_ft_model_cut(m, KEPT, &e));
	ck_assert_uint_eq(m->input.rows, KEPT);
	ck_assert_uint_eq(m->dict.words + m->dict.kept_n, KEPT);
	ck_assert_uint_eq(m->dict.labels, 3);
	ck_assert_uint_eq(qn_ft_dict_find(&m->dict, qn_slice_of("</s>")), 0);
	for (size_t i = 1; i < KEPT; i++) {
		float norm = qn_ft_row_norm(&m->input, i, scratch);
		least = norm < least ? norm : least;
	}
	/* What is known of a word is what was known, if it is long. */
	size_t longer = 0;
	for (size_t i = 0; i < all->input.rows; i++)
		longer += qn_ft_row_norm(&all->input, i, scratch) >= least;
	ck_assert_uint_eq(longer, KEPT - 1);
	for (uint32_t b = 0; b < 200; b++) {
		uint32_t row = qn_ft_dict_gram_row(&m->dict, b);
		float x[8], y[8];
		const qn_ft_loose *was =
		    qn_ft_matrix_row(&all->input, all->dict.words + b, x);
		bool keep = qn_ft_row_norm(&all->input, all->dict.words + b,
		                           scratch) >= least;
		ck_assert(keep == (row != QN_FT_NONE));
		if (keep)
			ck_assert_mem_eq(was,
			                 qn_ft_matrix_row(&m->input, row, y),
			                 (size_t)m->args.dim * sizeof *x);
	}
	qn_ft_model_free(all);
	qn_ft_model_free(m);
}
END_TEST

START_TEST(word_vectors_lose_what_only_training_needs)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_args a = ftworld_args(QN_FT_SKIPGRAM, QN_FT_NS);
	a.bucket = 300;
	struct qn_ft_model *m = ftworld_model(&a, 40, 0);
	quantize(m, QN_FT_QUANTIZE_DEFAULTS, 1);
	ck_assert_uint_eq(m->output.rows, 0);
	const char *path = scratch("words.ftz");
	ck_assert(qn_ft_model_save(m, path, &e));
	qn_ft_model_free(m);
	m = qn_ft_model_load(path, &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	struct qn_pool *pool = qn_pool_new(1);
	ck_assert(!qn_ft_model_save_files(
	    m, &(struct qn_ft_files){.outputs = scratch("x")}, pool, &e));
	qn_pool_free(pool);
	qn_ft_model_free(m);
}
END_TEST

START_TEST(too_few_rows_are_refused)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_ft_quantize_options o = QN_FT_QUANTIZE_DEFAULTS;
	struct qn_ft_model *m = model(40, 3, 215);
	ck_assert(!qn_ft_model_quantize(m, &o, pool, &e));
	ck_assert(strstr(e.text, "255 rows") != NULL);
	qn_ft_model_free(m);
	qn_pool_free(pool);
}
END_TEST

SUITE(ftquantize, codes_are_near_to_the_rows,
      the_bytes_do_not_depend_on_the_threads,
      cutting_keeps_the_longest_rows_and_the_end_of_lines,
      word_vectors_lose_what_only_training_needs, too_few_rows_are_refused)
