/* SPDX-License-Identifier: MIT */
/*
 * test_optim.c -- steps against the formulas, schedules, clipping.
 */
#include "tests/unit/suite.h"

#include <math.h>

#include "seq/optim.h"

enum { N = 5 };

static struct qn_optim optim(enum qn_optimizer kind, float rate)
{
	struct qn_optim_options o = QN_OPTIM_DEFAULTS;
	struct qn_optim p;
	struct qn_err e = QN_ERR_INIT;
	o.kind = kind;
	o.rate = rate;
	o.schedule = QN_SCHEDULE_CONSTANT;
	ck_assert(qn_optim_check(&o, &e));
	ck_assert(qn_optim_init(&p, &o, N, 100, &e));
	return p;
}

START_TEST(adam_goes_by_its_averages)
{
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_optim p = optim(QN_OPTIM_ADAM, 0.1f);
	float w[N] = {1, 1, 1, 1, 1};
	double m = 0, v = 0, x = 1;
	for (int t = 1; t <= 5; t++) {
		const float g[N] = {0.5f * (float)t, 0, -1, 3, 1e-3f};
		double d = 0.5 * t;
		ck_assert(qn_optim_step(&p, w, g, pool));
		m = 0.9 * m + 0.1 * d;
		v = 0.999 * v + 0.001 * d * d;
		x -= 0.1 * (m / (1 - pow(0.9, t))) /
		     (sqrt(v / (1 - pow(0.999, t))) + 1e-8);
		ck_assert_double_eq_tol((double)w[0], x, 1e-5);
		ck_assert(w[1] == 1);
	}
	qn_optim_release(&p);
	qn_pool_free(pool);
}
END_TEST

START_TEST(decay_shrinks_parameters_without_gradients)
{
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_optim p = optim(QN_OPTIM_ADAMW, 0.1f);
	const float g[N] = {0};
	float w[N] = {1, 2, 3, 4, 5};
	p.o.decay = 0.5f;
	ck_assert(qn_optim_step(&p, w, g, pool));
	ck_assert_float_eq_tol(w[4], 5 * 0.95f, 1e-6f);
	qn_optim_release(&p);
	qn_pool_free(pool);
}
END_TEST

START_TEST(momentum_goes_on)
{
	struct qn_pool *pool = qn_pool_new(1);
	for (int nesterov = 0; nesterov < 2; nesterov++) {
		struct qn_optim_options o = QN_OPTIM_DEFAULTS;
		struct qn_optim p;
		struct qn_err e = QN_ERR_INIT;
		const float g[N] = {1, 1, 1, 1, 1};
		float w[N] = {0};
		o.kind = nesterov ? QN_OPTIM_NESTEROV : QN_OPTIM_SGD;
		o.rate = 1;
		o.schedule = QN_SCHEDULE_CONSTANT;
		o.momentum = 0.5f;
		ck_assert(qn_optim_init(&p, &o, N, 100, &e));
		ck_assert(qn_optim_step(&p, w, g, pool));
		ck_assert_float_eq(w[0], nesterov ? -1.5f : -1);
		ck_assert(qn_optim_step(&p, w, g, pool));
		ck_assert_float_eq(w[0], nesterov ? -3.25f : -2.5f);
		qn_optim_release(&p);
	}
	qn_pool_free(pool);
}
END_TEST

START_TEST(long_gradients_are_clipped_and_nan_refused)
{
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_optim p = optim(QN_OPTIM_SGD, 1);
	float g[N] = {3, 4, 0, 0, 0}, w[N] = {0};
	p.o.clip = 1;
	ck_assert(qn_optim_step(&p, w, g, pool));
	ck_assert_double_eq_tol(p.norm, 5, 1e-6);
	ck_assert_float_eq_tol(w[1], -0.8f, 1e-6f);
	g[2] = NAN;
	ck_assert(!qn_optim_step(&p, w, g, pool));
	ck_assert_float_eq_tol(w[1], -0.8f, 1e-6f);
	ck_assert_uint_eq(p.step, 1);
	qn_optim_release(&p);
	qn_pool_free(pool);
}
END_TEST

START_TEST(rates_follow_their_schedules)
{
	struct qn_optim p = optim(QN_OPTIM_SGD, 1);
	p.o.warmup = 10;
	ck_assert_double_eq_tol(qn_optim_rate(&p), 0.1, 1e-9);
	p.step = 54;
	ck_assert_double_eq(qn_optim_rate(&p), 1);
	p.o.schedule = QN_SCHEDULE_LINEAR;
	ck_assert_double_eq_tol(qn_optim_rate(&p), 0.5, 1e-9);
	p.o.schedule = QN_SCHEDULE_COSINE;
	ck_assert_double_eq_tol(qn_optim_rate(&p), 0.505, 1e-9);
	p.o.schedule = QN_SCHEDULE_INVERSE;
	p.step = 39;
	ck_assert_double_eq_tol(qn_optim_rate(&p), 0.5, 1e-9);
	p.cut = 0.25f;
	ck_assert_double_eq_tol(qn_optim_rate(&p), 0.125, 1e-9);
	qn_optim_release(&p);
}
END_TEST

SUITE(optim, adam_goes_by_its_averages,
      decay_shrinks_parameters_without_gradients, momentum_goes_on,
      long_gradients_are_clipped_and_nan_refused, rates_follow_their_schedules)
