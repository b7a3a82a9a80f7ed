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

/* What torch.optim (PyTorch 1.13, in double) has made of these parameters
 * after six steps with gradients that change. */
static const struct known {
	enum qn_optimizer kind;
	float rate, momentum, square, epsilon;
	double w[N];
} known[] = {
    {QN_OPTIM_SGD,
     0.1f,
     0,
     0,
     1e-8f,
     {-0.0542367689, -0.19521418, 1.09550949, 1.25563569, -2.994007e-07}},
    {QN_OPTIM_SGD,
     0.1f,
     0.9f,
     0,
     1e-8f,
     {-1.48890278, 0.824805495, 2.26813044, -0.754245059, 0.000220186728}},
    {QN_OPTIM_NESTEROV,
     0.1f,
     0.9f,
     0,
     1e-8f,
     {-2.288889, 1.44388984, 2.68170247, -1.21319398, 0.000196630374}},
    {QN_OPTIM_ADAGRAD,
     0.1f,
     0,
     0,
     1e-10f,
     {0.527709053, -0.554728149, 0.863744726, 1.77410506, -0.00952257167}},
    {QN_OPTIM_ADADELTA,
     1,
     0,
     0.9f,
     1e-6f,
     {0.968625284, -0.972603553, 0.519844114, 1.9901649, -3.426801e-05}},
    {QN_OPTIM_RMSPROP,
     0.1f,
     0,
     0.99f,
     1e-8f,
     {-3.73037691, 2.7861657, 4.13296798, -0.254014894, -0.0790053784}},
    {QN_OPTIM_RMSPROP,
     0.1f,
     0.9f,
     0.99f,
     1e-8f,
     {-13.9605756, 10.6217465, 12.5841128, -6.49048075, -0.721683627}},
    {QN_OPTIM_ADAM,
     0.1f,
     0,
     0.999f,
     1e-8f,
     {0.416797666, -0.482037389, 1.09992557, 1.48527791, -0.0420505929}},
    {QN_OPTIM_ADAMW,
     0.1f,
     0,
     0.999f,
     1e-8f,
     {0.41274898, -0.677235774, 1.09550948, 1.47596002, 0.137641451}},
};

static void check_known(const struct known *k, struct qn_pool *pool)
{
	struct qn_optim_options o = QN_OPTIM_DEFAULTS;
	struct qn_err e = QN_ERR_INIT;
	struct qn_optim p;
	float w[N] = {1, -1, 0.5f, 2, 0};
	o.kind = k->kind;
	o.schedule = QN_SCHEDULE_CONSTANT;
	o.rate = k->rate;
	o.momentum = k->momentum;
	o.square = k->square;
	o.epsilon = k->epsilon;
	o.decay = 0.01f;
	ck_assert(qn_optim_check(&o, &e) && qn_optim_init(&p, &o, N, 6, &e));
	for (int t = 1; t <= 6; t++) {
		const float g[N] = {0.5f * (float)t, t < 3 ? 0 : -2, -1,
		                    3 / (float)t, t % 2 ? -1e-3f : 1e-3f};
		ck_assert(qn_optim_step(&p, w, g, pool));
	}
	for (size_t i = 0; i < N; i++)
		ck_assert_double_eq_tol((double)w[i], k->w[i],
		                        2e-6 * (1 + fabs(k->w[i])));
	qn_optim_release(&p);
}

START_TEST(six_steps_lead_where_pytorch_goes)
{
	struct qn_pool *pool = qn_pool_new(1);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		check_known(&known[i], pool);
	qn_pool_free(pool);
}
END_TEST

START_TEST(single_gradients_are_clipped_after_all_of_them)
{
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_optim p = optim(QN_OPTIM_SGD, 1);
	const float g[N] = {3, -4, 0, 0, 0};
	float w[N] = {0};
	p.o.clip_value = 0.7f;
	ck_assert(qn_optim_step(&p, w, g, pool));
	ck_assert(w[0] == -0.7f && w[1] == 0.7f);
	p.o.clip = 1;
	ck_assert(qn_optim_step(&p, w, g, pool));
	ck_assert_float_eq_tol(w[0], -1.3f, 1e-6f);
	ck_assert_float_eq_tol(w[1], 1.4f, 1e-6f);
	qn_optim_release(&p);
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
	p.o.schedule = QN_SCHEDULE_STEP;
	p.epoch = 10;
	p.o.fall_every = 2;
	ck_assert_double_eq_tol(qn_optim_rate(&p), 0.5, 1e-9);
	p.step = 40;
	ck_assert_double_eq_tol(qn_optim_rate(&p), 0.25, 1e-9);
	p.o.fall = 0.1f;
	ck_assert_double_eq_tol(qn_optim_rate(&p), 0.01, 1e-6);
	p.o.schedule = QN_SCHEDULE_INVERSE;
	p.step = 39;
	p.cut = 0.25f;
	ck_assert_double_eq_tol(qn_optim_rate(&p), 0.125, 1e-9);
	qn_optim_release(&p);
}
END_TEST

SUITE(optim, adam_goes_by_its_averages,
      decay_shrinks_parameters_without_gradients, momentum_goes_on,
      six_steps_lead_where_pytorch_goes,
      single_gradients_are_clipped_after_all_of_them,
      long_gradients_are_clipped_and_nan_refused, rates_follow_their_schedules)
