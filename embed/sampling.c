/* SPDX-License-Identifier: MIT */
/*
 * sampling.c -- thresholds for thinning and the table of noise.
 */
#include "embed/sampling.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define NOISE_POWER 0.75

static uint32_t keep_threshold(uint64_t count, uint64_t total, double sample)
{
	if (!(sample > 0) || count == 0)
		return UINT32_MAX;
	double r = sample * (double)total / (double)count;
	double p = sqrt(r) + r;
	return p >= 1 ? UINT32_MAX : (uint32_t)(p * UINT32_MAX);
}

static bool init_noise(struct qn_alias *noise, const struct qn_vocab *v,
                       struct qn_err *e)
{
	uint32_t n = v->words.count;
	if (n < 2)
		return qn_fail(e, "no word to draw noise from");
	double *weight = qn_malloc(n, sizeof *weight);
	double spread = pow((double)v->count[0], NOISE_POWER) / (n - 1);
	weight[0] = 0;
	for (uint32_t i = 1; i < n; i++)
		weight[i] =
		    v->count[i] == 0
		        ? 0
		        : pow((double)v->count[i], NOISE_POWER) + spread;
	bool ok = qn_alias_init(noise, weight, n, e);
	free(weight);
	return ok;
}

bool qn_sampling_init(struct qn_sampling *s, const struct qn_vocab *v,
                      double sample, bool noise, struct qn_err *e)
{
	uint32_t n = v->words.count;
	*s = (struct qn_sampling){0};
	if (noise && !init_noise(&s->noise, v, e))
		return false;
	s->keep = qn_malloc(n, sizeof *s->keep);
	for (uint32_t i = 0; i < n; i++)
		s->keep[i] = keep_threshold(v->count[i], v->total, sample);
	if (n > 0)
		s->keep[0] = UINT32_MAX;
	return true;
}

bool qn_sampling_init_plain(struct qn_sampling *s, const uint64_t *count,
                            uint32_t n, uint64_t total, double sample,
                            double power, struct qn_err *e)
{
	*s = (struct qn_sampling){0};
	double *weight = qn_malloc(n, sizeof *weight);
	s->keep = qn_malloc(n, sizeof *s->keep);
	for (uint32_t i = 0; i < n; i++) {
		weight[i] = pow((double)count[i], power);
		s->keep[i] = keep_threshold(count[i], total, sample);
	}
	bool ok = qn_alias_init(&s->noise, weight, n, e);
	free(weight);
	return ok;
}

void qn_sampling_release(struct qn_sampling *s)
{
	qn_alias_release(&s->noise);
	free(s->keep);
	*s = (struct qn_sampling){0};
}
