/* SPDX-License-Identifier: MIT */
/*
 * test_hnswadd.c -- what may be added to an index, and what an index may be.
 */
#include "embed/hnsw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/scratch.h"
#include "tests/unit/smallgraph.h"
#include "tests/unit/suite.h"

START_TEST(an_index_of_nothing_has_no_answers)
{
	float query[GRAPH_DIM] = {1};
	struct qn_err e = QN_ERR_INIT;
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	for (size_t s = 0; s < GRAPH_KINDS; s++) {
		o.storage = graph_storages[s];
		struct qn_hnsw *h = graph_build(NULL, 0, &o, 1);
		const char *path = scratch("empty");
		ck_assert(qn_hnsw_save(h, path, &e));
		struct qn_hnsw *again = qn_hnsw_open(path, &e);
		ck_assert_msg(again, "%s", e.text);
		struct qn_neighbour *found = graph_ask(again, query, 1, 3, 10);
		for (size_t i = 0; i < 3; i++)
			ck_assert_uint_eq(found[i].row, QN_MAP_NONE);
		free(found);
		qn_hnsw_free(h);
		qn_hnsw_free(again);
	}
}
END_TEST

START_TEST(equal_rows_and_zeroes_are_rows_like_others)
{
	enum { N = 400 };
	float *rows = calloc((size_t)N * GRAPH_DIM, sizeof *rows);
	for (size_t i = N / 2; i < N; i++)
		rows[i * GRAPH_DIM] = 1;
	for (size_t m = 0; m < GRAPH_KINDS; m++)
		for (size_t s = 0; s < GRAPH_KINDS; s++) {
			struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
			o.metric = graph_metrics[m];
			o.storage = graph_storages[s];
			struct qn_hnsw *h = graph_build(rows, N, &o, 2);
			struct qn_neighbour *found =
			    graph_ask(h, rows + (size_t)(N - 1) * GRAPH_DIM, 1,
			              GRAPH_K, 10);
			for (size_t i = 0; i < GRAPH_K; i++)
				ck_assert_uint_lt(found[i].row, N);
			free(found);
			qn_hnsw_free(h);
		}
	free(rows);
}
END_TEST

START_TEST(the_largest_and_smallest_floats_are_rows_too)
{
	enum { N = 40 };
	static const float SIZES[] = {3e38f, 1e-44f};
	float rows[N * GRAPH_DIM];
	for (size_t i = 0; i < N * GRAPH_DIM; i++)
		rows[i] = SIZES[i / GRAPH_DIM % 2] * (i % 3 ? 1 : -1);
	for (size_t c = 0; c < 9; c++) {
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.metric = graph_metrics[c / 3];
		o.storage = graph_storages[c % 3];
		struct qn_hnsw *h = graph_build(rows, N, &o, 1);
		struct qn_neighbour *found =
		    graph_ask(h, rows, N, GRAPH_K, GRAPH_K);
		for (size_t i = 0; i < (size_t)N * GRAPH_K; i++)
			ck_assert_uint_lt(found[i].row, N);
		free(found);
		qn_hnsw_free(h);
	}
}
END_TEST

START_TEST(what_is_not_finite_is_refused_but_by_the_cosine)
{
	struct qn_pool *pool = qn_pool_new(1);
	float rows[3 * GRAPH_DIM] = {0};
	rows[GRAPH_DIM + 2] = INFINITY;
	rows[2 * GRAPH_DIM] = NAN;
	for (size_t m = 0; m < GRAPH_KINDS; m++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.metric = graph_metrics[m];
		struct qn_hnsw *h = qn_hnsw_new(&o, GRAPH_DIM, &e);
		bool ok = qn_hnsw_add(h, rows, 3, GRAPH_DIM, pool, &e);
		ck_assert(ok == (graph_metrics[m] == QN_COSINE));
		ck_assert(ok || strstr(e.text, "vector 1"));
		ck_assert_uint_eq(qn_hnsw_count(h), ok ? 3 : 0);
		qn_hnsw_free(h);
	}
	qn_pool_free(pool);
}
END_TEST

START_TEST(options_that_make_no_sense_are_refused)
{
	static const struct {
		int m, ef, dim;
	} bad[] = {{1, 10, 3}, {513, 10, 3}, {16, 0, 3}, {16, 10, 0}};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.m = bad[i].m;
		o.ef_construction = bad[i].ef;
		ck_assert(!qn_hnsw_new(&o, bad[i].dim, &e));
		ck_assert(e.failed);
	}
}
END_TEST

START_TEST(the_defaults_are_hnswlibs)
{
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	ck_assert_int_eq(o.m, 16);
	ck_assert_int_eq(o.ef_construction, 200);
	ck_assert_uint_eq(o.seed, 100);
}
END_TEST

static bool stop_early(void *ctx, const struct qn_report *r)
{
	(void)ctx;
	return r->done < 300;
}

START_TEST(an_interrupted_addition_leaves_a_sound_index)
{
	enum { N = 1000 };
	struct qn_err e = QN_ERR_INIT, none = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_progress progress = {.report = stop_early};
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	o.storage = QN_HNSW_INT8;
	o.progress = &progress;
	float *rows = graph_rows(N, 10, 8);
	struct qn_hnsw *h = qn_hnsw_new(&o, GRAPH_DIM, &e);
	ck_assert(!qn_hnsw_add(h, rows, N, GRAPH_DIM, pool, &e));
	ck_assert(e.interrupted);
	size_t n = qn_hnsw_count(h);
	ck_assert(n > 0 && n < N);
	ck_assert_msg(qn_hnsw_check(h, &none), "%s", none.text);
	struct qn_neighbour *found = graph_ask(h, rows, 1, GRAPH_K, 50);
	ck_assert_uint_lt(found[GRAPH_K - 1].row, n);
	free(found);
	qn_hnsw_free(h);
	qn_pool_free(pool);
	free(rows);
}
END_TEST

SUITE(hnswadd, an_index_of_nothing_has_no_answers,
      equal_rows_and_zeroes_are_rows_like_others,
      the_largest_and_smallest_floats_are_rows_too,
      what_is_not_finite_is_refused_but_by_the_cosine,
      options_that_make_no_sense_are_refused, the_defaults_are_hnswlibs,
      an_interrupted_addition_leaves_a_sound_index)
