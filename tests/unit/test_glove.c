/* SPDX-License-Identifier: MIT */
/*
 * test_glove.c -- the step beside the formulas, gradients beside finite
 * differences, planted structure, any number of threads, files.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fixed6.h"
#include "base/kern.h"
#include "base/rng.h"
#include "embed/glove.h"
#include "embed/glovesave.h"
#include "tests/unit/scratch.h"

static const char *const sets[] = {"generic", "avx2", "avx512", "neon"};

START_TEST(defaults_are_the_originals)
{
	struct qn_glove_options o = QN_GLOVE_DEFAULTS;
	ck_assert_int_eq(o.dim, 50);
	ck_assert_int_eq(o.epochs, 25);
	ck_assert_float_eq(o.eta, 0.05f);
	ck_assert_float_eq(o.alpha, 0.75f);
	ck_assert_float_eq(o.x_max, 100);
	ck_assert_float_eq(o.grad_clip, 100);
}
END_TEST

/* --- the step ------------------------------------------------------------- */

enum { WORDS = 5, MOST = 2 * 144 };

struct bench {
	float rows[WORDS * MOST], columns[WORDS * MOST];
	struct qn_glove_record record[40];
	struct qn_glove_tile tile;
};

/* Random blocks and records of vectors of `dim`. */
static struct bench *bench_new(int dim, uint64_t seed)
{
	struct qn_rng rng = qn_rng_new(seed, 0);
	struct bench *b = aligned_alloc(64, (sizeof *b + 63) / 64 * 64);
	size_t n = qn_row_stride(dim + 2);
	memset(b, 0, sizeof *b);
	b->tile = (struct qn_glove_tile){.rows = b->rows,
	                                 .columns = b->columns,
	                                 .n = n,
	                                 .record = b->record,
	                                 .records = 40,
	                                 .alpha = 0.75f,
	                                 .log_max = logf(10)};
	for (size_t i = 0; i < QN_ROW; i++) {
		b->tile.rate_row[i] = b->tile.rate_column[i] = 0.05f;
		b->tile.clip[i] = i < QN_ROW - 2 ? 0.5f : INFINITY;
	}
	b->tile.rate_row[QN_ROW - 2] = b->tile.rate_column[QN_ROW - 1] = 1;
	b->tile.rate_row[QN_ROW - 1] = b->tile.rate_column[QN_ROW - 2] = 0;
	for (size_t w = 0; w < WORDS; w++)
		for (size_t i = 0; i < n; i++) {
			float *x = b->rows + w * 2 * n + i;
			float *y = b->columns + w * 2 * n + i;
			x[n] = y[n] = 1 + (float)qn_rng_double(&rng);
			if (i < (size_t)dim || i >= n - 2) {
				*x = (float)qn_rng_double(&rng) - 0.5f;
				*y = (float)qn_rng_double(&rng) - 0.5f;
			}
			if (i == n - 1)
				*x = 1;
			if (i == n - 2)
				*y = 1;
		}
	for (size_t i = 0; i < 40; i++)
		b->record[i] = (struct qn_glove_record){
		    (uint16_t)qn_rng_below(&rng, WORDS),
		    (uint16_t)qn_rng_below(&rng, WORDS),
		    4 * (float)qn_rng_double(&rng) - 1};
	return b;
}

/* The original's lines, in doubles. */
static double plain_step(double *x, double *y, size_t n,
                         const struct qn_glove_tile *t, double log_x)
{
	double diff = -log_x;
	for (size_t i = 0; i < n; i++)
		diff += x[i] * y[i];
	double weight = exp((double)t->alpha * (log_x - (double)t->log_max));
	double error = fmin(weight, 1) * diff;
	for (size_t i = 0; i < n; i++) {
		size_t k = i < n - QN_ROW ? 0 : i - (n - QN_ROW);
		double clip = (double)t->clip[k];
		double s = fmin(fmax(error * y[i], -clip), clip) *
		           (double)t->rate_row[k];
		double u = fmin(fmax(error * x[i], -clip), clip) *
		           (double)t->rate_column[k];
		x[i] -= s / sqrt(x[n + i]);
		y[i] -= u / sqrt(y[n + i]);
		x[n + i] += s * s;
		y[n + i] += u * u;
	}
	return error * diff / 2;
}

static void expect_close(const float *is, const double *want, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ck_assert_double_eq_tol((double)is[i], want[i],
		                        3e-3 * fmax(1, fabs(want[i])));
}

