/* SPDX-License-Identifier: MIT */
/*
 * test_cluster.c -- planted groups are found, by any number of threads.
 */
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "embed/cluster.h"
#include "embed/nearest.h"

#define DIM 24

/* Row i lies around axis i % groups, `noise` away. */
static struct qn_vectors *grouped(size_t n, size_t groups, double noise)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng rng = qn_rng_new(3, 0);
	struct qn_vectors *v = qn_vectors_new(n, DIM, &e);
	ck_assert(v);
	for (size_t i = 0; i < n; i++) {
		float *row = v->owned + i * v->stride;
		char word[32];
		snprintf(word, sizeof word, "w%zu", i);
		qn_map_add(&v->words, qn_slice_of(word));
		for (int j = 0; j < DIM; j++)
			row[j] = (float)(noise * (qn_rng_double(&rng) - 0.5));
		row[i % groups] += 1;
		qn_unit(row, DIM);
	}
	return v;
}

static uint32_t *cluster(const struct qn_vectors *v, size_t k, uint64_t seed,
                         int threads)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_cluster_options o = QN_CLUSTER_DEFAULTS;
	o.k = k;
	o.seed = seed;
	struct qn_pool *pool = qn_pool_new(threads);
	uint32_t *of = calloc(v->n, sizeof *of);
	ck_assert(qn_cluster(v, &o, of, pool, &e));
	qn_pool_free(pool);
	return of;
}

START_TEST(planted_groups_are_found)
{
	struct qn_vectors *v = grouped(3000, 9, 0.02);
	uint32_t *of = cluster(v, 9, 1, 2);
	bool seen[9] = {false};
	for (size_t i = 0; i < v->n; i++)
		ck_assert_uint_eq(of[i], of[i % 9]);
	for (size_t i = 0; i < 9; i++) {
		ck_assert(of[i] < 9 && !seen[of[i]]);
		seen[of[i]] = true;
	}
	free(of);
	qn_vectors_free(v);
}
END_TEST

START_TEST(threads_do_not_change_the_clusters)
{
	struct qn_vectors *v = grouped(5000, 20, 1.5);
	uint32_t *one = cluster(v, 700, 7, 1);
	for (int threads = 2; threads <= 4; threads++) {
		uint32_t *many = cluster(v, 700, 7, threads);
		ck_assert_mem_eq(one, many, v->n * sizeof *one);
		free(many);
	}
	free(one);
	qn_vectors_free(v);
}
END_TEST

START_TEST(the_seed_does)
{
	struct qn_vectors *v = grouped(2000, 20, 2);
	uint32_t *one = cluster(v, 50, 1, 1), *two = cluster(v, 50, 2, 1);
	ck_assert_mem_ne(one, two, v->n * sizeof *one);
	free(one);
	free(two);
	qn_vectors_free(v);
}
END_TEST

START_TEST(as_many_clusters_as_rows_give_each_its_own)
{
	struct qn_vectors *v = grouped(40, 20, 2);
	uint32_t *of = cluster(v, 40, 1, 2);
	bool seen[40] = {false};
	for (size_t i = 0; i < 40; i++) {
		ck_assert(of[i] < 40 && !seen[of[i]]);
		seen[of[i]] = true;
	}
	free(of);
	qn_vectors_free(v);
}
END_TEST

START_TEST(equal_rows_leave_clusters_empty)
{
	struct qn_vectors *v = grouped(600, 2, 0);
	uint32_t *of = cluster(v, 5, 1, 1);
	for (size_t i = 0; i < v->n; i++)
		ck_assert_uint_eq(of[i], of[i % 2]);
	ck_assert_uint_ne(of[0], of[1]);
	free(of);
	qn_vectors_free(v);
}
END_TEST

START_TEST(a_number_of_clusters_that_cannot_be_is_refused)
{
	struct qn_vectors *v = grouped(10, 2, 0);
	struct qn_pool *pool = qn_pool_new(1);
	uint32_t of[10];
	for (size_t k = 0; k <= 11; k += 11) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_cluster_options o = QN_CLUSTER_DEFAULTS;
		o.k = k;
		ck_assert(!qn_cluster(v, &o, of, pool, &e));
		ck_assert(strstr(e.text, "cannot be made of 10 vectors"));
	}
	qn_pool_free(pool);
	qn_vectors_free(v);
}
END_TEST

SUITE(cluster, planted_groups_are_found, threads_do_not_change_the_clusters,
      the_seed_does, as_many_clusters_as_rows_give_each_its_own,
      equal_rows_leave_clusters_empty,
      a_number_of_clusters_that_cannot_be_is_refused)
