/* SPDX-License-Identifier: MIT */
/*
 * test_head.c -- convolution over time, its maximum, and heads: what they come
 * to, gradients against differences.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "seq/head.h"

enum { H = 6, LABELS = 3, FILTERS = 5, WINDOW = 3, N = 7 };

START_TEST(a_filter_is_the_sum_over_its_window)
{
	const float x[5 * 2] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
	const float w[2 * 3 * 2] = {1, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0};
	const float b[2] = {10, -20};
	const struct qn_convtime c = {2, 2, 3, w, b};
	float y[3 * 2], top[2];
	uint32_t at[2];
	qn_convtime_forward(&c, y, x, 5);
	/* x[t][0] + x[t + 2][1] + 10, 2 x[t + 1][0] - 20 */
	const float want[] = {17, -14, 21, -10, 25, -6};
	ck_assert_mem_eq(y, want, sizeof want);
	qn_maxtime_forward(top, at, y, 3, 2);
	ck_assert(top[0] == 25 && at[0] == 2);
	ck_assert(top[1] == 0 && at[1] == 3);
	const float dtop[] = {4, 4};
	qn_maxtime_backward(y, dtop, at, 3, 2);
	const float back[] = {0, 0, 0, 0, 4, 0};
	ck_assert_mem_eq(y, back, sizeof back);
}
END_TEST

struct bench {
	struct qn_net net;
	struct qn_head head;
	struct qn_dropout drop;
	size_t n;
	float x[N * H], dx[N * H];
	float *g;
};

static void set_up(struct bench *b, enum qn_gather gather, size_t n)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng rng = qn_rng_new(3, gather);
	*b = (struct bench){.n = n};
	b->net = (struct qn_net){
	    .class = &qn_rnnnet,
	    .shape = {.words = 4,
	              .layers = 1,
	              .hidden = H,
	              .head = {LABELS, gather, FILTERS, WINDOW}}};
	ck_assert(qn_net_measure(&b->net, &e));
	b->net.w = calloc(b->net.params.total, sizeof(float));
	b->g = calloc(b->net.params.total, sizeof(float));
	qn_params_init(&b->net.params, b->net.w, 1);
	ck_assert(qn_head_init(&b->head, &b->net, N, &e));
	for (size_t i = b->head.from; i < b->head.to; i++)
		b->net.w[i] += 0.1f * (float)qn_rng_double(&rng);
	for (size_t i = 0; i < n * H; i++)
		b->x[i] = 2 * (float)qn_rng_double(&rng) - 1;
}

static void tear_down(struct bench *b)
{
	qn_head_release(&b->head);
	qn_params_release(&b->net.params);
	free(b->net.w);
	free(b->g);
}

static double loss(struct bench *b)
{
	size_t n = b->head.to - b->head.from;
	memset(b->g + b->head.from, 0, n * sizeof *b->g);
	return qn_head_learn(&b->head, b->x, b->n, 1, 0, 1, &b->drop, 9, b->g,
	                     b->dx);
}

/* The gradient d of *w by differences. */
static void check_slope(struct bench *b, float *w, float d, const char *what)
{
	const float by = 1e-2f, was = *w;
	*w = was + by;
	double up = loss(b);
	*w = was - by;
	double down = loss(b);
	*w = was;
	double found = (up - down) / (2 * (double)by);
	ck_assert_msg(fabs(found - (double)d) < 2e-3 + 1e-2 * fabs(found),
	              "%s: %g by differences, %g by the gradient", what, found,
	              (double)d);
}

START_TEST(gradients_of_heads_are_slopes)
{
	static const size_t lengths[] = {N, 2, 1};
	for (int gather = 0; gather <= QN_GATHER_CONV; gather++)
		for (size_t l = 0; l < 3; l++) {
			struct bench b;
			set_up(&b, (enum qn_gather)gather, lengths[l]);
			if (l == 0)
				b.drop = qn_lesson_dropout(
				    &(struct qn_lesson){.seed = 2}, 0.3f, 1);
			loss(&b);
			float dx[N * H];
			size_t from = b.head.from, n = b.head.to - from;
			float *g = malloc(n * sizeof *g);
			memcpy(g, b.g + from, n * sizeof *g);
			memcpy(dx, b.dx, sizeof dx);
			for (size_t i = 0; i < n; i++)
				check_slope(&b, b.net.w + from + i, g[i],
				            "a parameter");
			for (size_t i = 0; i < b.n * H; i++)
				check_slope(&b, b.x + i, dx[i], "a state");
			free(g);
			tear_down(&b);
		}
}
END_TEST

START_TEST(labels_are_as_likely_as_learning_says)
{
	for (int gather = 0; gather <= QN_GATHER_CONV; gather++) {
		struct bench b;
		float ln_p[LABELS];
		double sum = 0;
		set_up(&b, (enum qn_gather)gather, 5);
		qn_head_read(&b.head, b.x, 5, ln_p);
		for (size_t i = 0; i < LABELS; i++)
			sum += exp((double)ln_p[i]);
		ck_assert_double_eq_tol(sum, 1, 1e-5);
		ck_assert_double_eq_tol(loss(&b), -(double)ln_p[1], 1e-5);
		tear_down(&b);
	}
}
END_TEST

SUITE(head, a_filter_is_the_sum_over_its_window, gradients_of_heads_are_slopes,
      labels_are_as_likely_as_learning_says)
