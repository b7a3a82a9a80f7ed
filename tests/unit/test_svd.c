/* SPDX-License-Identifier: MIT */
/*
 * test_svd.c -- are singular vectors what they have to be?
 */
#include "tests/unit/plantedmatrix.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "topic/svd.h"

START_TEST(a_transposed_matrix_turned_back_is_the_same)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sparse m = planted_matrix(0.5), t, back;
	ck_assert(qn_sparse_transpose(&m, &t, &e));
	ck_assert(qn_sparse_transpose(&t, &back, &e));
	ck_assert_uint_eq(t.rows, COLUMNS);
	ck_assert(planted_cell(&t, 7, 140) == planted_cell(&m, 140, 7));
	size_t n = qn_sparse_cells(&m);
	ck_assert_uint_eq(qn_sparse_cells(&back), n);
	ck_assert_mem_eq(back.start, m.start, (ROWS + 1) * sizeof *m.start);
	ck_assert_mem_eq(back.column, m.column, n * sizeof *m.column);
	ck_assert_mem_eq(back.value, m.value, n * sizeof *m.value);
	qn_sparse_release(&m);
	qn_sparse_release(&t);
	qn_sparse_release(&back);
}
END_TEST

START_TEST(parts_of_a_matrix_are_all_of_it_whatever_their_number)
{
	struct qn_sparse m = planted_matrix(0);
	for (size_t parts = 1; parts < 400; parts += 37) {
		size_t last = 0;
		for (size_t p = 0; p <= parts; p++) {
			size_t row = qn_sparse_cut(&m, 4, p, parts);
			ck_assert_uint_ge(row, last);
			last = row;
		}
		ck_assert_uint_eq(qn_sparse_cut(&m, 4, 0, parts), 0);
		ck_assert_uint_eq(last, ROWS);
	}
	qn_sparse_release(&m);
}
END_TEST

#define WIDEST 320

START_TEST(a_sparse_matrix_times_rows_is_the_plain_sum)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sparse m = planted_matrix(0.5);
	struct qn_rng rng = qn_rng_new(3, 4);
	float *h = qn_big_alloc(COLUMNS * WIDEST, sizeof *h, "h", &e);
	float *to = qn_big_alloc(ROWS * WIDEST, sizeof *to, "to", &e);
	struct qn_pool *pool = qn_pool_new(1);
	for (size_t i = 0; i < COLUMNS * WIDEST; i++)
		h[i] = (float)qn_rng_double(&rng);
	for (size_t width = 16; width <= WIDEST; width += 16) {
		struct qn_factor_rows from = {h, width, WIDEST};
		struct qn_factor_rows out = {to, width, WIDEST};
		qn_sparse_times(&m, from, out, pool);
		for (size_t i = 0; i < ROWS; i += 29)
			for (size_t k = 0; k < width; k += 7) {
				double sum = 0;
				for (uint32_t c = 0; c < COLUMNS; c++)
					sum += planted_cell(&m, i, c) *
					       h[c * WIDEST + k];
				ck_assert_double_eq_tol(to[i * WIDEST + k], sum,
				                        1e-5 * sum);
			}
	}
	qn_pool_free(pool);
	qn_big_free(h);
	qn_big_free(to);
	qn_sparse_release(&m);
}
END_TEST

/* x v = s u, x^T u = s v, orthonormal, signs, falling. */
static void check_svd(const struct qn_sparse *m, const struct qn_svd *s,
                      double tolerance)
{
	for (uint32_t k = 0; k < s->k; k++) {
		double sum = 0, value = s->value[k];
		float most = 0;
		ck_assert(k == 0 || value <= s->value[k - 1] * (1 + 1e-6));
		for (size_t i = 0; i < m->rows; i++) {
			double xv = 0;
			for (size_t c = m->start[i]; c < m->start[i + 1]; c++)
				xv += m->value[c] *
				      s->right[m->column[c] * s->stride + k];
			xv -= value * s->left[i * s->stride + k];
			sum += xv * xv;
		}
		ck_assert_double_le(sqrt(sum), tolerance * value * 1.01 +
		                                   2e-6 * s->value[0]);
		for (size_t c = 0; c < m->columns; c++) {
			float x = s->right[c * s->stride + k];
			most = fabsf(x) > fabsf(most) ? x : most;
		}
		ck_assert(most > 0);
		for (uint32_t j = 0; j <= k; j++) {
			double u = 0, v = 0;
			for (size_t i = 0; i < m->rows; i++)
				u += (double)s->left[i * s->stride + k] *
				     s->left[i * s->stride + j];
			for (size_t c = 0; c < m->columns; c++)
				v += (double)s->right[c * s->stride + k] *
				     s->right[c * s->stride + j];
			ck_assert_double_eq_tol(u, j == k, 1e-4);
			ck_assert_double_eq_tol(v, j == k, 1e-4);
		}
	}
}

