/* SPDX-License-Identifier: MIT */
/*
 * test_alias.c -- the table holds exactly the distribution it was made from.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alias.h"
#include "base/rng.h"

/* The probabilities that a table stands for, from its columns. */
static double *shares(const struct qn_alias *a)
{
	double *share = calloc(a->n, sizeof *share);
	for (uint32_t i = 0; i < a->n; i++) {
		const struct qn_alias_column *c = &a->column[i];
		double own = c->cut * 0x1p-32;
		share[i] += own / a->n;
		share[c->other] += (1 - own) / a->n;
	}
	return share;
}

static void check_table(const double *weight, uint32_t n)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_alias a;
	double sum = 0;
	ck_assert_msg(qn_alias_init(&a, weight, n, &e), "%s", e.text);
	for (uint32_t i = 0; i < n; i++)
		sum += weight[i];
	double *share = shares(&a);
	for (uint32_t i = 0; i < n; i++)
		ck_assert_double_eq_tol(share[i], weight[i] / sum, 1e-9);
	free(share);
	qn_alias_release(&a);
}

START_TEST(columns_hold_the_weights)
{
	check_table((double[]){1}, 1);
	check_table((double[]){1, 1, 1}, 3);
	check_table((double[]){0, 5, 0, 1}, 4);
	check_table((double[]){1e-9, 1e9}, 2);
}
END_TEST

START_TEST(a_zipf_distribution_is_held)
{
	enum { N = 5000 };
	double *weight = malloc(N * sizeof *weight);
	for (int i = 0; i < N; i++)
		weight[i] = pow(1e7 / (i + 1), 0.75);
	check_table(weight, N);
	free(weight);
}
END_TEST

START_TEST(draws_follow_the_weights)
{
	static const double weight[] = {1, 0, 3, 6};
	struct qn_err e = QN_ERR_INIT;
	struct qn_alias a;
	struct qn_rng r = qn_rng_new(1, 0);
	int seen[4] = {0};
	ck_assert(qn_alias_init(&a, weight, 4, &e));
	for (int i = 0; i < 100000; i++)
		seen[qn_alias_draw(&a, qn_rng_next(&r))]++;
	ck_assert_int_eq(seen[1], 0);
	for (int i = 0; i < 4; i++)
		ck_assert_double_eq_tol(seen[i], weight[i] * 1e4, 600);
	qn_alias_release(&a);
}
END_TEST

START_TEST(nothing_to_draw_from_is_an_error)
{
	struct qn_alias a;
	struct qn_err e = QN_ERR_INIT;
	ck_assert(!qn_alias_init(&a, (double[]){0, 0}, 2, &e));
	ck_assert(e.failed);
	qn_alias_release(&a);
	e = QN_ERR_INIT;
	ck_assert(!qn_alias_init(&a, (double[]){1, HUGE_VAL}, 2, &e));
	qn_alias_release(&a);
}
END_TEST

SUITE(alias, columns_hold_the_weights, a_zipf_distribution_is_held,
      draws_follow_the_weights, nothing_to_draw_from_is_an_error)
