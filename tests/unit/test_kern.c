/* SPDX-License-Identifier: MIT */
/*
 * test_kern.c -- every kernel of every table that this machine can run,
 * against the formulas of base/kern.h written down plainly in doubles.
 *
 * The reference has the exact sigmoid where the kernels have a polynomial, so
 * each element comes with a bound: what the polynomial's error could do to
 * it, and a little for rounding.
 */
#include "base/kern.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/half.h"
#include "base/mem.h"
#include "base/rng.h"
#include "tests/unit/suite.h"

enum {
	MOST_M = 70,
	MOST_K = QN_KERN_LABEL,
	MOST_N = 304,
	SEGMENT = 32,
	AT_ONCE = 5
};

#define INSIDE  2e-4 /* error of the sigmoid for |x| <= 6 */
#define OUTSIDE 2.7e-3

static const char *const NAMES[] = {"generic", "avx2", "avx512", "neon"};
#define TABLES (sizeof NAMES / sizeof *NAMES)

static double uniform(struct qn_rng *r, double scale)
{
	return (2 * qn_rng_double(r) - 1) * scale;
}

/* --- any length, any alignment -------------------------------------------- */

/* a [n] and b [n] begin anywhere between two alignments. */
static void check_any(const struct qn_kern *kern, size_t n, size_t from,
                      struct qn_rng *r)
{
	float a[96], b[96];
	double dot = 0, size = 0;
	for (size_t i = 0; i < 96; i++) {
		a[i] = (float)uniform(r, 1);
		b[i] = (float)uniform(r, 1);
	}
	const float *x = a + from;
	float *y = b + (from * 7 + 3) % 16, was[96];
	memcpy(was, b, sizeof was);
	for (size_t i = 0; i < n; i++) {
		dot += (double)x[i] * (double)y[i];
		size += fabs((double)x[i] * (double)y[i]);
	}
	ck_assert_double_eq_tol((double)kern->dot(x, y, n), dot,
	                        1e-6 * size + 1e-30);
	kern->axpy(y, 0.3f, x, n);
	for (size_t i = 0; i < 96; i++) {
		bool inside = b + i >= y && b + i < y + n;
		double wanted = (double)was[i];
		if (inside)
			wanted += 0.3 * (double)x[b + i - y];
		double off = fabs((double)b[i] - wanted);
		ck_assert_double_le(off, inside ? 2e-7 : 0);
	}
}

START_TEST(dot_and_axpy_take_any_length_and_alignment)
{
	struct qn_rng r = qn_rng_new(1, 0);
	for (size_t t = 0; t < TABLES; t++) {
		const struct qn_kern *kern = qn_kern_named(NAMES[t]);
		for (size_t n = 0; kern && n <= 70; n++)
			for (size_t from = 0; from < 16; from++)
				check_any(kern, n, from, &r);
	}
}
END_TEST

/* --- rows picked from a table --------------------------------------------- */

enum { PICKED = 19, TABLE = 40 };

/* Each kernel against its formula, for every number of rows picked and for
 * tables that begin anywhere; what is expected is exact in the integers that
 * the rows are made of. */
