/* SPDX-License-Identifier: MIT */
/*
 * test_principal.c -- the direction that rows have most in common.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "embed/principal.h"

/* The direction of `n` rows, taken in batches of at most `batch`. */
static void find(const float *rows, size_t n, size_t stride, size_t dim,
                 size_t batch, int threads, float *u)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_principal p = {.dim = dim};
	for (size_t i = 0; i < n; i += batch)
		ck_assert(qn_principal_add(&p, rows + i * stride,
		                           n - i < batch ? n - i : batch,
		                           stride, pool, &e));
	qn_principal_find(&p, u);
	qn_principal_release(&p);
	qn_pool_free(pool);
}

/* Rows that are noise of size 1 but for a part along `u`. */
static float *planted(size_t n, size_t dim, const float *u, float part)
{
	struct qn_rng rng = qn_rng_new(1, 0);
	float *rows = qn_calloc(n * dim, sizeof *rows);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < dim; k++)
			rows[i * dim + k] =
			    (float)(qn_rng_double(&rng) - 0.5) + part * u[k];
	return rows;
}

START_TEST(a_planted_direction_is_found_with_its_largest_element_positive)
{
	enum { N = 3000, DIM = 20 };
	float u[DIM] = {[3] = -0.8f, [4] = 0.6f}, found[DIM];
	float *rows = planted(N, DIM, u, 2);
	find(rows, N, DIM, DIM, N, 1, found);
	double along = 0, length = 0;
	for (size_t k = 0; k < DIM; k++) {
		along += (double)found[k] * u[k];
		length += (double)found[k] * found[k];
	}
	ck_assert_double_eq_tol(length, 1, 1e-6);
	ck_assert_double_lt(along, -0.999);
	ck_assert(found[3] > 0);
	free(rows);
}
END_TEST

START_TEST(threads_do_not_change_it_and_batches_hardly)
{
	enum { N = 5003, DIM = 33 };
	float u[DIM] = {[0] = 1}, one[DIM], five[DIM], batches[DIM];
	float *rows = planted(N, DIM, u, 0.2f);
	find(rows, N, DIM, DIM, N, 1, one);
	find(rows, N, DIM, DIM, N, 5, five);
	find(rows, N, DIM, DIM, 700, 1, batches);
	ck_assert(memcmp(one, five, sizeof one) == 0);
	for (size_t k = 0; k < DIM; k++)
		ck_assert_double_eq_tol((double)batches[k], (double)one[k],
		                        1e-5);
	free(rows);
}
END_TEST

START_TEST(it_is_the_singular_vector_of_a_small_matrix)
{
	/* (1 1; 0 1): eigenvalues of the product are (3 +- sqrt 5) / 2. */
	const float rows[] = {1, 1, 99, 0, 1, 99};
	float u[2];
	find(rows, 2, 3, 2, 2, 1, u);
	double golden = (1 + sqrt(5)) / 2, l = sqrt(1 + golden * golden);
	ck_assert_double_eq_tol(u[0], 1 / l, 1e-6);
	ck_assert_double_eq_tol(u[1], golden / l, 1e-6);
}
END_TEST

START_TEST(rows_of_zeroes_have_no_direction)
{
	const float rows[6] = {0};
	float u[3] = {1, 1, 1};
	find(rows, 2, 3, 3, 2, 1, u);
	ck_assert(u[0] == 0 && u[1] == 0 && u[2] == 0);
	find(rows, 0, 3, 3, 1, 1, u);
	ck_assert(u[0] == 0 && u[1] == 0 && u[2] == 0);
}
END_TEST

SUITE(principal, a_planted_direction_is_found_with_its_largest_element_positive,
      threads_do_not_change_it_and_batches_hardly,
      it_is_the_singular_vector_of_a_small_matrix,
      rows_of_zeroes_have_no_direction)
