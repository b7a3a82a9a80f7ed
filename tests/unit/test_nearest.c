/* SPDX-License-Identifier: MIT */
/*
 * test_nearest.c -- neighbours against every inner product, one by one.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "embed/nearest.h"

#define DIM 37 /* no multiple of any vector width */

/* `n` random unit rows, words "w0", "w1", ...; some rows occur twice, so
 * that there are ties. */
static struct qn_vectors *random_rows(size_t n, uint64_t seed)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng rng = qn_rng_new(seed, 0);
	struct qn_vectors *v = qn_vectors_new(n, DIM, &e);
	ck_assert(v);
	for (size_t i = 0; i < n; i++) {
		float *row = v->owned + i * v->stride;
		char word[32];
		snprintf(word, sizeof word, "w%zu", i);
		qn_map_add(&v->words, qn_slice_of(word));
		for (int j = 0; j < DIM; j++)
			row[j] = (float)(qn_rng_double(&rng) - 0.5);
		if (i % 7 == 6)
			memcpy(row, row - 3 * v->stride, DIM * sizeof *row);
		qn_unit(row, DIM);
	}
	return v;
}

static float score(const struct qn_vectors *v, const float *x, size_t row)
{
	double sum = 0;
	for (int j = 0; j < DIM; j++)
		sum += (double)x[j] * qn_vectors_row(v, row)[j];
	return (float)sum;
}

static int best_first(const void *x, const void *y)
{
	const struct qn_neighbour *a = x, *b = y;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return (a->row > b->row) - (a->row < b->row);
}

/* The plain way: score all rows but `excluded`, sort them. */
static void check_query(const struct qn_vectors *v, const float *x,
                        uint32_t excluded, size_t k,
                        const struct qn_neighbour *found)
{
	struct qn_neighbour *all = calloc(v->n, sizeof *all);
	size_t n = 0;
	for (size_t i = 0; i < v->n; i++)
		if (i != excluded)
			all[n++] =
			    (struct qn_neighbour){(uint32_t)i, score(v, x, i)};
	qsort(all, n, sizeof *all, best_first);
	for (size_t i = 0; i < k; i++) {
		if (i >= n) {
			ck_assert_uint_eq(found[i].row, QN_MAP_NONE);
			continue;
		}
		ck_assert_uint_eq(found[i].row, all[i].row);
		ck_assert(found[i].score == all[i].score);
	}
	free(all);
}

/* The first `queries` rows of `v` as queries, themselves excluded. */
static struct qn_neighbour *search(const struct qn_vectors *v, size_t queries,
                                   size_t k, int threads)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(threads);
	uint32_t *self = calloc(queries, sizeof *self);
	for (size_t i = 0; i < queries; i++)
		self[i] = (uint32_t)i;
	struct qn_queries q = {.vector = v->rows,
	                       .n = queries,
	                       .stride = v->stride,
	                       .exclude = self,
	                       .excluded = 1,
	                       .k = k};
	struct qn_neighbour *found = calloc(queries * k, sizeof *found);
	ck_assert(qn_nearest(v, &q, found, pool, &e));
	qn_pool_free(pool);
	free(self);
	return found;
}

START_TEST(neighbours_are_those_of_every_product_computed_and_sorted)
{
	static const size_t rows[] = {1, 2, 16, 511, 513, 2000};
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		struct qn_vectors *v = random_rows(rows[r], r);
		size_t queries = v->n < 300 ? v->n : 300;
		struct qn_neighbour *found = search(v, queries, 10, 2);
		for (size_t i = 0; i < queries; i++)
			check_query(v, qn_vectors_row(v, i), (uint32_t)i, 10,
			            found + i * 10);
		free(found);
		qn_vectors_free(v);
	}
}
END_TEST

START_TEST(one_query_over_many_rows_is_cut_by_rows_and_still_exact)
{
	struct qn_vectors *v = random_rows(40000, 5);
	struct qn_neighbour *found = search(v, 2, 50, 2);
	for (size_t i = 0; i < 2; i++)
		check_query(v, qn_vectors_row(v, i), (uint32_t)i, 50,
		            found + i * 50);
	free(found);
	qn_vectors_free(v);
}
END_TEST

START_TEST(a_run_that_is_kept_whole_loses_nothing)
{
	struct qn_vectors *v = random_rows(20000, 6);
	static const size_t k[] = {6660, 6667, 19999};
	for (size_t i = 0; i < sizeof k / sizeof *k; i++) {
		struct qn_neighbour *found = search(v, 1, k[i], 2);
		check_query(v, qn_vectors_row(v, 0), 0, k[i], found);
		free(found);
	}
	qn_vectors_free(v);
}
END_TEST

START_TEST(threads_and_company_do_not_change_an_answer)
{
	struct qn_vectors *v = random_rows(9000, 9);
	struct qn_neighbour *one = search(v, 600, 5, 1);
	for (int threads = 2; threads <= 4; threads++) {
		struct qn_neighbour *many = search(v, 600, 5, threads);
		ck_assert_mem_eq(one, many, 600 * 5 * sizeof *one);
		free(many);
	}
	struct qn_neighbour *alone = search(v, 1, 5, 1);
	ck_assert_mem_eq(one, alone, 5 * sizeof *one);
	free(alone);
	free(one);
	qn_vectors_free(v);
}
END_TEST

START_TEST(more_answers_than_rows_are_filled_up_with_none)
{
	struct qn_vectors *v = random_rows(3, 1);
	struct qn_neighbour *found = search(v, 1, 5, 1);
	ck_assert_uint_ne(found[1].row, QN_MAP_NONE);
	for (size_t i = 2; i < 5; i++)
		ck_assert_uint_eq(found[i].row, QN_MAP_NONE);
	free(found);
	qn_vectors_free(v);
}
END_TEST

START_TEST(a_row_that_is_not_a_number_is_nobodys_neighbour)
{
	struct qn_vectors *v = random_rows(20, 1);
	v->owned[5 * v->stride] = NAN;
	struct qn_neighbour *found = search(v, 1, 19, 1);
	for (size_t i = 0; i < 18; i++)
		ck_assert_uint_ne(found[i].row, 5);
	ck_assert_uint_eq(found[18].row, QN_MAP_NONE);
	free(found);
	qn_vectors_free(v);
}
END_TEST

START_TEST(a_zero_vector_has_no_direction_and_stays_zero)
{
	float x[3] = {0, 0, 0}, y[2] = {3, 4},
	      z[2][2] = {{INFINITY, 1}, {NAN, 1}};
	for (int i = 0; i < 2; i++) {
		qn_unit(z[i], 2);
		ck_assert(z[i][0] == 0 && z[i][1] == 0);
	}
	qn_unit(x, 3);
	ck_assert(x[0] == 0 && x[1] == 0 && x[2] == 0);
	qn_unit(y, 2);
	ck_assert(fabsf(y[0] - 0.6f) < 1e-6f && fabsf(y[1] - 0.8f) < 1e-6f);
}
END_TEST

SUITE(nearest, neighbours_are_those_of_every_product_computed_and_sorted,
      one_query_over_many_rows_is_cut_by_rows_and_still_exact,
      a_run_that_is_kept_whole_loses_nothing,
      threads_and_company_do_not_change_an_answer,
      more_answers_than_rows_are_filled_up_with_none,
      a_row_that_is_not_a_number_is_nobodys_neighbour,
      a_zero_vector_has_no_direction_and_stays_zero)