static void check_picked(const struct qn_kern *kern, size_t width, size_t n,
                         size_t from, struct qn_rng *r)
{
	struct qn_err e = QN_ERR_INIT;
	float *x = qn_big_alloc(width, sizeof *x, "x", &e);
	int8_t *bytes = qn_big_alloc(width, 1, "bytes", &e);
	char *slab = qn_big_alloc(TABLE * width * 4 + 64, 1, "rows", &e);
	float *rows = (float *)(slab + from * 4);
	uint16_t *halves = qn_calloc(TABLE * width, sizeof *halves);
	int8_t *table = qn_calloc(TABLE * width, 1);
	uint32_t id[PICKED];
	float to[5][PICKED + QN_ROWS_ROOM];
	for (size_t i = 0; i < TABLE * width; i++) {
		rows[i] = (float)qn_rng_below(r, 255) - 127;
		halves[i] = qn_half(rows[i]);
		table[i] = (int8_t)rows[i];
	}
	for (size_t j = 0; j < width; j++) {
		x[j] = (float)qn_rng_below(r, 255) - 127;
		bytes[j] = (int8_t)x[j];
	}
	for (size_t i = 0; i < n; i++)
		id[i] = qn_rng_below(r, TABLE);
	struct qn_rows p = {.rows = rows,
	                    .stride = width * 4,
	                    .width = width,
	                    .id = id,
	                    .n = n};
	kern->rows_dot(x, &p, to[0]);
	kern->rows_square(x, &p, to[1]);
	p.rows = halves;
	p.stride = width * 2;
	kern->half_dot(x, &p, to[2]);
	kern->half_square(x, &p, to[3]);
	p.rows = table;
	p.stride = width;
	kern->bytes_dot(bytes, &p, to[4]);
	for (size_t i = 0; i < n; i++) {
		double dot = 0, square = 0;
		for (size_t j = 0; j < width; j++) {
			double a = (double)x[j];
			double b = (double)rows[id[i] * width + j];
			dot += a * b;
			square += (a - b) * (a - b);
		}
		for (size_t k = 0; k < 5; k++)
			ck_assert_double_eq((double)to[k][i],
			                    k % 2 ? square : dot);
	}
	qn_big_free(x);
	qn_big_free(bytes);
	qn_big_free(slab);
	free(halves);
	free(table);
}

START_TEST(rows_picked_from_a_table_give_their_products_and_distances)
{
	static const size_t widths[] = {64, 128, 320};
	struct qn_rng r = qn_rng_new(7, 0);
	for (size_t t = 0; t < TABLES; t++) {
		const struct qn_kern *kern = qn_kern_named(NAMES[t]);
		for (size_t w = 0; kern && w < 3; w++)
			for (size_t n = 0; n <= PICKED; n++)
				check_picked(kern, widths[w], n, n % 16, &r);
	}
}
END_TEST

START_TEST(a_number_finds_its_place_among_sorted_ones)
{
	enum { MOST = 70 };
	struct qn_rng r = qn_rng_new(9, 0);
	for (size_t t = 0; t < TABLES; t++) {
		const struct qn_kern *kern = qn_kern_named(NAMES[t]);
		uint64_t sorted[MOST + QN_SORTED_ROOM];
		for (size_t n = 0; kern && n < MOST; n++) {
			uint64_t x = qn_rng_next(&r) >> qn_rng_below(&r, 8);
			size_t place = kern->insert(sorted, n, x);
			ck_assert(sorted[place] == x);
			for (size_t i = 0; i < n; i++)
				ck_assert(sorted[i] <= sorted[i + 1]);
		}
	}
}
END_TEST

/* Ones at every bit, and more than one half away from the next. */
START_TEST(half_floats_are_the_nearest_ones)
{
	for (uint32_t h = 0; h < 0x7c00; h++) {
		float f = qn_half_float((uint16_t)h);
		ck_assert_uint_eq(qn_half(f), h);
		ck_assert_uint_eq(qn_half(-f), h | 0x8000);
		float next = qn_half_float((uint16_t)(h + 1));
		if (h + 1 == 0x7c00)
			break;
		float middle = f + (next - f) / 2;
		ck_assert_uint_eq(qn_half(middle), h % 2 ? h + 1 : h);
		ck_assert_uint_eq(qn_half(nextafterf(middle, 0)), h);
		ck_assert_uint_eq(qn_half(nextafterf(middle, next)), h + 1);
	}
	ck_assert_uint_eq(qn_half(INFINITY), qn_half(QN_HALF_MOST));
	ck_assert_uint_eq(qn_half(1e30f), qn_half(QN_HALF_MOST));
	ck_assert_float_eq(qn_half_float(0x3c00), 1);
	ck_assert_float_eq(qn_half_float(0xc000), -2);
	ck_assert_float_eq(qn_half_float(1), 0x1p-24f);
}
END_TEST

