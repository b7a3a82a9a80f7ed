/* SPDX-License-Identifier: MIT */
/*
 * test_hnswfile.c -- an index and its changes as files.
 */
#include "embed/hnsw.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "tests/unit/scratch.h"
#include "tests/unit/smallgraph.h"
#include "tests/unit/suite.h"

START_TEST(any_number_of_threads_gives_the_same_bytes)
{
	enum { N = 1500 };
	float *rows = graph_rows(N, 30, 11);
	for (size_t s = 0; s < GRAPH_KINDS; s++) {
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.storage = graph_storages[s];
		struct qn_hnsw *one = graph_build(rows, N, &o, 1);
		for (int threads = 2; threads <= 4; threads += 2) {
			struct qn_hnsw *many =
			    graph_build(rows, N, &o, threads);
			graph_check_same_bytes(one, many);
			qn_hnsw_free(many);
		}
		qn_hnsw_free(one);
	}
	free(rows);
}
END_TEST

START_TEST(what_is_saved_opens_and_answers_as_before)
{
	enum { N = 700, QUERIES = 50 };
	float *rows = graph_rows(N, 20, 12);
	for (size_t m = 0; m < GRAPH_KINDS; m++)
		for (size_t s = 0; s < GRAPH_KINDS; s++) {
			struct qn_err e = QN_ERR_INIT;
			struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
			o.metric = graph_metrics[m];
			o.storage = graph_storages[s];
			struct qn_hnsw *h = graph_build(rows, N, &o, 2);
			qn_hnsw_delete(h, 17);
			struct qn_hnsw *again = graph_reopened(h, "index");
			ck_assert(qn_hnsw_is_deleted(again, 17));
			struct qn_neighbour *a =
			    graph_ask(h, rows, QUERIES, GRAPH_K, 30);
			struct qn_neighbour *b =
			    graph_ask(again, rows, QUERIES, GRAPH_K, 30);
			ck_assert_mem_eq(a, b, QUERIES * GRAPH_K * sizeof *a);
			graph_check_same_bytes(h, again);
			ck_assert(qn_hnsw_reside(again, &e));
			graph_check_same_bytes(h, again);
			free(a);
			free(b);
			qn_hnsw_free(h);
			qn_hnsw_free(again);
		}
	free(rows);
}
END_TEST

START_TEST(several_indexes_may_lie_in_one_file)
{
	enum { N = 300, QUERIES = 20 };
	static const char *const PREFIXES[] = {"a.", "b.", "c."};
	struct qn_err e = QN_ERR_INIT;
	struct qn_hnsw *h[3];
	float *rows = graph_rows(N, 20, 16);
	struct qn_tensors_out *out =
	    qn_tensors_create(scratch("all"), "several");
	for (size_t i = 0; i < 3; i++) {
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.storage = graph_storages[i];
		o.metric = graph_metrics[i];
		h[i] = graph_build(rows, N - i * 7, &o, 2);
		qn_hnsw_declare(h[i], out, PREFIXES[i]);
	}
	for (size_t i = 0; i < 3; i++)
		qn_hnsw_write(h[i], out);
	ck_assert_msg(qn_tensors_finish(out, &e), "%s", e.text);
	struct qn_tensors *t = qn_tensors_open(scratch("all"), &e);
	ck_assert(!qn_hnsw_read(t, "d.", &e));
	e = QN_ERR_INIT;
	for (size_t i = 0; i < 3; i++) {
		struct qn_hnsw *again = qn_hnsw_read(t, PREFIXES[i], &e);
		ck_assert_msg(again, "%s", e.text);
		struct qn_neighbour *x =
		    graph_ask(h[i], rows, QUERIES, GRAPH_K, 30);
		struct qn_neighbour *y =
		    graph_ask(again, rows, QUERIES, GRAPH_K, 30);
		ck_assert_mem_eq(x, y, QUERIES * GRAPH_K * sizeof *x);
		graph_check_same_bytes(h[i], again);
		free(x);
		free(y);
		qn_hnsw_free(again);
		qn_hnsw_free(h[i]);
	}
	qn_tensors_close(t);
	free(rows);
}
END_TEST

