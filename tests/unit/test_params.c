/* SPDX-License-Identifier: MIT */
/*
 * test_params.c -- how parameters begin.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "seq/params.h"

/* Two groups of rows by columns, with padding behind both, and a vector. */
static float *begin(struct qn_params *p, size_t rows, size_t columns,
                    enum qn_begin how, float scale)
{
	struct qn_param m = qn_param_matrix(rows, columns, 1);
	struct qn_param v = qn_param_vector(columns, 3);
	m.groups = 2;
	m.rows_room = rows + 5;
	m.columns_room = columns + 3;
	*p = (struct qn_params){.n = 0};
	qn_params_add(p, &m, "m");
	qn_params_add(p, &v, "v");
	qn_params_begin(p, how, scale);
	float *slab = qn_calloc(p->total, sizeof *slab);
	qn_params_init(p, slab, 4);
	return slab;
}

static void end(struct qn_params *p, float *slab)
{
	qn_params_release(p);
	free(slab);
}

static void check_spread(enum qn_begin how, float scale, double deviation,
                         double most)
{
	enum { ROWS = 90, COLUMNS = 60 };
	struct qn_params p;
	float *slab = begin(&p, ROWS, COLUMNS, how, scale);
	double sum = 0, squares = 0, n = 2.0 * ROWS * COLUMNS;
	for (size_t r = 0; r < 2 * ROWS; r++)
		for (size_t c = 0; c < COLUMNS; c++) {
			double x =
			    (double)qn_param_row(&p.param[0], slab, r)[c];
			sum += x;
			squares += x * x;
			ck_assert(fabs(x) <= most);
		}
	ck_assert_double_eq_tol(sum / n, 0, 0.05 * deviation);
	ck_assert_double_eq_tol(sqrt(squares / n), deviation, 0.03 * deviation);
	ck_assert(qn_param_row(&p.param[0], slab, ROWS - 1)[COLUMNS] == 0);
	ck_assert(qn_param_row(&p.param[1], slab, 0)[7] == 3);
	end(&p, slab);
}

START_TEST(matrices_begin_with_the_spread_of_their_rule)
{
	check_spread(QN_BEGIN_OWN, 0, 1, 100);
	check_spread(QN_BEGIN_XAVIER, 0, sqrt(2.0 / 150), sqrt(6.0 / 150));
	check_spread(QN_BEGIN_XAVIER, 2, 2 * sqrt(2.0 / 150), 1);
	check_spread(QN_BEGIN_HE, 0, sqrt(2.0 / 60), 10);
	check_spread(QN_BEGIN_UNIFORM, 0, 0.1 / sqrt(3), 0.1001);
	check_spread(QN_BEGIN_NORMAL, 0.5f, 0.5, 10);
}
END_TEST

/* The product of vectors i and j of a group: of its columns if it has more
 * rows, else of its rows. */
static double product(const struct qn_param *p, float *slab, size_t group,
                      size_t i, size_t j)
{
	double sum = 0;
	size_t first = group * p->rows;
	if (p->rows >= p->columns) {
		for (size_t r = first; r < first + p->rows; r++) {
			const float *row = qn_param_row(p, slab, r);
			sum += (double)row[i] * (double)row[j];
		}
		return sum;
	}
	const float *a = qn_param_row(p, slab, first + i);
	const float *b = qn_param_row(p, slab, first + j);
	for (size_t c = 0; c < p->columns; c++)
		sum += (double)a[c] * (double)b[c];
	return sum;
}

START_TEST(orthogonal_matrices_have_right_angles)
{
	static const size_t shape[][2] = {{7, 7}, {40, 9}, {9, 40}, {64, 64}};
	for (size_t s = 0; s < sizeof shape / sizeof *shape; s++) {
		size_t rows = shape[s][0], columns = shape[s][1];
		size_t n = rows < columns ? rows : columns;
		struct qn_params p;
		float *slab = begin(&p, rows, columns, QN_BEGIN_ORTHOGONAL, 2);
		for (size_t at = 0; at < 2 * n * n; at++) {
			size_t i = at % n, j = at / n % n;
			double is =
			    product(&p.param[0], slab, at / n / n, i, j);
			ck_assert_double_eq_tol(is, i == j ? 4 : 0, 1e-5);
		}
		end(&p, slab);
	}
}
END_TEST

SUITE(params, matrices_begin_with_the_spread_of_their_rule,
      orthogonal_matrices_have_right_angles)
