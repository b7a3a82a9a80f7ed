/* SPDX-License-Identifier: MIT */
/*
 * test_hnswcodes.c -- floats with codes of bytes: when there are some, and that
 * nothing is lost where bytes tell too little.
 */
#include "embed/hnsw.h"

#include <stdlib.h>

#include "tests/unit/smallgraph.h"
#include "tests/unit/suite.h"

START_TEST(floats_have_codes_once_there_are_rows_enough)
{
	enum { FEW = 200, N = 300 };
	float *rows = graph_rows(N, 20, 4);
	struct qn_hnsw *h = graph_build(rows, FEW, &QN_HNSW_DEFAULTS, 1);
	ck_assert(!graph_has_codes(h));
	for (size_t i = FEW; i < N; i++)
		graph_add(h, rows, i, i + 1);
	ck_assert(graph_has_codes(h));
	qn_hnsw_free(h);
	free(rows);
}
END_TEST

START_TEST(codes_that_cannot_tell_rows_apart_are_dropped)
{
	enum { N = 3000 };
	float *rows = graph_rows_within(1e-3, N, 40, 77);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	o.metric = QN_L2;
	struct qn_hnsw *h = graph_build(rows, N, &o, 2);
	ck_assert(!graph_has_codes(h));
	ck_assert_double_gt(graph_recall(h, rows, N, 100), 0.97);
	struct qn_hnsw *again = graph_reopened(h, "dropped");
	graph_check_same_bytes(h, again);
	ck_assert(!graph_has_codes(again));
	qn_hnsw_free(again);
	qn_hnsw_free(h);
	free(rows);
}
END_TEST

START_TEST(rows_one_by_one_say_so_too)
{
	enum { FIRST = 300, N = 600 };
	float *rows = graph_rows(FIRST, 20, 4);
	float *narrow = graph_rows_within(1e-3, N, 20, 3);
	struct qn_hnsw *h = graph_build(rows, FIRST, &QN_HNSW_DEFAULTS, 1);
	for (size_t i = 0; i < N; i++) {
		struct qn_hnsw *again = NULL;
		graph_add(h, narrow, i, i + 1);
		if (i % 100 == 99) {
			again = graph_reopened(h, "one");
			qn_hnsw_free(h);
			h = again;
		}
	}
	ck_assert(!graph_has_codes(h));
	qn_hnsw_free(h);
	free(rows);
	free(narrow);
}
END_TEST

SUITE(hnswcodes, floats_have_codes_once_there_are_rows_enough,
      codes_that_cannot_tell_rows_apart_are_dropped, rows_one_by_one_say_so_too)