static void try_kernel(const struct qn_kern *kern, int dim)
{
	struct bench *b = bench_new(dim, (uint64_t)dim);
	size_t n = b->tile.n, all = WORDS * 2 * n;
	double x[WORDS * MOST], y[WORDS * MOST], cost = 0;
	for (size_t i = 0; i < all; i++) {
		x[i] = (double)b->rows[i];
		y[i] = (double)b->columns[i];
	}
	for (size_t i = 0; i < b->tile.records; i++)
		cost += plain_step(x + b->record[i].row * 2 * n,
		                   y + b->record[i].column * 2 * n, n, &b->tile,
		                   (double)b->record[i].log);
	kern->glove(&b->tile);
	ck_assert_uint_eq(b->tile.skipped, 0);
	ck_assert_double_eq_tol(b->tile.cost / cost, 1, 1e-2);
	expect_close(b->rows, x, all);
	expect_close(b->columns, y, all);
	for (size_t w = 0; w < WORDS; w++) {
		ck_assert_float_eq(b->rows[w * 2 * n + n - 1], 1);
		ck_assert_float_eq(b->columns[w * 2 * n + n - 2], 1);
	}
	free(b);
}

START_TEST(every_kernel_does_what_the_original_does)
{
	for (size_t k = 0; k < sizeof sets / sizeof *sets; k++) {
		const struct qn_kern *kern = qn_kern_named(sets[k]);
		for (int dim = 1; kern && dim < 140; dim += 7)
			try_kernel(kern, dim);
	}
}
END_TEST

/* With a tiny rate and squares of 1 a step is the gradient. */
START_TEST(a_step_goes_down_the_slope_of_the_cost)
{
	enum { DIM = 9 };
	struct bench *b = bench_new(DIM, 1);
	size_t n = b->tile.n;
	const float rate = 1e-3f;
	double x[MOST], y[MOST],
	    c = exp((double)b->tile.alpha * (double)(1 - b->tile.log_max));
	b->record[0] = (struct qn_glove_record){0, 0, 1};
	b->tile.records = 1;
	for (size_t i = 0; i < QN_ROW; i++)
		b->tile.clip[i] = INFINITY;
	b->tile.rate_row[0] = b->tile.rate_column[0] = rate;
	for (size_t i = 0; i < n; i++) {
		b->rows[n + i] = b->columns[n + i] = 1;
		x[i] = (double)b->rows[i];
		y[i] = (double)b->columns[i];
	}
	qn_kern_named("generic")->glove(&b->tile);
	for (size_t i = 0; i < DIM; i++) {
		double cost[2], h = 1e-4;
		for (int side = 0; side < 2; side++) {
			double diff = -1;
			for (size_t j = 0; j < n; j++)
				diff +=
				    (x[j] + (j == i ? (side ? h : -h) : 0)) *
				    y[j];
			cost[side] = c * diff * diff / 2;
		}
		double slope = (cost[1] - cost[0]) / (2 * h);
		double moved = (x[i] - (double)b->rows[i]) / (double)rate;
		if (i < n - QN_ROW || n == QN_ROW)
			ck_assert_double_eq_tol(moved, slope, 1e-3);
	}
	free(b);
}
END_TEST

START_TEST(what_is_no_number_is_skipped_and_counted)
{
	struct bench *b = bench_new(8, 1);
	float was[WORDS * MOST];
	b->record[0].log = INFINITY;
	b->tile.records = 1;
	memcpy(was, b->rows, sizeof was);
	qn_kern()->glove(&b->tile);
	ck_assert_uint_eq(b->tile.skipped, 1);
	ck_assert_mem_eq(was, b->rows, sizeof was);
	free(b);
}
END_TEST

/* --- training ------------------------------------------------------------- */

enum { V = 120 };

/* log X = u_i . u_j for planted u of three dimensions. */
static void plant(double u[V][3])
{
	struct qn_rng rng = qn_rng_new(7, 0);
	for (size_t i = 0; i < V; i++)
		for (size_t k = 0; k < 3; k++)
			u[i][k] = 2 * qn_rng_double(&rng) - 0.5;
}

