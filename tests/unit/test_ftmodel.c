/* SPDX-License-Identifier: MIT */
/*
 * test_ftmodel.c -- models come back from their files as they went, and no
 * damaged file gets past the loader.
 */
#include "embed/ftmodel.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "embed/ftquantize.h"
#include "embed/ftvector.h"
#include "tests/unit/ftworld.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

#define SHARED "../shared/data/models/"

static struct qn_bytes bytes_of(const char *path)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_bytes b = {0};
	ck_assert_msg(qn_bytes_load(&b, path, &e), "%s", e.text);
	return b;
}

/* Saved, loaded and saved again a model is the same bytes. */
static void check_round_trip(const struct qn_ft_model *m)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch_write("one.bin", "", 0);
	char first[256];
	snprintf(first, sizeof first, "%s", path);
	ck_assert_msg(qn_ft_model_save(m, first, &e), "%s", e.text);
	struct qn_ft_model *again = qn_ft_model_load(first, &e);
	ck_assert_msg(again != NULL, "%s", e.text);
	path = scratch_write("two.bin", "", 0);
	ck_assert_msg(qn_ft_model_save(again, path, &e), "%s", e.text);
	struct qn_bytes a = bytes_of(first), b = bytes_of(path);
	ck_assert_uint_eq(a.n, b.n);
	ck_assert_mem_eq(a.p, b.p, a.n);
	qn_bytes_release(&a);
	qn_bytes_release(&b);
	qn_ft_model_free(again);
}

START_TEST(models_come_back_as_they_went)
{
	struct qn_ft_args a = ftworld_args(QN_FT_SUPERVISED, QN_FT_SOFTMAX);
	struct qn_ft_model *m = ftworld_model(&a, 30, 5);
	check_round_trip(m);
	qn_ft_model_free(m);
	a = ftworld_args(QN_FT_CBOW, QN_FT_NS);
	m = ftworld_model(&a, 300, 0);
	check_round_trip(m);
	qn_ft_model_free(m);
}
END_TEST

static struct qn_ft_model *small_quantised(size_t cutoff)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_ft_quantize_options o = QN_FT_QUANTIZE_DEFAULTS;
	struct qn_ft_args a = ftworld_args(QN_FT_SUPERVISED, QN_FT_HS);
	a.bucket = 300;
	o.norms = true;
	struct qn_ft_model *m = ftworld_model(&a, 30, 5);
	ck_assert(!cutoff || qn_ft_model_cut(m, cutoff, &e));
	ck_assert_msg(qn_ft_model_quantize(m, &o, pool, &e), "%s", e.text);
	qn_pool_free(pool);
	return m;
}

START_TEST(quantised_models_come_back_as_they_went)
{
	struct qn_ft_model *m = small_quantised(0);
	check_round_trip(m);
	qn_ft_model_free(m);
	m = small_quantised(280);
	check_round_trip(m);
	qn_ft_model_free(m);
}
END_TEST

START_TEST(rows_that_were_not_kept_are_what_they_began_with)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_args a = ftworld_args(QN_FT_SKIPGRAM, QN_FT_NS);
	struct qn_ft_model *m = ftworld_model(&a, 10, 0);
	uint32_t *place = malloc(m->input.rows * sizeof *place);
	float row[8], scratch[8];
	for (size_t i = 0; i < m->input.rows; i++)
		place[i] = i % 3 ? QN_FT_NONE : (uint32_t)(i / 3);
	m->input.place = m->input.owned_place = place;
	m->input.seed = 9;
	const char *path = scratch_write("sparse.bin", "", 0);
	ck_assert(qn_ft_model_save(m, path, &e));
	struct qn_ft_model *full = qn_ft_model_load(path, &e);
	ck_assert_msg(full != NULL, "%s", e.text);
	for (size_t i = 0; i < m->input.rows; i++) {
		const qn_ft_loose *x =
		    qn_ft_matrix_row(&full->input, i, scratch);
		if (i % 3)
			qn_ft_initial_row(9, i, a.dim, row);
		else
			memcpy(row, m->input.owned + i / 3 * m->input.stride,
			       sizeof *row * (size_t)a.dim);
		ck_assert_mem_eq(x, row, sizeof *row * (size_t)a.dim);
	}
	qn_ft_model_free(full);
	qn_ft_model_free(m);
}
END_TEST

