/* SPDX-License-Identifier: MIT */
/*
 * test_hnsw.c -- answers of the index against those of every row looked at.
 */
#include "embed/hnsw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

#define DIM 40 /* so many floats get codes as well */
#define K   10

static const enum qn_metric METRICS[] = {QN_COSINE, QN_DOT, QN_L2};
static const enum qn_hnsw_storage STORAGES[] = {QN_HNSW_F32, QN_HNSW_F16,
                                                QN_HNSW_INT8};

static double normal(struct qn_rng *r)
{
	double sum = -6;
	for (int i = 0; i < 12; i++)
		sum += qn_rng_double(r);
	return sum;
}

/* Rows around `clusters` points, all of them off the origin to one side. */
static float *make_rows(size_t n, size_t clusters, uint64_t seed)
{
	float *rows = calloc(n * DIM, sizeof *rows);
	for (size_t i = 0; i < n; i++) {
		struct qn_rng at = qn_rng_new(seed, i % clusters);
		struct qn_rng by = qn_rng_new(seed + 1, i);
		for (int j = 0; j < DIM; j++)
			rows[i * DIM + (size_t)j] =
			    (float)(1.5 + normal(&at) + 0.4 * normal(&by));
	}
	return rows;
}

static struct qn_hnsw *build(const float *rows, size_t n,
                             const struct qn_hnsw_options *o, int threads)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_hnsw *h = qn_hnsw_new(o, DIM, &e);
	ck_assert_msg(qn_hnsw_add(h, rows, n, DIM, pool, &e), "%s", e.text);
	ck_assert_msg(qn_hnsw_check(h, &e), "%s", e.text);
	qn_pool_free(pool);
	return h;
}

static struct qn_neighbour *ask(struct qn_hnsw *h, const float *queries,
                                size_t n, size_t k, size_t ef)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_queries q = {
	    .vector = queries, .n = n, .stride = DIM, .k = k};
	struct qn_hnsw_search how = {.ef = ef};
	struct qn_neighbour *found = calloc(n * k, sizeof *found);
	ck_assert(qn_hnsw_search(h, &q, &how, found, pool, &e));
	qn_pool_free(pool);
	return found;
}

/* --- the plain way -------------------------------------------------------------- */

static double true_score(enum qn_metric metric, const float *x, const float *y)
{
	double dot = 0, xx = 0, yy = 0, square = 0;
	for (int j = 0; j < DIM; j++) {
		double a = (double)x[j], b = (double)y[j];
		dot += a * b;
		xx += a * a;
		yy += b * b;
		square += (a - b) * (a - b);
	}
	if (metric == QN_COSINE)
		return dot / sqrt(xx * yy);
	return metric == QN_DOT ? dot : -square;
}

/* The share of the k best rows among the k found; their scores are held
 * against the true ones on the way. */
static double recall(enum qn_metric metric, const float *rows, size_t n,
                     const float *query, const struct qn_neighbour *found,
                     size_t k)
{
	double *score = calloc(n, sizeof *score);
	double hits = 0;
	for (size_t i = 0; i < n; i++)
		score[i] = true_score(metric, query, rows + i * DIM);
	for (size_t i = 0; i < k; i++) {
		ck_assert_uint_lt(found[i].row, n);
		double mine = score[found[i].row];
		ck_assert_double_eq_tol((double)found[i].score, mine,
		                        1e-5 * (1 + fabs(mine)));
		ck_assert(i == 0 || found[i].score <= found[i - 1].score);
		size_t better = 0;
		for (size_t j = 0; j < n; j++)
			better += score[j] > mine;
		hits += better < k;
	}
	free(score);
	return hits / (double)k;
}

static double mean_recall(enum qn_metric metric, struct qn_hnsw *h,
                          const float *rows, size_t n, size_t ef)
{
	enum { QUERIES = 60 };
	float *queries = make_rows(QUERIES, 40, 77);
	struct qn_neighbour *found = ask(h, queries, QUERIES, K, ef);
	double sum = 0;
	for (size_t i = 0; i < QUERIES; i++)
		sum += recall(metric, rows, n, queries + i * DIM, found + i * K,
		              K);
	free(found);
	free(queries);
	return sum / QUERIES;
}

START_TEST(nearly_all_true_neighbours_are_found)
{
	enum { N = 3000 };
	float *rows = make_rows(N, 40, 77);
	for (size_t m = 0; m < 3; m++)
		for (size_t s = 0; s < 3; s++) {
			struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
			o.metric = METRICS[m];
			o.storage = STORAGES[s];
			struct qn_hnsw *h = build(rows, N, &o, 2);
			double found = mean_recall(o.metric, h, rows, N, 100);
			ck_assert_double_gt(found, 0.98);
			qn_hnsw_free(h);
		}
	free(rows);
}
END_TEST

