/* SPDX-License-Identifier: MIT */
/*
 * test_hnsw.c -- answers of the index against those of every row looked at.
 */
#include "embed/hnsw.h"

#include <math.h>
#include <stdlib.h>

#include "tests/unit/smallgraph.h"
#include "tests/unit/suite.h"

START_TEST(nearly_all_true_neighbours_are_found)
{
	enum { N = 3000 };
	float *rows = graph_rows(N, 40, 77);
	for (size_t m = 0; m < GRAPH_KINDS; m++)
		for (size_t s = 0; s < GRAPH_KINDS; s++) {
			struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
			o.metric = graph_metrics[m];
			o.storage = graph_storages[s];
			struct qn_hnsw *h = graph_build(rows, N, &o, 2);
			double found = graph_recall(h, rows, N, 100);
			ck_assert_double_gt(found, 0.98);
			qn_hnsw_free(h);
		}
	free(rows);
}
END_TEST

START_TEST(more_ef_finds_more)
{
	enum { N = 4000 };
	float *rows = graph_rows(N, N, 5);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	o.m = 6;
	o.ef_construction = 40;
	struct qn_hnsw *h = graph_build(rows, N, &o, 2);
	double few = graph_recall(h, rows, N, 10);
	double many = graph_recall(h, rows, N, 300);
	ck_assert_double_gt(many, few);
	ck_assert_double_gt(many, 0.97);
	qn_hnsw_free(h);
	free(rows);
}
END_TEST

START_TEST(a_planted_cluster_is_found_whole)
{
	enum { N = 1000, CLUSTERS = 100, EACH = N / CLUSTERS };
	float *rows = graph_rows(N, CLUSTERS, 3);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	o.metric = QN_L2;
	struct qn_hnsw *h = graph_build(rows, N, &o, 2);
	struct qn_neighbour *found = graph_ask(h, rows, N, EACH, 64);
	size_t right = 0;
	for (size_t i = 0; i < N; i++) {
		ck_assert_uint_eq(found[i * EACH].row, i);
		ck_assert(!signbit(found[i * EACH].score)); /* no "-0" */
		for (size_t j = 0; j < EACH; j++)
			right +=
			    found[i * EACH + j].row % CLUSTERS == i % CLUSTERS;
	}
	ck_assert_uint_gt(right, N * EACH * 98 / 100);
	free(found);
	qn_hnsw_free(h);
	free(rows);
}
END_TEST

START_TEST(rows_may_come_one_by_one)
{
	enum { N = 600 };
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	float *rows = graph_rows(N, 20, 77);
	struct qn_hnsw *h = qn_hnsw_new(&o, GRAPH_DIM, &e);
	for (size_t i = 0; i < N; i++)
		ck_assert(qn_hnsw_add(h, rows + i * GRAPH_DIM, 1, GRAPH_DIM,
		                      pool, &e));
	ck_assert_msg(qn_hnsw_check(h, &e), "%s", e.text);
	ck_assert_double_gt(graph_recall(h, rows, N, 100), 0.98);
	qn_hnsw_free(h);
	qn_pool_free(pool);
	free(rows);
}
END_TEST

/* --- who may be an answer ------------------------------------------------- */

START_TEST(a_deleted_row_never_comes_back_and_k_others_do)
{
	enum { N = 1200 };
	float *rows = graph_rows(N, 10, 21);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	struct qn_hnsw *h = graph_build(rows, N, &o, 2);
	size_t live = N;
	for (uint32_t i = 0; i < N; i++) {
		if (i % 100 == 99)
			continue;
		ck_assert(qn_hnsw_delete(h, i));
		ck_assert(!qn_hnsw_delete(h, i));
		live--;
		if (i % 50 != 0 && live > 30)
			continue;
		size_t k = live < GRAPH_K ? live : GRAPH_K;
		struct qn_neighbour *found =
		    graph_ask(h, rows, 20, GRAPH_K + 10, 20);
		for (size_t q = 0; q < 20; q++)
			for (size_t a = 0; a < k; a++) {
				uint32_t row =
				    found[q * (GRAPH_K + 10) + a].row;
				ck_assert_uint_ne(row, QN_MAP_NONE);
				ck_assert(!qn_hnsw_is_deleted(h, row));
			}
		free(found);
	}
	struct qn_neighbour *found = graph_ask(h, rows, 1, 20, 20);
	ck_assert_uint_ne(found[11].row, QN_MAP_NONE);
	ck_assert_uint_eq(found[12].row, QN_MAP_NONE);
	free(found);
	qn_hnsw_free(h);
	free(rows);
}
END_TEST