/* --- rows ----------------------------------------------------------------- */

/* m inputs and k outputs of n floats, the last `pad` of which are zero; what
 * they should become, and how far off they may be. */
struct rows {
	size_t m, k, n, pad;
	uint64_t labels;
	double rate;
	bool in_order;
	float *slab;
	float *x[MOST_M], *y[MOST_K];
	double to_x[MOST_M][MOST_N], to_y[MOST_K][MOST_N];
	double off_x[MOST_M][MOST_N], off_y[MOST_K][MOST_N];
	double loss;
};

static void fill(struct rows *s, size_t m, size_t k, size_t n, struct qn_rng *r)
{
	struct qn_err e = QN_ERR_INIT;
	double scale = sqrt(3.3 / sqrt((double)n)); /* logits of about 1 */
	s->m = m;
	s->k = k;
	s->n = n;
	s->pad = qn_rng_below(r, QN_ROW);
	s->labels = qn_rng_next(r);
	s->rate = 0.01 + 0.04 * qn_rng_double(r);
	s->loss = 0;
	s->slab = qn_big_alloc((m + k) * n, sizeof(float), "rows", &e);
	for (size_t i = 0; i < m + k; i++) {
		float *row = s->slab + i * n;
		*(i < m ? &s->x[i] : &s->y[i - m]) = row;
		double *to = i < m ? s->to_x[i] : s->to_y[i - m];
		double *off = i < m ? s->off_x[i] : s->off_y[i - m];
		for (size_t j = 0; j < n; j++) {
			if (j < n - s->pad)
				row[j] = (float)uniform(r, scale);
			to[j] = (double)row[j];
			off[j] = 3e-7;
		}
	}
}

static double logit(const double *x, const double *y, size_t n)
{
	double sum = 0;
	for (size_t j = 0; j < n; j++)
		sum += x[j] * y[j];
	return sum;
}

/* `to` += g from, and the bound with it; `from` itself may be off. */
static void pull(double *to, double *off, double g, double g_off,
                 const double *from, const double *from_off, size_t n)
{
	for (size_t j = 0; j < n; j++) {
		to[j] += g * from[j];
		off[j] += g_off * fabs(from[j]) + 1e-7 * fabs(g * from[j]);
		if (from_off)
			off[j] += fabs(g) * from_off[j];
	}
}

/* Outputs are updated a few at a time, and all but the first few may see
 * inputs that others have moved already, and hand that on to later inputs. */
static void allow_order(struct rows *s, size_t m, double (*g)[MOST_K],
                        double (*y)[MOST_N])
{
	for (size_t j = 0; j < s->n && s->k > AT_ONCE; j++) {
		double off[MOST_K] = {0};
		for (size_t i = 0; i < m; i++) {
			double moved = 0;
			for (size_t o = 0; o < s->k; o++) {
				moved += fabs(g[i][o] * y[o][j]);
				s->off_x[i][j] += fabs(g[i][o]) * off[o];
			}
			for (size_t o = 0; o < s->k; o++)
				off[o] += fabs(g[i][o]) * moved;
		}
		for (size_t o = 0; o < s->k; o++)
			s->off_y[o][j] += off[o];
	}
}

/* The error of input i and output o: at its turn when they come in order,
 * else from the outputs as they were. */
