/* SPDX-License-Identifier: MIT */
/* test_vectors.c -- rows and their words in memory. */
#include "embed/vectors.h"

#include <math.h>
#include <stdint.h>

#include "tests/unit/suite.h"

static struct qn_vectors *sample(void)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *v = qn_vectors_new(4, 3, &e);
	static const float rows[4][3] = {
	    {3, 0, 4}, {0, 0, 0}, {1, NAN, 0}, {1e30f, 1e30f, 0}};
	static const char *const names[] = {"a", "zero", "nan", "huge"};
	for (size_t i = 0; i < 4; i++) {
		qn_map_add(&v->words, qn_slice_of(names[i]));
		for (size_t d = 0; d < 3; d++)
			v->owned[i * v->stride + d] = rows[i][d];
	}
	return v;
}

START_TEST(rows_are_padded_and_aligned)
{
	for (int dim = 1; dim < 70; dim++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_vectors *v = qn_vectors_new(3, dim, &e);
		ck_assert_uint_ge(v->stride, (size_t)dim);
		ck_assert_uint_lt(v->stride, (size_t)dim + 16);
		for (size_t i = 0; i < 3; i++)
			ck_assert_uint_eq((uintptr_t)qn_vectors_row(v, i) % 64,
			                  0);
		qn_vectors_free(v);
	}
}
END_TEST

START_TEST(more_rows_than_memory_are_an_error)
{
	struct qn_err e = QN_ERR_INIT;
	ck_assert_ptr_null(qn_vectors_new(SIZE_MAX / 8, 300, &e));
	ck_assert(e.failed);
}
END_TEST

START_TEST(a_word_leads_to_its_row)
{
	struct qn_vectors *v = sample();
	ck_assert_ptr_eq(qn_vectors_find(v, qn_slice_of("zero")),
	                 qn_vectors_row(v, 1));
	ck_assert_ptr_null(qn_vectors_find(v, qn_slice_of("absent")));
	qn_vectors_free(v);
}
END_TEST

START_TEST(unit_rows_have_length_one_or_zero)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *v = sample(), *u = qn_vectors_unit(v, &e);
	const float *a = qn_vectors_find(u, qn_slice_of("a"));
	const float *huge = qn_vectors_find(u, qn_slice_of("huge"));
	ck_assert(a[0] == 0.6f && a[1] == 0 && a[2] == 0.8f);
	ck_assert(fabsf(huge[0] - sqrtf(0.5f)) < 1e-6f);
	for (size_t d = 0; d < u->stride; d++) {
		ck_assert(qn_vectors_row(u, 1)[d] == 0);
		ck_assert(qn_vectors_row(u, 2)[d] == 0);
	}
	qn_vectors_free(u);
	qn_vectors_free(v);
}
END_TEST

SUITE(vectors, rows_are_padded_and_aligned, more_rows_than_memory_are_an_error,
      a_word_leads_to_its_row, unit_rows_have_length_one_or_zero)