static const char *planted_file(void)
{
	double u[V][3];
	struct qn_cooccur *r = calloc(V * V, sizeof *r);
	plant(u);
	for (size_t i = 0; i < V; i++)
		for (size_t j = 0; j < V; j++) {
			double x = u[i][0] * u[j][0] + u[i][1] * u[j][1] +
			           u[i][2] * u[j][2];
			r[i * V + j] = (struct qn_cooccur){
			    (int32_t)i + 1, (int32_t)j + 1, exp(x)};
		}
	const char *path = scratch_write("planted", r, V * V * sizeof *r);
	free(r);
	return path;
}

struct history {
	double cost[64];
	int n;
};

static bool note(void *ctx, const struct qn_glove *g,
                 const struct qn_glove_pass *pass, struct qn_err *e)
{
	struct history *h = ctx;
	(void)g;
	(void)e;
	ck_assert_int_eq(pass->number, h->n + 1);
	ck_assert_uint_eq(pass->skipped, 0);
	h->cost[h->n++] = pass->cost;
	return true;
}

static struct qn_glove_options small_options(void)
{
	struct qn_glove_options o = QN_GLOVE_DEFAULTS;
	o.dim = 6;
	o.epochs = 40;
	o.x_max = 1;
	return o;
}

/* Train, from `head`.bin and `head`.sq if there is one. */
static struct qn_glove *train(const struct qn_glove_options *o, int threads,
                              const char *head, struct history *h)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_cooccurfile f;
	ck_assert(qn_cooccurfile_open(&f, planted_file(), V, &e));
	struct qn_glove *g = qn_glove_new(o, V, f.n, &e);
	if (head) {
		ck_assert(qn_glove_load_binary(g, false, scratch("bin"), &e));
		ck_assert(qn_glove_load_binary(g, true, scratch("sq"), &e));
	}
	bool ok = qn_glove_train(g, o, &f, note, h, pool, &e);
	ck_assert_msg(ok, "%s", e.text);
	qn_cooccurfile_close(&f);
	qn_pool_free(pool);
	return g;
}

static size_t slab_bytes(const struct qn_glove *g)
{
	return 2 * g->side * g->block * 2 * g->n * sizeof *g->slab;
}

START_TEST(what_was_planted_is_found_and_the_cost_falls)
{
	struct qn_glove_options o = small_options();
	struct history h = {.n = 0};
	double u[V][3], worst = 0;
	plant(u);
	struct qn_glove *g = train(&o, 2, NULL, &h);
	ck_assert_int_gt((int)g->side, 1);
	ck_assert_int_eq(h.n, o.epochs);
	for (int i = 1; i < h.n; i++)
		ck_assert_double_lt(h.cost[i], h.cost[i - 1]);
	for (size_t i = 0; i < V; i++)
		for (size_t j = 0; j < V; j++) {
			double x = u[i][0] * u[j][0] + u[i][1] * u[j][1] +
			           u[i][2] * u[j][2];
			double is = (double)qn_kern()->dot(
			    qn_glove_run(g, false, i), qn_glove_run(g, true, j),
			    g->n);
			worst = fmax(worst, fabs(is - x));
		}
	ck_assert_double_lt(worst, 0.2);
	qn_glove_free(g);
}
END_TEST

START_TEST(threads_and_memory_do_not_show)
{
	struct qn_glove_options o = small_options();
	o.epochs = 3;
	struct history h = {.n = 0};
	struct qn_glove *one = train(&o, 1, NULL, &h);
	for (int threads = 1; threads <= 4; threads++) {
		struct history k = {.n = 0};
		/* One byte more than parameters take: records on disk. */
		o.memory = threads % 2 ? slab_bytes(one) : (size_t)1 << 30;
		struct qn_glove *g = train(&o, threads, NULL, &k);
		ck_assert_mem_eq(g->slab, one->slab, slab_bytes(g));
		ck_assert_mem_eq(k.cost, h.cost, 3 * sizeof *h.cost);
		qn_glove_free(g);
	}
	qn_glove_free(one);
}
END_TEST

START_TEST(a_run_that_goes_on_ends_as_one_that_never_stopped)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_glove_options o = small_options();
	struct history h = {.n = 0}, k = {.n = 0};
	o.epochs = 4;
	struct qn_glove *whole = train(&o, 2, NULL, &h);
	o.epochs = 2;
	h.n = 0;
	struct qn_glove *half = train(&o, 1, NULL, &h);
	ck_assert(qn_glove_save_binary(half, false, scratch("bin"), &e));
	ck_assert(qn_glove_save_binary(half, true, scratch("sq"), &e));
	struct qn_glove *rest = train(&o, 2, "", &k);
	ck_assert_mem_eq(rest->slab, whole->slab, slab_bytes(rest));
	qn_glove_free(whole);
	qn_glove_free(half);
	qn_glove_free(rest);
}
END_TEST

