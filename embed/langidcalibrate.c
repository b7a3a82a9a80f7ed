/* SPDX-License-Identifier: MIT */
/*
 * langidcalibrate.c -- see langidcalibrate.h.
 *
 * Two numbers, so the search is plain: from {1, 0}, a step in each direction
 * as long as it helps, then half of it.
 */
#include "embed/langidcalibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct qn_calibration {
	const struct qn_langid *l;
	float *z;      /* [n][lanes] scores                                  */
	float *size;   /* [n] log(features)                                  */
	size_t *label; /* [n]                                              */
	size_t n, room, lanes;
};

struct qn_calibration *qn_calibration_new(const struct qn_langid *l)
{
	struct qn_calibration *c = qn_calloc(1, sizeof *c);
	c->l = l;
	c->lanes = l->blocks * QN_LANGID_LANES;
	return c;
}

void qn_calibration_free(struct qn_calibration *c)
{
	free(c->z);
	free(c->size);
	free(c->label);
	free(c);
}

void qn_calibration_add(struct qn_calibration *c, struct qn_slice text,
                        size_t label)
{
	struct qn_langid_sum sum = {.features = 0};
	_Alignas(64) float z[QN_LANGID_MOST_LABELS];
	qn_langid_add(c->l, text, &sum);
	if (!sum.features)
		return;
	if (c->n == c->room) {
		c->room = c->room ? 2 * c->room : 256;
		c->z = qn_realloc(c->z, c->room * c->lanes, sizeof *c->z);
		c->size = qn_realloc(c->size, c->room, sizeof *c->size);
		c->label = qn_realloc(c->label, c->room, sizeof *c->label);
	}
	qn_langid_scores(c->l, &sum, z);
	memcpy(c->z + c->n * c->lanes, z, c->lanes * sizeof *z);
	c->size[c->n] = logf((float)sum.features);
	c->label[c->n++] = label;
}

/* Minus the mean log likelihood. */
static double cost(const struct qn_calibration *c, const float s[2])
{
	_Alignas(64) float p[QN_LANGID_MOST_LABELS];
	double sum = 0;
	for (size_t i = 0; i < c->n; i++) {
		memcpy(p, c->z + i * c->lanes, c->lanes * sizeof *p);
		float all = c->l->kern->softmax(p, c->l->labels.count,
		                                s[0] + s[1] * c->size[i]);
		sum -= log((double)p[c->label[i]] / (double)all + 1e-12);
	}
	return sum / (double)c->n;
}

/* Where every text is told right, sharper is always likelier. */
static bool possible(const float s[2])
{
	return s[0] > 0 && s[0] <= QN_LANGID_SHARPEST && s[1] >= 0 &&
	       s[1] <= QN_LANGID_SHARPEST;
}

void qn_calibration_fit(const struct qn_calibration *c, float sharpness[2])
{
	float step[2] = {0.5f, 0.1f};
	sharpness[0] = 1;
	sharpness[1] = 0;
	if (!c->n)
		return;
	double best = cost(c, sharpness);
	for (int round = 0; round < 8; round++)
		for (int way = 0; way < 4; way++) {
			float try[2] = {sharpness[0], sharpness[1]};
			try[way / 2] +=
			    way % 2 ? -step[way / 2] : step[way / 2];
			double now = possible(try) ? cost(c, try) : best;
			if (now < best) {
				best = now;
				memcpy(sharpness, try, sizeof try);
				way--; /* and on in this direction */
			} else if (way == 3) {
				step[0] /= 2;
				step[1] /= 2;
			}
		}
}