static void error_of(struct rows *s, size_t i, size_t o, double (*x)[MOST_N],
                     double (*y)[MOST_N], double (*g)[MOST_K],
                     double (*g_off)[MOST_K])
{
	double z = logit(x[i], s->in_order ? s->to_y[o] : y[o], s->n);
	double label = (double)(s->labels >> o & 1);
	double p = 1 / (1 + exp(-z)), z_off = 0;
	for (size_t b = 0; s->in_order && b < i; b++)
		z_off += g_off[b][o] * fabs(logit(x[i], x[b], s->n));
	g[i][o] = s->rate * (label - p);
	g_off[i][o] =
	    s->rate * ((fabs(z) < 5.99 ? INSIDE : OUTSIDE) + z_off / 4);
	s->loss -= label > 0 ? log(p) : log1p(-p);
}

/* All at once, or one input after the other. */
static void segment(struct rows *s, size_t m)
{
	static double g[SEGMENT][MOST_K], g_off[SEGMENT][MOST_K];
	static double x[SEGMENT][MOST_N], y[MOST_K][MOST_N];
	memcpy(x, s->to_x, m * sizeof *x);
	memcpy(y, s->to_y, s->k * sizeof *y);
	for (size_t i = 0; i < m; i++)
		for (size_t o = 0; o < s->k; o++) {
			error_of(s, i, o, x, y, g, g_off);
			pull(s->to_x[i], s->off_x[i], g[i][o], g_off[i][o],
			     s->in_order ? s->to_y[o] : y[o],
			     s->in_order ? s->off_y[o] : NULL, s->n);
			pull(s->to_y[o], s->off_y[o], g[i][o], g_off[i][o],
			     x[i], NULL, s->n);
		}
	allow_order(s, m, g, y);
}

static void check_row(const struct rows *s, const float *row, const double *to,
                      const double *off)
{
	for (size_t j = 0; j < s->n; j++)
		ck_assert_msg(fabs((double)row[j] - to[j]) <= 1.5 * off[j],
		              "m %zu k %zu n %zu row %d column %zu: %.9g, "
		              "not %.9g within %.2g",
		              s->m, s->k, s->n,
		              (int)((row - s->slab) / (long)s->n), j,
		              (double)row[j], to[j], off[j]);
	for (size_t j = s->n - s->pad; j < s->n; j++)
		ck_assert_msg(row[j] == 0, "the padding was written on");
}

static void check_rows(const struct rows *s)
{
	for (size_t i = 0; i < s->m; i++)
		check_row(s, s->x[i], s->to_x[i], s->off_x[i]);
	for (size_t o = 0; o < s->k; o++)
		check_row(s, s->y[o], s->to_y[o], s->off_y[o]);
}

/* Rows that are fetched ahead change nothing: here they are the outputs. */
static struct qn_outputs outputs(const struct rows *s, double *loss)
{
	return (struct qn_outputs){.y = s->y,
	                           .k = s->k,
	                           .labels = s->labels,
	                           .rate = (float)s->rate,
	                           .in_order = s->in_order,
	                           .n = s->n,
	                           .ahead = s->y,
	                           .n_ahead = s->k,
	                           .loss = loss};
}

static void check_logistic(const struct qn_kern *kern, struct rows *s,
                           bool measure)
{
	double loss = 7;
	if (s->m > SEGMENT)
		s->m = SEGMENT; /* more: the next test */
	segment(s, s->m);
	const struct qn_outputs out = outputs(s, measure ? &loss : NULL);
	kern->logistic(s->x, s->m, &out);
	check_rows(s);
	ck_assert_double_eq_tol(loss, measure ? 7 + s->loss : 7,
	                        1e-2 * s->loss);
	qn_big_free(s->slab);
}

