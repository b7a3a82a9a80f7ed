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

double slopes_apart(const float *g, const float *other, size_t n)
{
	double off = 0, all = 0;
	for (size_t i = 0; i < n; i++) {
		double d = (double)other[i] - (double)g[i];
		off += d * d;
		all += (double)g[i] * (double)g[i];
	}
	return sqrt(off / all);
}