START_TEST(more_ef_finds_more)
{
	enum { N = 4000 };
	float *rows = make_rows(N, N, 5);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	o.m = 6;
	o.ef_construction = 40;
	struct qn_hnsw *h = build(rows, N, &o, 2);
	double few = mean_recall(o.metric, h, rows, N, 10);
	double many = mean_recall(o.metric, h, rows, N, 300);
	ck_assert_double_gt(many, few);
	ck_assert_double_gt(many, 0.97);
	qn_hnsw_free(h);
	free(rows);
}
END_TEST

START_TEST(a_planted_cluster_is_found_whole)
{
	enum { N = 1000, CLUSTERS = 100, EACH = N / CLUSTERS };
	float *rows = make_rows(N, CLUSTERS, 3);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	o.metric = QN_L2;
	struct qn_hnsw *h = build(rows, N, &o, 2);
	struct qn_neighbour *found = ask(h, rows, N, EACH, 64);
	size_t right = 0;
	for (size_t i = 0; i < N; i++) {
		ck_assert_uint_eq(found[i * EACH].row, i);
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

/* --- bytes ------------------------------------------------------------------------- */

static struct qn_buf saved(const struct qn_hnsw *h)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch("index");
	ck_assert_msg(qn_hnsw_save(h, path, &e), "%s", e.text);
	return scratch_read(path);
}

static void check_same_bytes(const struct qn_hnsw *a, const struct qn_hnsw *b)
{
	struct qn_buf x = saved(a), y = saved(b);
	ck_assert_uint_eq(x.n, y.n);
	ck_assert_mem_eq(x.p, y.p, x.n);
	qn_buf_release(&x);
	qn_buf_release(&y);
}

START_TEST(any_number_of_threads_gives_the_same_bytes)
{
	enum { N = 1500 };
	float *rows = make_rows(N, 30, 11);
	for (size_t s = 0; s < 3; s++) {
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.storage = STORAGES[s];
		struct qn_hnsw *one = build(rows, N, &o, 1);
		for (int threads = 2; threads <= 4; threads += 2) {
			struct qn_hnsw *many = build(rows, N, &o, threads);
			check_same_bytes(one, many);
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
	float *rows = make_rows(N, 20, 12);
	for (size_t m = 0; m < 3; m++)
		for (size_t s = 0; s < 3; s++) {
			struct qn_err e = QN_ERR_INIT;
			struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
			o.metric = METRICS[m];
			o.storage = STORAGES[s];
			struct qn_hnsw *h = build(rows, N, &o, 2);
			qn_hnsw_delete(h, 17);
			const char *path = scratch("index");
			ck_assert(qn_hnsw_save(h, path, &e));
			struct qn_hnsw *again = qn_hnsw_open(path, &e);
			ck_assert_msg(again, "%s", e.text);
			ck_assert_msg(qn_hnsw_check(again, &e), "%s", e.text);
			ck_assert(qn_hnsw_is_deleted(again, 17));
			struct qn_neighbour *a = ask(h, rows, QUERIES, K, 30);
			struct qn_neighbour *b =
			    ask(again, rows, QUERIES, K, 30);
			ck_assert_mem_eq(a, b, QUERIES * K * sizeof *a);
			check_same_bytes(h, again);
			ck_assert(qn_hnsw_reside(again, &e));
			check_same_bytes(h, again);
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
	float *rows = make_rows(N, 20, 16);
	struct qn_tensors_out *out =
	    qn_tensors_create(scratch("all"), "several");
	for (size_t i = 0; i < 3; i++) {
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.storage = STORAGES[i];
		o.metric = METRICS[i];
		h[i] = build(rows, N - i * 7, &o, 2);
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
		struct qn_neighbour *x = ask(h[i], rows, QUERIES, K, 30);
		struct qn_neighbour *y = ask(again, rows, QUERIES, K, 30);
		ck_assert_mem_eq(x, y, QUERIES * K * sizeof *x);
		check_same_bytes(h[i], again);
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
	float *rows = make_rows(N, 20, 13);
	for (size_t s = 0; s < 3; s++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_pool *pool = qn_pool_new(2);
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.storage = STORAGES[s];
		struct qn_hnsw *h = build(rows, FIRST, &o, 2);
		const char *path = scratch("first");
		ck_assert(qn_hnsw_save(h, path, &e));
		struct qn_hnsw *again = qn_hnsw_open(path, &e);
		const float *more = rows + (size_t)FIRST * DIM;
		ck_assert(qn_hnsw_add(h, more, N - FIRST, DIM, pool, &e));
		ck_assert(qn_hnsw_add(again, more, N - FIRST, DIM, pool, &e));
		ck_assert(qn_hnsw_check(again, &e));
		ck_assert_uint_eq(qn_hnsw_count(again), N);
		check_same_bytes(h, again);
		ck_assert_double_gt(mean_recall(o.metric, again, rows, N, 100),
		                    0.97);
		qn_hnsw_free(h);
		qn_hnsw_free(again);
		qn_pool_free(pool);
	}
	free(rows);
}
END_TEST

START_TEST(changes_are_saved_by_themselves_and_loaded_again)
{
	enum { N = 2600, FIRST = 2500 };
	float *rows = make_rows(N, 20, 14);
	for (size_t s = 0; s < 3; s++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_pool *pool = qn_pool_new(2);
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.storage = STORAGES[s];
		struct qn_hnsw *first = build(rows, FIRST, &o, 2);
		const char *base = scratch("base"), *path = scratch("changes");
		ck_assert(qn_hnsw_save(first, base, &e));
		ck_assert(!qn_hnsw_save_changes(first, path, &e));
		e = QN_ERR_INIT;
		struct qn_hnsw *h = qn_hnsw_open(base, &e);
		const float *more = rows + (size_t)FIRST * DIM;
		ck_assert(qn_hnsw_add(h, more, N - FIRST, DIM, pool, &e));
		qn_hnsw_delete(h, 5);
		qn_hnsw_delete(h, N - 1);
		ck_assert_msg(qn_hnsw_save_changes(h, path, &e), "%s", e.text);
		struct qn_buf changes = scratch_read(path);
		struct qn_buf whole = saved(h);
		ck_assert_uint_lt(changes.n, whole.n * 7 / 10);
		struct qn_hnsw *again = qn_hnsw_open(base, &e);
		ck_assert_msg(qn_hnsw_load_changes(again, path, &e), "%s",
		              e.text);
		ck_assert_msg(qn_hnsw_check(again, &e), "%s", e.text);
		check_same_bytes(h, again);
		ck_assert(!qn_hnsw_load_changes(again, path, &e));
		e = QN_ERR_INIT;
		ck_assert(qn_hnsw_save(again, scratch("other"), &e));
		struct qn_hnsw *other = qn_hnsw_open(scratch("other"), &e);
		ck_assert(!qn_hnsw_load_changes(other, path, &e));
		ck_assert_ptr_nonnull(strstr(e.text, "another index"));
		qn_hnsw_free(first);
		qn_hnsw_free(h);
		qn_hnsw_free(again);
		qn_hnsw_free(other);
		qn_buf_release(&changes);
		qn_buf_release(&whole);
		qn_pool_free(pool);
	}
	free(rows);
}
END_TEST

/* Whatever byte is damaged: refused, or an index that can be searched. */
START_TEST(damaged_files_are_refused_or_harmless)
{
	enum { N = 60, FIRST = 40 };
	struct qn_err none = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	float *rows = make_rows(N, 5, 15);
	o.m = 3;
	o.storage = QN_HNSW_INT8;
	struct qn_hnsw *h = build(rows, FIRST, &o, 1);
	ck_assert(qn_hnsw_save(h, scratch("base"), &none));
	qn_hnsw_free(h);
	h = qn_hnsw_open(scratch("base"), &none);
	ck_assert(qn_hnsw_add(h, rows + (size_t)FIRST * DIM, N - FIRST, DIM,
	                      pool, &none));
	ck_assert(qn_hnsw_save_changes(h, scratch("changes"), &none));
	qn_hnsw_free(h);
	struct qn_buf file[2] = {scratch_read(scratch("base")),
	                         scratch_read(scratch("changes"))};
	struct qn_rng r = qn_rng_new(3, 3);
	for (int i = 0; i < 600; i++) {
		struct qn_buf *f = &file[i % 2];
		size_t at = qn_rng_below(&r, (uint32_t)f->n);
		char was = f->p[at];
		struct qn_err e = QN_ERR_INIT;
		bool cut = i % 5 == 0;
		f->p[at] = (char)(was ^ 1 << qn_rng_below(&r, 8));
		scratch_write("x", file[0].p, i % 2 || !cut ? file[0].n : at);
		scratch_write("y", file[1].p, i % 2 && cut ? at : file[1].n);
		f->p[at] = was;
		h = qn_hnsw_open(scratch("x"), &e);
		if (h) {
			qn_hnsw_load_changes(h, scratch("y"), &e);
			e = QN_ERR_INIT;
			struct qn_neighbour *found = ask(h, rows, 1, K, 20);
			for (size_t k = 0; k < K; k++)
				ck_assert_uint_lt(found[k].row, N);
			free(found);
			ck_assert(qn_hnsw_add(h, rows, 2, DIM, pool, &e));
		} else {
			ck_assert(e.failed);
		}
		qn_hnsw_free(h);
	}
	qn_buf_release(&file[0]);
	qn_buf_release(&file[1]);
	qn_pool_free(pool);
	free(rows);
}
END_TEST

START_TEST(rows_may_come_one_by_one)
{
	enum { N = 600 };
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	float *rows = make_rows(N, 20, 77);
	struct qn_hnsw *h = qn_hnsw_new(&o, DIM, &e);
	for (size_t i = 0; i < N; i++)
		ck_assert(qn_hnsw_add(h, rows + i * DIM, 1, DIM, pool, &e));
	ck_assert_msg(qn_hnsw_check(h, &e), "%s", e.text);
	ck_assert_double_gt(mean_recall(o.metric, h, rows, N, 100), 0.98);
	qn_hnsw_free(h);
	qn_pool_free(pool);
	free(rows);
}
END_TEST

/* --- who may be an answer ----------------------------------------------------------- */

START_TEST(a_deleted_row_never_comes_back_and_k_others_do)
{
	enum { N = 1200 };
	float *rows = make_rows(N, 10, 21);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	struct qn_hnsw *h = build(rows, N, &o, 2);
	size_t live = N;
	for (uint32_t i = 0; i < N; i++) {
		if (i % 100 == 99)
			continue;
		ck_assert(qn_hnsw_delete(h, i));
		ck_assert(!qn_hnsw_delete(h, i));
		live--;
		if (i % 50 != 0 && live > 30)
			continue;
		size_t k = live < K ? live : K;
		struct qn_neighbour *found = ask(h, rows, 20, K + 10, 20);
		for (size_t q = 0; q < 20; q++)
			for (size_t a = 0; a < k; a++) {
				uint32_t row = found[q * (K + 10) + a].row;
				ck_assert_uint_ne(row, QN_MAP_NONE);
				ck_assert(!qn_hnsw_is_deleted(h, row));
			}
		free(found);
	}
	struct qn_neighbour *found = ask(h, rows, 1, 20, 20);
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
	float *rows = make_rows(N, 40, 77);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	struct qn_hnsw *h = build(rows, N, &o, 2);
	for (size_t f = 0; f < sizeof every / sizeof *every; f++) {
		uint32_t step = every[f];
		size_t passing = (N + step - 1) / step, hits = 0, all = 0;
		struct qn_neighbour found[QUERIES * K];
		struct qn_queries q = {
		    .vector = rows, .n = QUERIES, .stride = DIM, .k = K};
		struct qn_hnsw_search how = {
		    .ef = 50, .keep = is_multiple, .ctx = &step};
		ck_assert(qn_hnsw_search(h, &q, &how, found, pool, &e));
		for (size_t i = 0; i < QUERIES * K; i++) {
			size_t rank = i % K;
			if (rank >= passing) {
				ck_assert_uint_eq(found[i].row, QN_MAP_NONE);
				continue;
			}
			ck_assert_uint_lt(found[i].row, N);
			ck_assert_uint_eq(found[i].row % step, 0);
			size_t better = 0;
			for (uint32_t r = 0; r < N; r += step)
				better +=
				    true_score(QN_COSINE, rows + i / K * DIM,
				               rows + r * DIM) >
				    (double)found[i].score + 1e-6;
			hits += better < K;
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
	float *rows = make_rows(N, 10, 8);
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	struct qn_hnsw *h = build(rows, N, &o, 1);
	uint32_t self[QUERIES];
	struct qn_neighbour found[QUERIES * K];
	for (uint32_t i = 0; i < QUERIES; i++)
		self[i] = i;
	struct qn_queries q = {.vector = rows,
	                       .n = QUERIES,
	                       .stride = DIM,
	                       .exclude = self,
	                       .excluded = 1,
	                       .k = K};
	struct qn_hnsw_search how = {.ef = K};
	ck_assert(qn_hnsw_search(h, &q, &how, found, pool, &e));
	for (size_t i = 0; i < QUERIES * K; i++) {
		ck_assert_uint_lt(found[i].row, N);
		ck_assert_uint_ne(found[i].row, i / K);
	}
	qn_hnsw_free(h);
	qn_pool_free(pool);
	free(rows);
}
END_TEST

/* --- odd input ------------------------------------------------------------------------ */

START_TEST(an_index_of_nothing_has_no_answers)
{
	float query[DIM] = {1};
	struct qn_err e = QN_ERR_INIT;
	struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
	for (size_t s = 0; s < 3; s++) {
		o.storage = STORAGES[s];
		struct qn_hnsw *h = build(NULL, 0, &o, 1);
		const char *path = scratch("empty");
		ck_assert(qn_hnsw_save(h, path, &e));
		struct qn_hnsw *again = qn_hnsw_open(path, &e);
		ck_assert_msg(again, "%s", e.text);
		struct qn_neighbour *found = ask(again, query, 1, 3, 10);
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
	float *rows = calloc((size_t)N * DIM, sizeof *rows);
	for (size_t i = N / 2; i < N; i++)
		rows[i * DIM] = 1;
	for (size_t m = 0; m < 3; m++)
		for (size_t s = 0; s < 3; s++) {
			struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
			o.metric = METRICS[m];
			o.storage = STORAGES[s];
			struct qn_hnsw *h = build(rows, N, &o, 2);
			struct qn_neighbour *found =
			    ask(h, rows + (size_t)(N - 1) * DIM, 1, K, 10);
			for (size_t i = 0; i < K; i++)
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
	float rows[N * DIM];
	for (size_t i = 0; i < N * DIM; i++)
		rows[i] = SIZES[i / DIM % 2] * (i % 3 ? 1 : -1);
	for (size_t c = 0; c < 9; c++) {
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.metric = METRICS[c / 3];
		o.storage = STORAGES[c % 3];
		struct qn_hnsw *h = build(rows, N, &o, 1);
		struct qn_neighbour *found = ask(h, rows, N, K, K);
		for (size_t i = 0; i < (size_t)N * K; i++)
			ck_assert_uint_lt(found[i].row, N);
		free(found);
		qn_hnsw_free(h);
	}
}
END_TEST

START_TEST(what_is_not_finite_is_refused_but_by_the_cosine)
{
	struct qn_pool *pool = qn_pool_new(1);
	float rows[3 * DIM] = {0};
	rows[DIM + 2] = INFINITY;
	rows[2 * DIM] = NAN;
	for (size_t m = 0; m < 3; m++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_hnsw_options o = QN_HNSW_DEFAULTS;
		o.metric = METRICS[m];
		struct qn_hnsw *h = qn_hnsw_new(&o, DIM, &e);
		bool ok = qn_hnsw_add(h, rows, 3, DIM, pool, &e);
		ck_assert(ok == (METRICS[m] == QN_COSINE));
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
	float *rows = make_rows(N, 10, 8);
	struct qn_hnsw *h = qn_hnsw_new(&o, DIM, &e);
	ck_assert(!qn_hnsw_add(h, rows, N, DIM, pool, &e));
	ck_assert(e.interrupted);
	size_t n = qn_hnsw_count(h);
	ck_assert(n > 0 && n < N);
	ck_assert_msg(qn_hnsw_check(h, &none), "%s", none.text);
	struct qn_neighbour *found = ask(h, rows, 1, K, 50);
	ck_assert_uint_lt(found[K - 1].row, n);
	free(found);
	qn_hnsw_free(h);
	qn_pool_free(pool);
	free(rows);
}
END_TEST

SUITE(hnsw, nearly_all_true_neighbours_are_found, more_ef_finds_more,
      a_planted_cluster_is_found_whole,
      any_number_of_threads_gives_the_same_bytes,
      what_is_saved_opens_and_answers_as_before,
      several_indexes_may_lie_in_one_file,
      rows_added_after_opening_are_as_if_it_had_never_been_closed,
      changes_are_saved_by_themselves_and_loaded_again,
      damaged_files_are_refused_or_harmless, rows_may_come_one_by_one,
      a_deleted_row_never_comes_back_and_k_others_do,
      a_filter_is_obeyed_and_still_gives_the_k_nearest_that_pass,
      excluded_rows_are_left_out, an_index_of_nothing_has_no_answers,
      equal_rows_and_zeroes_are_rows_like_others,
      the_largest_and_smallest_floats_are_rows_too,
      what_is_not_finite_is_refused_but_by_the_cosine,
      options_that_make_no_sense_are_refused, the_defaults_are_hnswlibs,
      an_interrupted_addition_leaves_a_sound_index)