/* Every cell at random: no rank is missing. */
static struct qn_sparse dense(size_t rows, uint32_t columns)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sparse m;
	struct qn_rng rng = qn_rng_new(5, rows);
	ck_assert(qn_sparse_init(&m, rows, columns, rows * columns, &e));
	for (size_t i = 0; i < rows * columns; i++) {
		m.column[i] = (uint32_t)(i % columns);
		m.value[i] = qn_rng_double(&rng) - 0.4;
	}
	for (size_t i = 0; i <= rows; i++)
		m.start[i] = i * columns;
	return m;
}

START_TEST(singular_vectors_are_what_they_have_to_be)
{
	static const struct {
		size_t rows;
		uint32_t columns, k;
	} shapes[] = {{300, 200, 10}, {200, 300, 40}, {700, 650, 60},
	              {20, 30, 5},    {30, 7, 7},     {1, 9, 1}};
	struct qn_pool *pool = qn_pool_new(1);
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_sparse m = dense(shapes[i].rows, shapes[i].columns),
		                 t;
		struct qn_svd_options o = QN_SVD_DEFAULTS;
		struct qn_svd s = {.k = 0};
		o.k = shapes[i].k;
		ck_assert(qn_sparse_transpose(&m, &t, &e));
		ck_assert(qn_svd_run(&m, &t, &o, &s, pool, &e));
		ck_assert_uint_eq(s.k, o.k);
		check_svd(&m, &s, o.tolerance);
		qn_svd_release(&s);
		qn_sparse_release(&m);
		qn_sparse_release(&t);
	}
	qn_pool_free(pool);
}
END_TEST

START_TEST(a_rank_that_is_less_gives_fewer_singular_values)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_sparse m = planted_matrix(0), t;
	struct qn_svd_options o = QN_SVD_DEFAULTS;
	struct qn_svd s = {.k = 0};
	ck_assert(qn_sparse_transpose(&m, &t, &e));
	ck_assert(qn_svd_run(&m, &t, &o, &s, pool, &e));
	ck_assert_uint_eq(s.k, TOPICS);
	check_svd(&m, &s, o.tolerance);
	double squares = 0, values = 0;
	for (size_t i = 0; i < qn_sparse_cells(&m); i++)
		squares += m.value[i] * m.value[i];
	for (uint32_t k = 0; k < s.k; k++)
		values += s.value[k] * s.value[k];
	ck_assert_double_eq_tol(values, squares, 1e-5 * squares);
	qn_svd_release(&s);
	qn_sparse_release(&m);
	qn_sparse_release(&t);
	qn_pool_free(pool);
}
END_TEST

START_TEST(a_matrix_of_zeros_has_no_singular_values)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_sparse m, t;
	struct qn_svd_options o = QN_SVD_DEFAULTS;
	struct qn_svd s = {.k = 0};
	ck_assert(qn_sparse_init(&m, 3, 4, 0, &e));
	ck_assert(qn_sparse_transpose(&m, &t, &e));
	ck_assert(!qn_svd_run(&m, &t, &o, &s, pool, &e));
	ck_assert_str_eq(e.text, "the matrix holds nothing but zeros");
	qn_sparse_release(&m);
	qn_sparse_release(&t);
	qn_pool_free(pool);
}
END_TEST

SUITE(svd, a_transposed_matrix_turned_back_is_the_same,
      parts_of_a_matrix_are_all_of_it_whatever_their_number,
      a_sparse_matrix_times_rows_is_the_plain_sum,
      singular_vectors_are_what_they_have_to_be,
      a_rank_that_is_less_gives_fewer_singular_values,
      a_matrix_of_zeros_has_no_singular_values)
