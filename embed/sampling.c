/* SPDX-License-Identifier: MIT */
/*
 * sampling.c -- thresholds for thinning and the table of noise.
 */
#include "embed/sampling.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define NOISE_POWER 0.75

uint32_t qn_sampling_keep(uint64_t count, uint64_t total, double sample)
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
		s->keep[i] = qn_sampling_keep(v->count[i], v->total, sample);
	if (n > 0)
		s->keep[0] = UINT32_MAX;
	return true;
}

void qn_sampling_release(struct qn_sampling *s)
{
	qn_alias_release(&s->noise);
	free(s->keep);
	*s = (struct qn_sampling){0};
}
