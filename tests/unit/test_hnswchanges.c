/* SPDX-License-Identifier: MIT */
/*
 * test_hnswchanges.c -- what has become of an index, in a file by itself.
 */
#include "embed/hnsw.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/scratch.h"
#include "tests/unit/smallgraph.h"
#include "tests/unit/suite.h"

/* An index of the first rows, and one that was opened from its file, "base",
 * to which the others were added. */
struct grown {
	struct qn_hnsw *first, *h;
};

static struct grown grow(const float *rows, size_t first, size_t n,
                         const struct qn_hnsw_options *o)
{
	struct grown g = {graph_build(rows, first, o, 2), NULL};
	g.h = graph_reopened(g.first, "base");
	graph_add(g.h, rows, first, n);
	return g;
}

static void grown_free(struct grown *g)
{
	qn_hnsw_free(g->first);
	qn_hnsw_free(g->h);
}

/* The changes bring the base to where the index is. */
static void check_changes(const struct qn_hnsw *h)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch("changes");
	ck_assert_msg(qn_hnsw_save_changes(h, path, &e), "%s", e.text);
	struct qn_hnsw *again = qn_hnsw_open(scratch("base"), &e);
	ck_assert_msg(qn_hnsw_load_changes(again, path, &e), "%s", e.text);
	ck_assert_msg(qn_hnsw_check(again, &e), "%s", e.text);
	graph_check_same_bytes(h, again);
	ck_assert(!qn_hnsw_load_changes(again, path, &e));
	qn_hnsw_free(again);
}

START_TEST(changes_are_saved_by_themselves_and_loaded_again)
{
	enum { N = 2600, FIRST = 2500 };
	float *rows = graph_rows(N, 20, 14);
	for (size_t s = 0; s < GRAPH_KINDS; s++) {
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.storage = graph_storages[s];
		struct grown g = grow(rows, FIRST, N, &o);
		qn_hnsw_delete(g.h, 5);
		qn_hnsw_delete(g.h, N - 1);
		check_changes(g.h);
		struct qn_buf changes = scratch_read(scratch("changes"));
		struct qn_buf whole = graph_saved(g.h);
		ck_assert_uint_lt(changes.n, whole.n * 7 / 10);
		qn_buf_release(&changes);
		qn_buf_release(&whole);
		grown_free(&g);
	}
	free(rows);
}
END_TEST

START_TEST(an_index_of_nothing_changes_too)
{
	enum { N = 300 };
	float *rows = graph_rows(N, 20, 14);
	for (size_t s = 0; s < GRAPH_KINDS; s++) {
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.storage = graph_storages[s];
		struct grown g = grow(rows, 0, N, &o);
		check_changes(g.h);
		grown_free(&g);
	}
	free(rows);
}
END_TEST

START_TEST(codes_begin_with_changes)
{
	enum { N = 700, FIRST = 100 };
	float *rows = graph_rows(N, 20, 14);
	struct grown g = grow(rows, FIRST, N, &QN_HNSW_DEFAULTS);
	ck_assert(!graph_has_codes(g.first));
	ck_assert(graph_has_codes(g.h));
	check_changes(g.h);
	grown_free(&g);
	free(rows);
}
END_TEST

START_TEST(codes_end_with_changes)
{
	enum { N = 1000, FIRST = 300 };
	float *rows = graph_rows(N, 20, 14);
	float *narrow = graph_rows_within(1e-3, N, 20, 3);
	struct grown g = grow(rows, FIRST, N / 2, &QN_HNSW_DEFAULTS);
	ck_assert(graph_has_codes(g.h));
	graph_add(g.h, narrow, 0, N);
	ck_assert(!graph_has_codes(g.h));
	check_changes(g.h);
	grown_free(&g);
	free(rows);
	free(narrow);
}
END_TEST

START_TEST(changes_of_another_index_are_refused)
{
	enum { N = 60, FIRST = 50 };
	struct qn_err e = QN_ERR_INIT;
	float *rows = graph_rows(N, 5, 14);
	struct grown g = grow(rows, FIRST, N, &QN_HNSW_DEFAULTS);
	ck_assert(qn_hnsw_save_changes(g.h, scratch("changes"), &e));
	struct qn_hnsw *other = graph_reopened(g.h, "other");
	ck_assert(!qn_hnsw_load_changes(other, scratch("changes"), &e));
	ck_assert_ptr_nonnull(strstr(e.text, "another index"));
	e = QN_ERR_INIT;
	ck_assert(!qn_hnsw_save_changes(g.first, scratch("changes"), &e));
	ck_assert_ptr_nonnull(strstr(e.text, "not opened from a file"));
	qn_hnsw_free(other);
	grown_free(&g);
	free(rows);
}
END_TEST

SUITE(hnswchanges, changes_are_saved_by_themselves_and_loaded_again,
      an_index_of_nothing_changes_too, codes_begin_with_changes,
      codes_end_with_changes, changes_of_another_index_are_refused)