static bool is_multiple(void *ctx, uint32_t id)
{
	return id % *(const uint32_t *)ctx == 0;
}

START_TEST(a_filter_is_obeyed_and_still_gives_the_k_nearest_that_pass)
{
	enum { N = 3000, QUERIES = 20 };
	static const uint32_t every[] = {1, 2, 7, 100, 299, 1000, 5000};
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	float *rows = graph_rows(N, 40, 77);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	struct qn_hnsw *h = graph_build(rows, N, &o, 2);
	for (size_t f = 0; f < sizeof every / sizeof *every; f++) {
		uint32_t step = every[f];
		size_t passing = (N + step - 1) / step, hits = 0, all = 0;
		struct qn_neighbour found[QUERIES * GRAPH_K];
		struct qn_queries q = {.vector = rows,
		                       .n = QUERIES,
		                       .stride = GRAPH_DIM,
		                       .k = GRAPH_K};
		struct qn_hnsw_search how = {
		    .ef = 50, .keep = is_multiple, .ctx = &step};
		ck_assert(qn_hnsw_search(h, &q, &how, found, pool, &e));
		for (size_t i = 0; i < QUERIES * GRAPH_K; i++) {
			size_t rank = i % GRAPH_K;
			if (rank >= passing) {
				ck_assert_uint_eq(found[i].row, QN_MAP_NONE);
				continue;
			}
			ck_assert_uint_lt(found[i].row, N);
			ck_assert_uint_eq(found[i].row % step, 0);
			size_t better = 0;
			for (uint32_t r = 0; r < N; r += step)
				better +=
				    graph_score(QN_COSINE,
				                rows + i / GRAPH_K * GRAPH_DIM,
				                rows + r * GRAPH_DIM) >
				    (double)found[i].score + 1e-6;
			hits += better < GRAPH_K;
			all++;
		}
		ck_assert_uint_ge(hits * 100, all * 97);
	}
	qn_hnsw_free(h);
	qn_pool_free(pool);
	free(rows);
}
END_TEST

START_TEST(excluded_rows_are_left_out)
{
	enum { N = 500, QUERIES = 30 };
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	float *rows = graph_rows(N, 10, 8);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	struct qn_hnsw *h = graph_build(rows, N, &o, 1);
	uint32_t self[QUERIES];
	struct qn_neighbour found[QUERIES * GRAPH_K];
	for (uint32_t i = 0; i < QUERIES; i++)
		self[i] = i;
	struct qn_queries q = {.vector = rows,
	                       .n = QUERIES,
	                       .stride = GRAPH_DIM,
	                       .exclude = self,
	                       .excluded = 1,
	                       .k = GRAPH_K};
	struct qn_hnsw_search how = {.ef = GRAPH_K};
	ck_assert(qn_hnsw_search(h, &q, &how, found, pool, &e));
	for (size_t i = 0; i < QUERIES * GRAPH_K; i++) {
		ck_assert_uint_lt(found[i].row, N);
		ck_assert_uint_ne(found[i].row, i / GRAPH_K);
	}
	qn_hnsw_free(h);
	qn_pool_free(pool);
	free(rows);
}
END_TEST

SUITE(hnsw, nearly_all_true_neighbours_are_found, more_ef_finds_more,
      a_planted_cluster_is_found_whole, rows_may_come_one_by_one,
      a_deleted_row_never_comes_back_and_k_others_do,
      a_filter_is_obeyed_and_still_gives_the_k_nearest_that_pass,
      excluded_rows_are_left_out)
