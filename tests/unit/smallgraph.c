/* SPDX-License-Identifier: MIT */
/*
 * smallgraph.c -- see smallgraph.h.
 */
#include "tests/unit/smallgraph.h"

#include <math.h>
#include <stdlib.h>

#include "base/rng.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

#define DIM     GRAPH_DIM
#define K       GRAPH_K
#define QUERIES 60
#define WIDTH   0.4

const enum qn_metric graph_metrics[] = {QN_COSINE, QN_DOT, QN_L2};
const enum qn_hnsw_storage graph_storages[] = {QN_HNSW_F32, QN_HNSW_F16,
                                               QN_HNSW_INT8};

static double normal(struct qn_rng *r)
{
	double sum = -6;
	for (int i = 0; i < 12; i++)
		sum += qn_rng_double(r);
	return sum;
}

float *graph_rows_within(double width, size_t n, size_t clusters, uint64_t seed)
{
	float *rows = calloc(n * DIM, sizeof *rows);
	for (size_t i = 0; i < n; i++) {
		struct qn_rng at = qn_rng_new(seed, i % clusters);
		struct qn_rng by = qn_rng_new(seed + 1, i);
		for (int j = 0; j < DIM; j++)
			rows[i * DIM + (size_t)j] =
			    (float)(1.5 + normal(&at) + width * normal(&by));
	}
	return rows;
}

float *graph_rows(size_t n, size_t clusters, uint64_t seed)
{
	return graph_rows_within(WIDTH, n, clusters, seed);
}

static void add(struct qn_hnsw *h, const float *rows, size_t n, int threads)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(threads);
	ck_assert_msg(qn_hnsw_add(h, rows, n, DIM, pool, &e), "%s", e.text);
	ck_assert_msg(qn_hnsw_check(h, &e), "%s", e.text);
	qn_pool_free(pool);
}

struct qn_hnsw *graph_build(const float *rows, size_t n,
                            const struct qn_hnsw_options *o, int threads)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_hnsw *h = qn_hnsw_new(o, DIM, &e);
	add(h, rows, n, threads);
	return h;
}

void graph_add(struct qn_hnsw *h, const float *rows, size_t from, size_t to)
{
	add(h, rows + from * DIM, to - from, 2);
}

struct qn_neighbour *graph_ask(struct qn_hnsw *h, const float *queries,
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

/* --- the plain way -------------------------------------------------------- */

double graph_score(enum qn_metric metric, const float *x, const float *y)
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

static double recall(enum qn_metric metric, const float *rows, size_t n,
                     const float *query, const struct qn_neighbour *found)
{
	double *score = calloc(n, sizeof *score);
	double hits = 0;
	for (size_t i = 0; i < n; i++)
		score[i] = graph_score(metric, query, rows + i * DIM);
	for (size_t i = 0; i < K; i++) {
		ck_assert_uint_lt(found[i].row, n);
		double mine = score[found[i].row];
		ck_assert_double_eq_tol((double)found[i].score, mine,
		                        1e-5 * (1 + fabs(mine)));
		ck_assert(i == 0 || found[i].score <= found[i - 1].score);
		size_t better = 0;
		for (size_t j = 0; j < n; j++)
			better += score[j] > mine;
		hits += better < K;
	}
	free(score);
	return hits / K;
}

double graph_recall(struct qn_hnsw *h, const float *rows, size_t n, size_t ef)
{
	enum qn_metric metric = qn_hnsw_options(h)->metric;
	float *queries = graph_rows(QUERIES, 40, 77);
	struct qn_neighbour *found = graph_ask(h, queries, QUERIES, K, ef);
	double sum = 0;
	for (size_t i = 0; i < QUERIES; i++)
		sum +=
		    recall(metric, rows, n, queries + i * DIM, found + i * K);
	free(found);
	free(queries);
	return sum / QUERIES;
}

/* --- files ---------------------------------------------------------------- */

struct qn_hnsw *graph_reopened(const struct qn_hnsw *h, const char *name)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch(name);
	ck_assert_msg(qn_hnsw_save(h, path, &e), "%s", e.text);
	struct qn_hnsw *again = qn_hnsw_open(path, &e);
	ck_assert_msg(again, "%s", e.text);
	ck_assert_msg(qn_hnsw_check(again, &e), "%s", e.text);
	return again;
}

bool graph_has_codes(const struct qn_hnsw *h)
{
	struct qn_err e = QN_ERR_INIT;
	ck_assert(qn_hnsw_save(h, scratch("codes"), &e));
	struct qn_tensors *t = qn_tensors_open(scratch("codes"), &e);
	const struct qn_tensor *codes = qn_tensors_get(t, "codes");
	bool has = codes && codes->dtype == QN_I8;
	qn_tensors_close(t);
	return has;
}

struct qn_buf graph_saved(const struct qn_hnsw *h)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch("index");
	ck_assert_msg(qn_hnsw_save(h, path, &e), "%s", e.text);
	return scratch_read(path);
}

void graph_check_same_bytes(const struct qn_hnsw *a, const struct qn_hnsw *b)
{
	struct qn_buf x = graph_saved(a), y = graph_saved(b);
	ck_assert_uint_eq(x.n, y.n);
	ck_assert_mem_eq(x.p, y.p, x.n);
	qn_buf_release(&x);
	qn_buf_release(&y);
}
