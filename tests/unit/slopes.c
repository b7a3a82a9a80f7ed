/* SPDX-License-Identifier: MIT */
/*
 * slopes.c -- see slopes.h.
 */
#include "tests/unit/slopes.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

#define FLAT 1e-7 /* a slope that floats cannot tell from none */

/* How the loss differs between w + by d and w - by d, by 2 by. */
static double difference(const struct slopes *s, float *w, const float *d,
                         size_t n, double by)
{
	double side[2];
	float *kept = malloc(n * sizeof *kept);
	memcpy(kept, w, n * sizeof *kept);
	for (int k = 0; k < 2; k++) {
		for (size_t i = 0; i < n; i++)
			w[i] = kept[i] + (float)(k ? -by : by) * d[i];
		side[k] = s->loss(s->ctx);
	}
	memcpy(w, kept, n * sizeof *kept);
	free(kept);
	return (side[0] - side[1]) / (2 * by);
}

/* The slope, what curves taken off by a second look (Richardson). */
static double straight(const struct slopes *s, float *w, const float *d,
                       size_t n, double by)
{
	double far = difference(s, w, d, n, by);
	double near = difference(s, w, d, n, by / 2);
	return (4 * near - far) / 3;
}

/* A direction uphill, for a slope that stands out, and that slope. */
static double go_uphill(const float *g, size_t n, struct qn_rng *rng, float *d)
{
	double slope = 0;
	for (size_t i = 0; i < n; i++) {
		d[i] = g[i] * (float)qn_rng_double(rng);
		slope += (double)g[i] * (double)d[i];
	}
	return slope;
}

static void check_param(const struct slopes *s, const struct qn_param *p)
{
	size_t n = p->groups * p->rows_room * p->columns_room;
	float *w = s->w + p->at, *d = calloc(n, sizeof *d);
	struct qn_rng rng = qn_rng_new(p->at, 1);
	s->loss(s->ctx);
	double slope = go_uphill(s->g + p->at, n, &rng, d), by = 3e-3 / slope;
	double most = s->within * slope;
	if (slope < FLAT) {
		/* Then it has to be flat wherever one goes. */
		for (size_t i = 0; i < n; i++)
			d[i] = (float)qn_rng_double(&rng) - 0.5f;
		by = 1e-2;
		most = 1e-3;
	}
	/* A float tells the loss so far away; or, where the loss is less sure,
	 * farther away, where other losses curve too much. */
	double found = straight(s, w, d, n, by);
	if (fabs(found - slope) >= most)
		found = straight(s, w, d, n, 4 * by);
	ck_assert_msg(fabs(found - slope) < most,
	              "%s: %g by differences, %g by the gradient", p->name,
	              found, slope);
	free(d);
}

void slopes_check(const struct slopes *s)
{
	for (size_t i = 0; i < s->params->n; i++)
		check_param(s, &s->params->param[i]);
}

/* How far other gradients of n parameters lie from g, as a share of its
 * length. */
static double apart(const float *g, const float *other, size_t n)
{
	double off = 0, all = 0;
	for (size_t i = 0; i < n; i++) {
		double d = (double)other[i] - (double)g[i];
		off += d * d;
		all += (double)g[i] * (double)g[i];
	}
	return sqrt(off / all);
}

/* The loss with so many threads; its gradient goes to g. */
static double loss_by(const struct slopes *s, struct qn_pool **pool,
                      int threads, float *g)
{
	struct qn_pool *before = *pool;
	*pool = qn_pool_new(threads);
	double nats = s->loss(s->ctx);
	memcpy(g, s->g, s->params->total * sizeof *g);
	qn_pool_free(*pool);
	*pool = before;
	return nats;
}

void slopes_check_16_bits(const struct slopes *s, float less,
                          enum qn_precision *precision, struct qn_pool **pool,
                          const char *name)
{
	size_t n = s->params->total;
	const enum qn_precision before = *precision;
	float *by_floats = malloc(n * sizeof *by_floats);
	float *one = malloc(n * sizeof *one), *two = malloc(n * sizeof *two);
	for (size_t i = 0; i < n; i++)
		s->w[i] /= less;
	*precision = QN_PRECISION_F32;
	double nats = loss_by(s, pool, 1, by_floats);
	*precision = QN_PRECISION_BF16;
	double rounded = loss_by(s, pool, 1, one);
	ck_assert_double_gt(apart(by_floats, one, n), 0);
	ck_assert_msg(apart(by_floats, one, n) < 1e-2, "%s: %g", name,
	              apart(by_floats, one, n));
	ck_assert_double_eq_tol(rounded, nats, 1e-2);
	ck_assert(loss_by(s, pool, 2, two) == rounded);
	ck_assert_mem_eq(one, two, n * sizeof *one);
	*precision = before;
	free(by_floats);
	free(one);
	free(two);
}