/* Load `n` bytes; when that works, ask for what a user would. */
static bool survives(const char *bytes, size_t n)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch_write("damaged.bin", bytes, n);
	struct qn_ft_model *m = qn_ft_model_load(path, &e);
	ck_assert(!m == e.failed);
	if (!m) {
		ck_assert_msg(strstr(e.text, "damaged.bin") != NULL, "%s",
		              e.text);
		return false;
	}
	struct qn_ft_reader *r = qn_ft_reader_new(m);
	float *x = calloc((size_t)m->args.dim, sizeof *x);
	struct qn_slice line = qn_slice_of("a bb unknown\n");
	for (uint32_t id = 0; id < m->dict.size; id++)
		qn_ft_word_vector(r, qn_ft_dict_string(&m->dict, id), x);
	qn_ft_line_vector(r, &line, x);
	free(x);
	qn_ft_reader_free(r);
	qn_ft_model_free(m);
	return true;
}

/* A file cut short anywhere is refused, and one with a wrong byte does no
 * harm. */
static void check_damage(struct qn_ft_model *m, size_t step)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng r = qn_rng_new(4, 0);
	const char *path = scratch_write("whole.bin", "", 0);
	ck_assert(qn_ft_model_save(m, path, &e));
	struct qn_bytes b = bytes_of(path);
	char *copy = malloc(b.n + 1);
	memcpy(copy, b.p, b.n);
	ck_assert(survives(copy, b.n));
	for (size_t n = 0; n < b.n; n += n < 400 ? 1 : step)
		ck_assert_msg(!survives(copy, n), "%zu bytes", n);
	ck_assert(!survives(copy, b.n + 1));
	for (int i = 0; i < 600; i++) {
		size_t at = qn_rng_below(&r, i % 2 ? 400 : (uint32_t)b.n);
		char was = copy[at];
		copy[at] ^= (char)(1 << qn_rng_below(&r, 8));
		survives(copy, b.n);
		copy[at] = was;
	}
	free(copy);
	qn_bytes_release(&b);
	qn_ft_model_free(m);
}

START_TEST(damage_is_found_or_does_no_harm)
{
	struct qn_ft_args a = ftworld_args(QN_FT_SUPERVISED, QN_FT_SOFTMAX);
	check_damage(ftworld_model(&a, 20, 3), 97);
	check_damage(small_quantised(270), 211);
}
END_TEST

START_TEST(other_files_are_refused_in_a_sentence)
{
	static const struct {
		int32_t head[2];
		const char *why;
	} file[] = {
	    {{100, 5}, "magic number"},
	    {{QN_FT_MAGIC, 10}, "version 10"},
	    {{QN_FT_MAGIC, 13}, "version 13"},
	    {{QN_FT_MAGIC, 12}, "cut short"},
	};
	for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
		struct qn_err e = QN_ERR_INIT;
		const char *path =
		    scratch_write("x.bin", file[i].head, sizeof file[i].head);
		ck_assert(!qn_ft_model_load(path, &e));
		ck_assert_msg(strstr(e.text, file[i].why) != NULL, "%s",
		              e.text);
	}
}
END_TEST

/* Facebook's own models, where they are at hand. */
START_TEST(real_models_load_and_go_back_byte_for_byte)
{
	static const char *const path[] = {SHARED "crime-and-punishment.bin",
	                                   SHARED "lid.176.ftz"};
	for (size_t i = 0; i < sizeof path / sizeof *path; i++) {
		struct qn_err e = QN_ERR_INIT;
		FILE *there = fopen(path[i], "r");
		if (!there)
			continue; /* only beside the shared data */
		fclose(there);
		struct qn_ft_model *m = qn_ft_model_load(path[i], &e);
		ck_assert_msg(m != NULL, "%s", e.text);
		const char *copy = scratch_write("copy.bin", "", 0);
		ck_assert(qn_ft_model_save(m, copy, &e));
		struct qn_bytes a = bytes_of(path[i]), b = bytes_of(copy);
		ck_assert_uint_eq(a.n, b.n);
		ck_assert_mem_eq(a.p, b.p, a.n);
		qn_bytes_release(&a);
		qn_bytes_release(&b);
		qn_ft_model_free(m);
	}
}
END_TEST

SUITE(ftmodel, models_come_back_as_they_went,
      quantised_models_come_back_as_they_went,
      rows_that_were_not_kept_are_what_they_began_with,
      damage_is_found_or_does_no_harm, other_files_are_refused_in_a_sentence,
      real_models_load_and_go_back_byte_for_byte)
