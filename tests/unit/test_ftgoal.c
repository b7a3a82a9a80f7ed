/* SPDX-License-Identifier: MIT */
/*
 * test_ftgoal.c -- under each loss the step is down the slope of that loss,
 * which finite differences know without its formulas.
 */
#include "embed/ftgoal.h"

#include <math.h>
#include <string.h>

#include "base/kern.h"
#include "tests/unit/suite.h"

enum { DIM = 20, STRIDE = 32, OUTPUTS = 70, TARGET = 3, NEGATIVE = 6 };

#define RATE 0.01f

/* Some outputs, one of them the goal, and rows as they were. */
struct bench {
	struct qn_ft_goals goals;
	struct qn_ft_aim aim;
	struct qn_sgd_plan plan;
	struct qn_ft_goal goal;
	uint32_t target[256];
	_Alignas(64) float was[OUTPUTS][STRIDE], now[OUTPUTS][STRIDE];
	_Alignas(64) float dense[(OUTPUTS + 16) * STRIDE]; /* across */
	_Alignas(64) float h[STRIDE];
	float *row[256];
};

static const uint32_t right[] = {TARGET, 66};

static void set_up(struct bench *b, enum qn_ft_loss loss, uint32_t n)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_args a = QN_FT_ARGS_DEFAULTS;
	struct qn_ft_word word[OUTPUTS];
	struct qn_rng r = qn_rng_new(1, 2);
	uint64_t bits[NEGATIVE];
	memset(b, 0, sizeof *b);
	a.loss = loss;
	a.dim = DIM;
	a.negative = NEGATIVE;
	for (uint32_t i = 0; i < OUTPUTS; i++) {
		word[i] = (struct qn_ft_word){.count = 1000 / (i + 1) + 1};
		for (int j = 0; j < DIM; j++)
			b->was[i][j] = (float)qn_rng_double(&r) - 0.5f;
	}
	for (int j = 0; j < DIM; j++)
		b->h[j] = (float)qn_rng_double(&r) - 0.5f;
	ck_assert(qn_ft_goals_init(&b->goals, &a, word, n, &e));
	ck_assert(qn_ft_aim_init(&b->aim, &b->goals, &e));
	b->plan.target = b->target;
	for (int i = 0; i < NEGATIVE; i++)
		bits[i] = qn_rng_next(&r);
	b->goal = qn_ft_goal_draw(&b->goals, &b->plan, TARGET, bits, &r);
	for (size_t i = 0; i < b->plan.targets; i++)
		b->row[i] = b->now[b->target[i]];
}

static void tear_down(struct bench *b)
{
	qn_ft_aim_release(&b->aim);
	qn_ft_goals_release(&b->goals);
}

/* A step from where things were; the loss before it. */
static double aim(struct bench *b)
{
	struct qn_sgd_tally tally = {0};
	struct qn_sgd_line line = {.plan = &b->plan,
	                           .target = b->row,
	                           .dense =
	                               b->goals.across ? b->dense : b->now[0],
	                           .rate = RATE,
	                           .tally = &tally};
	double loss = 0;
	memcpy(b->now, b->was, sizeof b->now);
	for (size_t i = 0; b->goals.across && i < b->goals.n; i++)
		for (size_t j = 0; j < DIM; j++)
			*qn_ft_goals_weight(&b->goals, b->dense, i, j) =
			    b->was[i][j];
	memcpy(b->aim.h, b->h, sizeof b->h);
	memset(b->aim.err, 0, sizeof b->h);
	qn_ft_aim_at(&b->aim, &b->goals, &line, &b->goal, right, 2, &loss);
	for (size_t i = 0; b->goals.across && i < b->goals.n; i++)
		for (size_t j = 0; j < DIM; j++)
			b->now[i][j] =
			    *qn_ft_goals_weight(&b->goals, b->dense, i, j);
	return loss;
}

/* How the loss changes with *x. */
static double slope(struct bench *b, float *x)
{
	const float eps = 0.01f, was = *x;
	*x = was + eps;
	double up = aim(b);
	*x = was - eps;
	double down = aim(b);
	*x = was;
	return (up - down) / (2 * (double)eps);
}