START_TEST(bad_options_and_files_are_told)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_glove_options o = small_options();
	o.memory = 1000;
	ck_assert_ptr_null(qn_glove_new(&o, V, 100, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "120 words of 6 floats"));
	e = QN_ERR_INIT;
	o = small_options();
	o.eta = 0;
	ck_assert_ptr_null(qn_glove_new(&o, V, 100, &e));
	e = QN_ERR_INIT;
	o = small_options();
	struct qn_glove *g = qn_glove_new(&o, V, 100, &e);
	double *x = calloc(2 * V * 7, sizeof *x);
	scratch_write("bin", x, 2 * V * 7 * sizeof *x);
	ck_assert(qn_glove_load_binary(g, false, scratch("bin"), &e));
	ck_assert(!qn_glove_load_binary(g, true, scratch("bin"), &e));
	e = QN_ERR_INIT;
	x[5] = NAN;
	scratch_write("bin", x, 2 * V * 7 * sizeof *x);
	ck_assert(!qn_glove_load_binary(g, false, scratch("bin"), &e));
	ck_assert_ptr_nonnull(strstr(e.text, "number 6"));
	e = QN_ERR_INIT;
	scratch_write("bin", x, 2 * V * 7 * sizeof *x - 8);
	ck_assert(!qn_glove_load_binary(g, false, scratch("bin"), &e));
	free(x);
	qn_glove_free(g);
}
END_TEST

/* --- text ----------------------------------------------------------------- */

START_TEST(six_decimals_are_printfs)
{
	struct qn_rng rng = qn_rng_new(1, 0);
	static const double some[] = {
	    0,           -0.0,     0.0000005, 1.5e-6,   2.5e-6, 0.9999995,
	    999999.5,    1e9,      1e300,     -1e-300,  0.1,    -0.25,
	    123.4567885, INFINITY, -INFINITY, 0.4999995};
	char is[QN_FIXED6_TEXT + 1], want[QN_FIXED6_TEXT + 1];
	for (int i = 0; i < 200000; i++) {
		double x = i < 16 ? some[i]
		                  : ldexp(qn_rng_double(&rng) - 0.5,
		                          (int)qn_rng_below(&rng, 40) - 20);
		if (i % 3 == 0) /* near the middle between two */
			x = (floor(x * 1e6) + 0.5) / 1e6;
		is[qn_fixed6_write(is, x)] = '\0';
		snprintf(want, sizeof want, "%f", x);
		ck_assert_str_eq(is, want);
	}
}
END_TEST

START_TEST(the_last_row_is_the_mean_of_the_rarest)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_glove_options o = small_options();
	struct qn_glove *g = qn_glove_new(&o, V, 100, &e);
	struct qn_map words = {0};
	for (int i = 0; i < V; i++) {
		char word[8];
		snprintf(word, sizeof word, "w%d", i);
		qn_map_add(&words, qn_slice_of(word));
	}
	struct qn_vectors *v = qn_glove_vectors(g, &words, 0, true, &e);
	ck_assert_uint_eq(v->n, V + 1);
	const float *unknown = qn_vectors_find(v, qn_slice_of("<unk>"));
	for (int j = 0; j < o.dim; j++) {
		double mean = 0;
		for (size_t i = V - QN_GLOVE_RARE; i < V; i++)
			mean += (double)qn_vectors_row(v, i)[j] / QN_GLOVE_RARE;
		ck_assert_double_eq_tol((double)unknown[j], mean, 1e-6);
	}
	qn_vectors_free(v);
	qn_map_release(&words);
	qn_glove_free(g);
}
END_TEST

SUITE(glove, defaults_are_the_originals,
      every_kernel_does_what_the_original_does,
      a_step_goes_down_the_slope_of_the_cost,
      what_is_no_number_is_skipped_and_counted,
      what_was_planted_is_found_and_the_cost_falls,
      threads_and_memory_do_not_show,
      a_run_that_goes_on_ends_as_one_that_never_stopped,
      bad_options_and_files_are_told, six_decimals_are_printfs,
      the_last_row_is_the_mean_of_the_rarest)
