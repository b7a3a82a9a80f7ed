/* SPDX-License-Identifier: MIT */
/*
 * test_mtsample.c -- tests of two made-up systems, with what sacreBLEU 2.6
 * and NumPy 2.4 say of them for the seed 12345 and 200 samples.
 */
#include "seq/mtsample.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tests/unit/suite.h"

#define SEGMENTS 60
#define WORDS    8
#define SAMPLES  200

/* Words in an order of their own, some of them another. */
static void write_line(struct qn_buf *b, int segment, int every, char other)
{
	qn_buf_clear(b);
	for (int k = 0; k < WORDS; k++) {
		char c = (char)('a' + (segment * 7 + k * 3) % 10);
		if (every && (segment * 5 + k * k) % every == 0)
			c = other;
		qn_buf_printf(b, "%c ", c);
	}
}

static void test(const struct qn_mt_metric *m, enum qn_mt_test kind,
                 int threads, struct qn_mt_verdict verdict[2])
{
	size_t n = qn_mt_stats(m);
	struct qn_mt_scorer *scorer = qn_mt_scorer_new(m);
	struct qn_buf line[3] = {{0}};
	double *each[2], *sum = qn_calloc(2 * n, sizeof *sum);
	for (int s = 0; s < 2; s++)
		each[s] = qn_calloc(SEGMENTS * n, sizeof **each);
	for (int i = 0; i < SEGMENTS; i++) {
		write_line(&line[0], i, 7, 'x');
		write_line(&line[1], i, 6, 'y');
		write_line(&line[2], i, 0, 0);
		const struct qn_slice r = qn_buf_slice(&line[2]);
		for (int s = 0; s < 2; s++) {
			double *stats = each[s] + (size_t)i * n;
			qn_mt_segment(scorer, qn_buf_slice(&line[s]), &r, 1,
			              stats);
			for (size_t k = 0; k < n; k++)
				sum[(size_t)s * n + k] += stats[k];
		}
	}
	const struct qn_mt_systems systems = {.metric = m,
	                                      .systems = 2,
	                                      .segments = SEGMENTS,
	                                      .each =
	                                          (const double *const *)each,
	                                      .sum = sum};
	const struct qn_mt_sampling o = {
	    .test = kind, .samples = SAMPLES, .seed = 12345};
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(threads);
	ck_assert(qn_mt_sample(&systems, &o, pool, verdict, &e));
	qn_pool_free(pool);
	for (int i = 0; i < 3; i++)
		qn_buf_release(&line[i]);
	free(each[0]);
	free(each[1]);
	free(sum);
	qn_mt_scorer_free(scorer);
}

static const struct qn_mt_metric metrics[] = {
    {.kind = QN_MT_BLEU, .bleu = {.rule = QN_MTTOK_NONE, .order = 4}},
    {.kind = QN_MT_CHRF, .chrf = QN_CHRF_DEFAULTS},
    {.kind = QN_MT_TER}};

START_TEST(bootstrap_is_sacrebleu_s)
{
	/* score, mean and half of the interval of each; p */
	static const double expected[][7] = {
	    {67.16417013921247, 66.76729471393051, 8.16504767751298,
	     60.47408024216212, 60.07624091601909, 8.123613833974197,
	     0.12437810945273632},
	    {61.46494708994709, 61.09064483642578, 8.709327697753906,
	     53.287037037037045, 52.890785217285156, 8.612768173217773,
	     0.10945273631840796},
	    {14.583333333333334, 14.760417938232422, 3.124999523162842,
	     16.666666666666664, 16.740625381469727, 3.8541669845581055,
	     0.14427860696517414},
	};
	for (int k = 0; k < 3; k++) {
		struct qn_mt_verdict v[2];
		test(&metrics[k], QN_MT_BOOTSTRAP, 1, v);
		for (int s = 0; s < 2; s++) {
			const double *x = expected[k] + s * 3;
			ck_assert_double_eq_tol(v[s].score, x[0], 1e-12);
			ck_assert_double_eq_tol(v[s].mean, x[1], 1e-12);
			ck_assert_double_eq_tol(v[s].half, x[2], 1e-12);
		}
		ck_assert(isnan(v[0].p));
		ck_assert_double_eq(v[1].p, expected[k][6]);
	}
}
END_TEST

START_TEST(randomisation_is_sacrebleu_s)
{
	static const double p[] = {0.26865671641791045, 0.19900497512437812,
	                           0.3582089552238806};
	for (int k = 0; k < 3; k++) {
		struct qn_mt_verdict v[2];
		test(&metrics[k], QN_MT_RANDOMISE, 1, v);
		ck_assert(isnan(v[0].p) && isnan(v[0].mean));
		ck_assert_double_eq(v[1].p, p[k]);
	}
}
END_TEST

START_TEST(threads_do_not_show)
{
	for (int kind = 0; kind < 2; kind++)
		for (int k = 0; k < 3; k++) {
			struct qn_mt_verdict a[2], b[2];
			test(&metrics[k], (enum qn_mt_test)kind, 1, a);
			test(&metrics[k], (enum qn_mt_test)kind, 3, b);
			ck_assert_double_eq(a[1].p, b[1].p);
			if (kind == QN_MT_BOOTSTRAP)
				ck_assert_double_eq(a[1].mean, b[1].mean);
		}
}
END_TEST

SUITE(mtsample, bootstrap_is_sacrebleu_s, randomisation_is_sacrebleu_s,
      threads_do_not_show)