static void check_slopes(enum qn_ft_loss loss, uint32_t n)
{
	struct bench b;
	float err[DIM], moved[OUTPUTS][DIM];
	set_up(&b, loss, n);
	aim(&b);
	memcpy(err, b.aim.err, sizeof err);
	for (int i = 0; i < OUTPUTS; i++)
		for (int j = 0; j < DIM; j++)
			moved[i][j] = b.now[i][j] - b.was[i][j];
	for (int j = 0; j < DIM; j++)
		ck_assert_double_eq_tol((double)err[j] / -(double)RATE,
		                        slope(&b, &b.h[j]), 4e-3);
	for (uint32_t i = 0; i < n; i += 3)
		for (int j = 0; j < DIM; j += 7)
			ck_assert_double_eq_tol((double)moved[i][j] /
			                            -(double)RATE,
			                        slope(&b, &b.was[i][j]), 4e-3);
	for (int j = DIM; j < STRIDE; j++)
		ck_assert_float_eq(b.aim.err[j], 0);
	tear_down(&b);
}

START_TEST(negative_sampling_goes_down_its_slope)
{
	check_slopes(QN_FT_NS, OUTPUTS);
}
END_TEST

START_TEST(hierarchical_softmax_goes_down_its_slope)
{
	check_slopes(QN_FT_HS, OUTPUTS);
}
END_TEST

START_TEST(softmax_goes_down_its_slope)
{
	check_slopes(QN_FT_SOFTMAX, OUTPUTS);
}
END_TEST

START_TEST(softmax_of_few_outputs_goes_down_its_slope)
{
	check_slopes(QN_FT_SOFTMAX, 10);
}
END_TEST

START_TEST(one_vs_all_goes_down_its_slope)
{
	check_slopes(QN_FT_OVA, OUTPUTS);
}
END_TEST

START_TEST(the_loss_of_softmax_is_that_of_the_textbook)
{
	struct bench b;
	double sum = 0, own = 0;
	set_up(&b, QN_FT_SOFTMAX, OUTPUTS);
	for (int i = 0; i < OUTPUTS; i++) {
		double x = 0;
		for (int j = 0; j < DIM; j++)
			x += (double)b.h[j] * (double)b.was[i][j];
		sum += exp(x);
		own = i == TARGET ? x : own;
	}
	ck_assert_double_eq_tol(aim(&b), log(sum) - own, 1e-5);
	tear_down(&b);
}
END_TEST

START_TEST(noise_is_never_the_target)
{
	struct bench b;
	struct qn_rng r = qn_rng_new(7, 7);
	set_up(&b, QN_FT_NS, OUTPUTS);
	for (int round = 0; round < 1000; round++) {
		uint64_t bits[NEGATIVE];
		b.plan.targets = 0;
		for (int i = 0; i < NEGATIVE; i++)
			bits[i] = qn_rng_next(&r);
		qn_ft_goal_draw(&b.goals, &b.plan, 0, bits, &r);
		ck_assert_uint_eq(b.target[0], 0);
		for (size_t i = 1; i < b.plan.targets; i++)
			ck_assert_uint_ne(b.target[i], 0);
	}
	tear_down(&b);
}
END_TEST

START_TEST(a_step_without_end_is_cut_short)
{
	struct bench b;
	struct qn_sgd_tally tally = {0};
	const struct qn_sgd_line line = {.tally = &tally};
	set_up(&b, QN_FT_NS, OUTPUTS);
	for (int j = 0; j < DIM; j++)
		b.aim.err[j] = 1e6f;
	qn_ft_aim_clip(&b.aim, &b.goals, &line);
	ck_assert_double_eq(tally.clipped, 1);
	ck_assert_float_le(b.aim.err[0], 1000);
	ck_assert_float_gt(b.aim.err[0], 0);
	b.aim.err[2] = NAN;
	qn_ft_aim_clip(&b.aim, &b.goals, &line);
	ck_assert_double_eq(tally.clipped, 2);
	ck_assert_float_eq(b.aim.err[2], 0);
	qn_ft_aim_clip(&b.aim, &b.goals, &line);
	ck_assert_double_eq(tally.clipped, 2);
	tear_down(&b);
}
END_TEST

SUITE(ftgoal, negative_sampling_goes_down_its_slope,
      hierarchical_softmax_goes_down_its_slope, softmax_goes_down_its_slope,
      softmax_of_few_outputs_goes_down_its_slope,
      one_vs_all_goes_down_its_slope,
      the_loss_of_softmax_is_that_of_the_textbook, noise_is_never_the_target,
      a_step_without_end_is_cut_short)