/* The same bytes as from a call for each 32 inputs. */
static void check_segments(const struct qn_kern *kern, struct rows *s,
                           bool measure)
{
	struct qn_err e = QN_ERR_INIT;
	size_t floats = (s->m + s->k) * s->n;
	double once = 0, parts = 0;
	float *was = qn_big_alloc(floats, sizeof *was, "rows", &e);
	float *then = qn_big_alloc(floats, sizeof *then, "rows", &e);
	memcpy(was, s->slab, floats * sizeof *was);
	struct qn_outputs out = outputs(s, measure ? &once : NULL);
	kern->logistic(s->x, s->m, &out);
	out.loss = measure ? &parts : NULL;
	memcpy(then, s->slab, floats * sizeof *was);
	memcpy(s->slab, was, floats * sizeof *was);
	for (size_t i = 0; i < s->m; i += SEGMENT)
		kern->logistic(s->x + i,
		               s->m - i < SEGMENT ? s->m - i : SEGMENT, &out);
	ck_assert_mem_eq(s->slab, then, floats * sizeof *was);
	ck_assert(once == parts);
	qn_big_free(then);
	qn_big_free(was);
	qn_big_free(s->slab);
}

/* Calls `check` for shapes that between them have every m and every k. */
static void for_shapes(void (*check)(const struct qn_kern *, struct rows *,
                                     bool))
{
	struct rows *s = malloc(sizeof *s);
	for (size_t t = 0; t < TABLES; t++) {
		const struct qn_kern *kern = qn_kern_named(NAMES[t]);
		struct qn_rng r = qn_rng_new(2, 0);
		for (size_t i = 0; kern && i < (size_t)MOST_M * 2; i++) {
			size_t n = 16 * (1 + qn_rng_below(&r, MOST_N / 16));
			size_t m = 1 + qn_rng_below(&r, MOST_M);
			size_t k = 1 + qn_rng_below(&r, MOST_K);
			if (i % 2)
				m = 1 + i / 2 % MOST_M;
			else
				k = 1 + i / 2 % MOST_K;
			fill(s, m, k, n, &r);
			s->in_order = i % 5 < 2;
			check(kern, s, i % 3 > 0);
		}
	}
	free(s);
}

START_TEST(logistic_takes_inputs_at_once_or_in_order)
{
	for_shapes(check_logistic);
}
END_TEST

START_TEST(more_inputs_are_taken_32_at_a_time)
{
	for_shapes(check_segments);
}
END_TEST

/* h is x[0], and the error begins as something. */
static void check_bag(const struct qn_kern *kern, struct rows *s, bool measure)
{
	struct qn_err err = QN_ERR_INIT;
	float *e = qn_big_alloc(s->n, sizeof *e, "error", &err);
	double loss = 7;
	s->m = 1;
	segment(s, 1);
	for (size_t j = 0; j < s->n - s->pad; j++) {
		e[j] = 0.25f;
		s->to_x[0][j] += 0.25 - (double)s->x[0][j];
	}
	float *h = s->x[0], *was = malloc(s->n * sizeof *was);
	memcpy(was, h, s->n * sizeof *was);
	const struct qn_outputs out = outputs(s, measure ? &loss : NULL);
	kern->logistic_bag(h, e, &out);
	ck_assert_mem_eq(h, was, s->n * sizeof *was);
	s->x[0] = e;
	check_rows(s);
	ck_assert_double_eq_tol(loss, measure ? 7 + s->loss : 7,
	                        1e-2 * s->loss);
	free(was);
	qn_big_free(e);
	qn_big_free(s->slab);
}

START_TEST(logistic_bag_leaves_its_input_and_adds_up_the_error)
{
	for_shapes(check_bag);
}
END_TEST