START_TEST(rows_added_after_opening_are_as_if_it_had_never_been_closed)
{
	enum { N = 900, FIRST = 500 };
	float *rows = graph_rows(N, 20, 13);
	for (size_t s = 0; s < GRAPH_KINDS; s++) {
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.storage = graph_storages[s];
		struct qn_hnsw *h = graph_build(rows, FIRST, &o, 2);
		struct qn_hnsw *again = graph_reopened(h, "first");
		graph_add(h, rows, FIRST, N);
		graph_add(again, rows, FIRST, N);
		ck_assert_uint_eq(qn_hnsw_count(again), N);
		graph_check_same_bytes(h, again);
		ck_assert_double_gt(graph_recall(again, rows, N, 100), 0.97);
		qn_hnsw_free(h);
		qn_hnsw_free(again);
	}
	free(rows);
}
END_TEST

#define HEADER 2048 /* bytes, about */

struct damage {
	struct qn_buf file[2]; /* an index, and changes to it */
	struct qn_rng rng;
};

/* Half of the time somewhere in the header. */
static size_t pick_byte(struct damage *d, const struct qn_buf *f)
{
	uint32_t n = (uint32_t)f->n;
	bool header = qn_rng_below(&d->rng, 2);
	return qn_rng_below(&d->rng, header && n > HEADER ? HEADER : n);
}

static void write_damaged(struct damage *d, size_t which, bool cut)
{
	static const char *const NAMES[] = {"x", "y"};
	for (size_t i = 0; i < 2; i++) {
		struct qn_buf *f = &d->file[i];
		size_t at = pick_byte(d, f);
		char was = f->p[at],
		     flip = (char)(1 << qn_rng_below(&d->rng, 8));
		f->p[at] = i == which ? was ^ flip : was;
		scratch_write(NAMES[i], f->p, i == which && cut ? at : f->n);
		f->p[at] = was;
	}
}

static void use_damaged(const float *rows, size_t n)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_hnsw *h = qn_hnsw_open(scratch("x"), &e);
	ck_assert(!h == e.failed);
	if (h) {
		qn_hnsw_load_changes(h, scratch("y"), &e);
		e = QN_ERR_INIT;
		struct qn_neighbour *found = graph_ask(h, rows, 1, GRAPH_K, 20);
		for (size_t k = 0; k < GRAPH_K; k++)
			ck_assert_uint_lt(found[k].row, n);
		free(found);
		ck_assert(qn_hnsw_add(h, rows, 2, GRAPH_DIM, pool, &e));
	}
	qn_hnsw_free(h);
	qn_pool_free(pool);
}

/* Whatever byte is damaged: refused, or an index that can be searched. */
START_TEST(damaged_files_are_refused_or_harmless)
{
	enum { N = 320, FIRST = 280 };
	float *rows = graph_rows(N, 5, 15);
	for (size_t s = 0; s < GRAPH_KINDS; s++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.m = 3;
		o.storage = graph_storages[s];
		struct qn_hnsw *first = graph_build(rows, FIRST, &o, 1);
		struct qn_hnsw *h = graph_reopened(first, "base");
		graph_add(h, rows, FIRST, N);
		ck_assert(qn_hnsw_save_changes(h, scratch("changes"), &e));
		struct damage d = {{scratch_read(scratch("base")),
		                    scratch_read(scratch("changes"))},
		                   qn_rng_new(3, s)};
		for (size_t i = 0; i < 300; i++) {
			write_damaged(&d, i % 2, i % 5 == 0);
			use_damaged(rows, N);
		}
		qn_hnsw_free(first);
		qn_hnsw_free(h);
		qn_buf_release(&d.file[0]);
		qn_buf_release(&d.file[1]);
	}
	free(rows);
}
END_TEST

SUITE(hnswfile, any_number_of_threads_gives_the_same_bytes,
      what_is_saved_opens_and_answers_as_before,
      several_indexes_may_lie_in_one_file,
      rows_added_after_opening_are_as_if_it_had_never_been_closed,
      damaged_files_are_refused_or_harmless)
