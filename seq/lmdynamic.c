/* SPDX-License-Identifier: MIT */
/*
 * lmdynamic.c -- see lmdynamic.h.
 *
 * A run is made for segments of a certain length; those at the end of what is
 * scored at a time, and a transformer's first windows, have lengths of their
 * own.
 */
#include "seq/lmdynamic.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/optim.h"

#define SEGMENT 10 /* pieces, unless said */

struct qn_lmdynamic {
	struct qn_lmdynamic_options o;
	struct qn_optim optim;
	struct qn_netrun *run; /* of the last length */
	float *first;          /* [n] parameters as they were */
	float *state;          /* of a network that carries, between runs */
	size_t state_n;
};

/* Pieces that can be scored at a time. */
static size_t longest(const struct qn_lmneural *m)
{
	return m->net->class->carries ? 1000000 : m->net->shape.context;
}

static bool check(const struct qn_lmneural *m,
                  const struct qn_lmdynamic_options *o, struct qn_err *e)
{
	return qn_check_range("rate", (double)o->rate, 1e-30, 1e30, e) &&
	       qn_check_range("share gone back", (double)o->back, 0, 0.999999,
	                      e) &&
	       qn_check_range("clip", (double)o->clip, 0, 1e30, e) &&
	       qn_check_range("segment", (double)o->segment, 0,
	                      (double)longest(m), e);
}

bool qn_lmdynamic_begin(struct qn_lmneural *m,
                        const struct qn_lmdynamic_options *o, struct qn_err *e)
{
	struct qn_optim_options optim = QN_OPTIM_DEFAULTS;
	size_t n = m->net->params.total;
	if (m->net->class->masked)
		return qn_fail(e, "a masked network has seen what it would "
		                  "learn from");
	if (!check(m, o, e))
		return false;
	qn_lmdynamic_end(m);
	optim.kind = QN_OPTIM_SGD;
	optim.schedule = QN_SCHEDULE_CONSTANT;
	optim.rate = o->rate;
	optim.clip = o->clip;
	struct qn_lmdynamic *d = m->dynamic = qn_calloc(1, sizeof *d);
	d->o = *o;
	if (!d->o.segment)
		d->o.segment = longest(m) < SEGMENT ? longest(m) : SEGMENT;
	d->first = qn_big_alloc(n, sizeof *d->first, "parameters", e);
	if (!d->first || !qn_optim_init(&d->optim, &optim, n, 0, e)) {
		qn_lmdynamic_end(m);
		return false;
	}
	memcpy(d->first, m->net->w, n * sizeof *d->first);
	qn_lmneural_reset(m);
	return true;
}

void qn_lmdynamic_end(struct qn_lmneural *m)
{
	struct qn_lmdynamic *d = m->dynamic;
	if (!d)
		return;
	m->net->class->free(d->run);
	if (d->first)
		memcpy(m->net->w, d->first, d->optim.n * sizeof *d->first);
	qn_optim_release(&d->optim);
	qn_big_free(d->first);
	free(d->state);
	free(d);
	m->dynamic = NULL;
	qn_lmneural_reset(m);
}

/* The run for sequences of so many steps, which goes on where the last one
 * has ended. */
static struct qn_netrun *run_of(struct qn_lmneural *m, size_t steps,
                                struct qn_err *e)
{
	struct qn_lmdynamic *d = m->dynamic;
	const struct qn_net_class *class = m->net->class;
	if (d->run && d->run->steps == steps)
		return d->run;
	class->free(d->run);
	d->run = class->run(m->net, 1, steps, true, e);
	if (!d->run)
		return NULL;
	class->reset(d->run);
	if (d->state && d->run->state_n)
		memcpy(d->run->state, d->state, d->state_n * sizeof *d->state);
	return d->run;
}

static void keep_state(struct qn_lmdynamic *d)
{
	d->state_n = d->run->state_n;
	if (!d->state && d->state_n)
		d->state = qn_calloc(d->state_n, sizeof *d->state);
	if (d->state_n)
		memcpy(d->state, d->run->state, d->state_n * sizeof *d->state);
}

static void go_back(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct qn_lmneural *m = ctx;
	const struct qn_lmdynamic *d = m->dynamic;
	float *w = m->net->w;
	(void)shard;
	for (size_t i = from; i < to; i++)
		w[i] += d->o.back * (d->first[i] - w[i]);
}

/* Score the last n pieces of m->past, and learn from them and, of a
 * transformer, what it looks back upon. */
static bool learn(struct qn_lmneural *m, size_t n, double *nats,
                  struct qn_pool *pool, struct qn_err *e)
{
	static const struct qn_lesson lesson;
	struct qn_lmdynamic *d = m->dynamic;
	const struct qn_lmtext *past = &m->past;
	size_t all = m->net->params.total, steps = n;
	if (!m->net->class->carries) {
		size_t most = m->net->shape.context;
		steps = past->n - 1 < most ? past->n - 1 : most;
	}
	struct qn_netrun *run = run_of(m, steps, e);
	if (!run)
		return false;
	const uint32_t *y = past->id + past->n - steps;
	qn_net_score(run, y - 1, y, &lesson, pool);
	memcpy(nats, run->output.loss + steps - n, n * sizeof *nats);
	keep_state(d);
	if (!qn_optim_step(&d->optim, m->net->w, run->g, pool))
		return qn_fail(e, "the text is learnt too fast: gradients are "
		                  "not finite; lower the rate");
	if (d->o.back > 0)
		qn_pool_for(pool, all, (all >> 16) + 1, go_back, m);
	return true;
}

/* Pieces that will not be looked at again. */
static void forget(struct qn_lmneural *m)
{
	struct qn_lmtext *past = &m->past;
	size_t kept = m->net->class->carries ? 1 : m->net->shape.context;
	if (past->n <= kept)
		return;
	memmove(past->id, past->id + past->n - kept, kept * sizeof *past->id);
	past->n = kept;
}

bool qn_lmdynamic_score(struct qn_lmneural *m, const uint32_t *id, size_t n,
                        double *nats, struct qn_pool *pool, struct qn_err *e)
{
	for (size_t at = 0; at < n;) {
		size_t left = n - at, segment = m->dynamic->o.segment;
		size_t many = left < segment ? left : segment;
		for (size_t i = 0; i < many; i++)
			qn_lmtext_add(&m->past, id[at + i]);
		if (!learn(m, many, nats + at, pool, e))
			return false;
		forget(m);
		at += many;
	}
	return true;
}
