/* SPDX-License-Identifier: MIT */
/*
 * test_kern_softmax.c -- a step of softmax regression is the textbook's, for
 * every instruction set, any number of outputs and rows of any width.
 */
#include "base/kern.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "tests/unit/suite.h"

static const char *const NAMES[] = {"generic", "avx2", "avx512", "neon"};

enum { MOST_K = 130, MOST_N = 112 };

struct bench {
	size_t k, n, target;
	float *slab; /* h, e, p, across, then y [k][n] */
	float *h, *e, *p, *across, *y[MOST_K];
	double x[MOST_N], w[MOST_K][MOST_N];
};

static float *across_at(const struct bench *b, size_t o, size_t j)
{
	size_t block = o / QN_SOFTMAX_ROOM, lane = o % QN_SOFTMAX_ROOM;
	return b->across + (block * b->n + j) * QN_SOFTMAX_ROOM + lane;
}

static void set_up(struct bench *b, size_t k, size_t n, double scale)
{
	struct qn_err err = QN_ERR_INIT;
	struct qn_rng r = qn_rng_new(k, n);
	size_t room =
	    (k + QN_SOFTMAX_ROOM - 1) / QN_SOFTMAX_ROOM * QN_SOFTMAX_ROOM;
	b->k = k;
	b->n = n;
	b->target = qn_rng_below(&r, (uint32_t)k);
	size_t padded = (n + QN_ROW - 1) / QN_ROW * QN_ROW;
	b->slab = qn_big_alloc(2 * padded + room + room * n + k * n,
	                       sizeof *b->slab, "rows", &err);
	b->h = b->slab;
	b->e = b->h + padded;
	b->p = b->e + padded;
	b->across = b->p + room;
	for (size_t j = 0; j < n; j++) {
		b->h[j] = (float)(scale * (qn_rng_double(&r) - 0.5));
		b->x[j] = (double)b->h[j];
		b->e[j] = 1;
	}
	for (size_t o = 0; o < k; o++) {
		b->y[o] = b->across + room * n + o * n;
		for (size_t j = 0; j < n; j++) {
			b->y[o][j] = (float)(qn_rng_double(&r) - 0.5);
			b->w[o][j] = (double)b->y[o][j];
			*across_at(b, o, j) = b->y[o][j];
		}
	}
}

static void check(const struct qn_kern *kern, size_t k, size_t n, double scale,
                  bool across)
{
	static struct bench b;
	const double rate = 0.25;
	double z[MOST_K], sum = 0, most = -1e30, loss = 3;
	set_up(&b, k, n, scale);
	for (size_t o = 0; o < k; o++) {
		z[o] = 0;
		for (size_t j = 0; j < n; j++)
			z[o] += b.x[j] * b.w[o][j];
		most = fmax(most, z[o]);
	}
	for (size_t o = 0; o < k; o++)
		sum += exp(z[o] - most);
	(across ? kern->softmax_across
	        : kern->softmax_bag)(b.h, b.e,
	                             &(struct qn_softmax){.y = b.y,
	                                                  .across = b.across,
	                                                  .k = k,
	                                                  .target = b.target,
	                                                  .rate = (float)rate,
	                                                  .n = n,
	                                                  .p = b.p,
	                                                  .loss = &loss});
	ck_assert_double_eq_tol(loss, 3 + log(sum) + most - z[b.target],
	                        1e-4 * (1 + fabs(most)));
	for (size_t j = 0; j < n; j++) {
		double e = 1;
		for (size_t o = 0; o < k; o++) {
			double p = exp(z[o] - most) / sum;
			double g = rate * ((o == b.target) - p);
			e += g * b.w[o][j];
			float y = across ? *across_at(&b, o, j) : b.y[o][j];
			ck_assert_double_eq_tol((double)y,
			                        b.w[o][j] + g * b.x[j],
			                        1e-5 * (1 + scale));
		}
		ck_assert_double_eq_tol((double)b.e[j], e, 1e-5);
		ck_assert_float_eq(b.h[j], (float)b.x[j]);
	}
	for (size_t o = k; across && o % QN_SOFTMAX_ROOM; o++)
		for (size_t j = 0; j < n; j++)
			ck_assert_float_eq(*across_at(&b, o, j), 0);
	qn_big_free(b.slab);
}

static void for_shapes(double scale)
{
	static const size_t ks[] = {1, 2, 7, 8, 9, 16, 17, 31, 113, 130};
	static const size_t ns[] = {16, 32, 48, 112, 8, 24};
	for (size_t t = 0; t < sizeof NAMES / sizeof *NAMES; t++) {
		const struct qn_kern *kern = qn_kern_named(NAMES[t]);
		for (size_t i = 0; kern && i < sizeof ks / sizeof *ks; i++)
			for (size_t j = 0; j < sizeof ns / sizeof *ns; j++)
				for (int across = ns[j] % QN_ROW != 0;
				     across < 2; across++)
					check(kern, ks[i], ns[j], scale,
					      across);
	}
}

START_TEST(softmax_is_the_textbook_s)
{
	for_shapes(1);
}
END_TEST

START_TEST(softmax_is_so_where_all_but_one_output_vanish)
{
	for_shapes(500);
}
END_TEST

SUITE(kern_softmax, softmax_is_the_textbook_s,
      softmax_is_so_where_all_but_one_output_vanish)
