/* SPDX-License-Identifier: MIT */
/*
 * sgd.c -- rates, reports, and the room that both ways of training need.
 */
#include "embed/sgd.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/ranks.h"
#include "embed/sgdranks.h"

float qn_sgd_rate(const struct qn_sgd *r, double done)
{
	double all = (double)r->epochs * (double)r->n + 1;
	float left = (float)(1 - done / all);
	return qn_sgd_scale(r) * r->rate *
	       (left < r->least_rate ? r->least_rate : left);
}

bool qn_sgd_tell(const struct qn_sgd *r, double done,
                 const struct qn_sgd_tally *t)
{
	struct qn_report report = {
	    .what = "training",
	    .unit = "words",
	    .done = done,
	    .total = (double)r->epochs * (double)r->n,
	    .loss = t->pairs > 0 ? t->loss / t->pairs : (double)NAN,
	    .rate = (double)qn_sgd_rate(r, done),
	};
	return qn_progress_tell(r->progress, &report);
}

struct qn_rng qn_sgd_rng(const struct qn_sgd *r, size_t part, size_t parts)
{
	const struct qn_ranks *ranks = qn_pool_ranks(r->pool);
	uint64_t all = (uint64_t)ranks->size * parts;
	return qn_rng_new(r->seed, (uint64_t)r->epoch * all +
	                               (uint64_t)ranks->rank * parts + part);
}

static float **grown(float **rows, size_t *room, size_t need)
{
	if (need <= *room)
		return rows;
	*room = 2 * need;
	return qn_realloc(rows, *room, sizeof *rows);
}

void qn_sgd_places_room(struct qn_sgd_places *s, const struct qn_sgd_plan *p)
{
	s->input = grown(s->input, &s->input_room, p->inputs);
	s->target = grown(s->target, &s->target_room, p->targets);
}

void qn_sgd_places_release(struct qn_sgd_places *s)
{
	free(s->input);
	free(s->target);
	*s = (struct qn_sgd_places){0};
}

struct qn_sgd_plan *qn_sgd_plan_new(const struct qn_sgd *r)
{
	struct qn_sgd_plan *p = qn_calloc(1, r->learner->plan_size);
	r->learner->plan_init(p);
	return p;
}

void qn_sgd_plan_free(const struct qn_sgd *r, struct qn_sgd_plan *p)
{
	r->learner->plan_release(p);
	free(p);
}

bool qn_sgd_epoch(struct qn_sgd *r, struct qn_err *e)
{
	bool ok = r->deterministic ? qn_sgd_epoch_rounds(r, e)
	                           : qn_sgd_epoch_async(r, e);
	r->epoch += ok;
	return ok;
}