/* As the three kernels one after the other, but for rounding. */
static void check_mean(const struct qn_kern *kern, struct rows *s, bool measure)
{
	struct qn_err err = QN_ERR_INIT;
	double once = 7, steps = 7;
	s->k = s->k > 8 ? 8 : s->k;
	size_t floats = (s->m + s->k) * s->n;
	float *then = qn_big_alloc(floats, sizeof *then, "rows", &err);
	float *was = qn_big_alloc(floats, sizeof *was, "rows", &err);
	float *h = qn_big_alloc(2 * s->n, sizeof *h, "mean", &err);
	struct qn_outputs out = outputs(s, measure ? &once : NULL);
	memcpy(was, s->slab, floats * sizeof *was);
	kern->logistic_mean(s->x, s->m, h, &out);
	memcpy(then, s->slab, floats * sizeof *was);
	memcpy(s->slab, was, floats * sizeof *was);
	out.loss = measure ? &steps : NULL;
	memset(h, 0, 2 * s->n * sizeof *h);
	kern->row_sum(h, s->x, s->m, 1.0f / (float)s->m, s->n);
	kern->logistic_bag(h, h + s->n, &out);
	kern->row_add(s->x, s->m, h + s->n, s->n);
	for (size_t i = 0; i < floats; i++) {
		ck_assert_float_eq_tol(s->slab[i], then[i], 2e-6f);
		if (i % s->n >= s->n - s->pad)
			ck_assert(then[i] == 0);
	}
	ck_assert_double_eq_tol(once, steps, 1e-4 * steps);
	qn_big_free(h);
	qn_big_free(was);
	qn_big_free(then);
	qn_big_free(s->slab);
}

START_TEST(logistic_mean_does_three_steps_in_one)
{
	for_shapes(check_mean);
}
END_TEST

static void check_sum_and_add(const struct qn_kern *kern, struct rows *s,
                              bool half)
{
	struct qn_err err = QN_ERR_INIT;
	float *h = qn_big_alloc(s->n, sizeof *h, "sum", &err);
	float scale = half ? 0.5f : 1.0f / (float)s->m;
	s->k = 0;
	h[0] = 9; /* is overwritten */
	kern->row_sum(h, s->x, s->m, scale, s->n);
	for (size_t j = 0; j < s->n; j++) {
		double sum = 0;
		for (size_t i = 0; i < s->m; i++)
			sum += s->to_x[i][j];
		ck_assert_double_eq_tol((double)h[j], sum * (double)scale,
		                        1e-6 * (double)s->m);
		for (size_t i = 0; i < s->m; i++) {
			s->to_x[i][j] += (double)h[j];
			s->off_x[i][j] += 1e-7 * fabs((double)h[j]);
		}
	}
	kern->row_add(s->x, s->m, h, s->n);
	check_rows(s);
	qn_big_free(h);
	qn_big_free(s->slab);
}

START_TEST(rows_are_summed_and_added_to)
{
	for_shapes(check_sum_and_add);
}
END_TEST

START_TEST(a_row_twice_in_a_bag_is_added_to_twice)
{
	_Alignas(64) float row[16] = {1}, e[16] = {0.5f}, h[16];
	float *x[] = {row, row};
	for (size_t t = 0; t < TABLES; t++) {
		const struct qn_kern *kern = qn_kern_named(NAMES[t]);
		if (!kern)
			continue;
		row[0] = 1;
		kern->row_sum(h, x, 2, 0.5f, 16);
		ck_assert(h[0] == 1);
		kern->row_add(x, 2, e, 16);
		ck_assert(row[0] == 2);
	}
}
END_TEST

START_TEST(the_table_in_use_has_a_name_that_finds_it)
{
	ck_assert_ptr_eq(qn_kern_named(qn_kern_name()), qn_kern());
	ck_assert_ptr_nonnull(qn_kern_named("generic"));
	ck_assert_ptr_null(qn_kern_named("abacus"));
}
END_TEST

SUITE(kern, dot_and_axpy_take_any_length_and_alignment,
      rows_picked_from_a_table_give_their_products_and_distances,
      a_number_finds_its_place_among_sorted_ones,
      half_floats_are_the_nearest_ones,
      logistic_takes_inputs_at_once_or_in_order,
      more_inputs_are_taken_32_at_a_time,
      logistic_bag_leaves_its_input_and_adds_up_the_error,
      logistic_mean_does_three_steps_in_one, rows_are_summed_and_added_to,
      a_row_twice_in_a_bag_is_added_to_twice,
      the_table_in_use_has_a_name_that_finds_it)
