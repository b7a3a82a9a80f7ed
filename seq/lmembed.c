/* SPDX-License-Identifier: MIT */
/*
 * lmembed.c -- see lmembed.h.
 *
 * Runs are made for stretches of up to 8, 16, 32 ... pieces when they are
 * first needed.
 */
#include "seq/lmembed.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SHORTEST 8
#define LONGEST  4096 /* steps of a network that has no context */
#define RUNS     24

struct qn_lmembed {
	struct qn_lmneural *m;
	size_t longest; /* steps of a run */
	struct qn_netrun *run[RUNS];
	uint32_t *x; /* [longest] */
};

struct qn_lmembed *qn_lmembed_new(struct qn_lmneural *m)
{
	const struct qn_net *net = m->net;
	struct qn_lmembed *v = qn_calloc(1, sizeof *v);
	v->m = m;
	v->longest = net->class->carries ? LONGEST : net->shape.context;
	v->x = qn_calloc(v->longest, sizeof *v->x);
	return v;
}

void qn_lmembed_free(struct qn_lmembed *v)
{
	if (!v)
		return;
	for (size_t i = 0; i < RUNS; i++)
		v->m->net->class->free(v->run[i]);
	free(v->x);
	free(v);
}

size_t qn_lmembed_width(const struct qn_lmembed *v)
{
	return v->m->net->shape.hidden;
}

/* The run for so many steps, or some more. */
static struct qn_netrun *run_of(struct qn_lmembed *v, size_t steps,
                                struct qn_err *e)
{
	const struct qn_net_class *class = v->m->net->class;
	size_t i = 0, room = SHORTEST;
	for (; room < steps; i++)
		room *= 2;
	if (room > v->longest)
		room = v->longest;
	if (!v->run[i])
		v->run[i] = class->run(v->m->net, 1, room, false, e);
	return v->run[i];
}

/* Pieces id [n] as one sequence, which the end of a line precedes where the
 * network does not see what follows. */
static bool embed(struct qn_lmembed *v, const uint32_t *id, size_t n,
                  float *out, struct qn_pool *pool, struct qn_err *e)
{
	const struct qn_net_class *class = v->m->net->class;
	size_t lead = !class->masked, hidden = qn_lmembed_width(v);
	struct qn_netrun *run = run_of(v, n + lead, e);
	if (!run)
		return false;
	const uint32_t length = (uint32_t)(n + lead);
	memset(v->x, 0, run->steps * sizeof *v->x); /* QN_LM_END */
	memcpy(v->x + lead, id, n * sizeof *id);
	run->lengths = &length;
	class->reset(run);
	class->read(run, v->x, NULL, pool);
	run->lengths = NULL;
	for (size_t i = 0; i < n; i++)
		memcpy(out + i * hidden,
		       run->states +
		           qn_netrun_row(run, 0, i + lead) * run->width,
		       hidden * sizeof *out);
	return true;
}

bool qn_lmembed_line(struct qn_lmembed *v, const uint32_t *id, size_t n,
                     float *out, struct qn_pool *pool, struct qn_err *e)
{
	size_t lead = !v->m->net->class->masked;
	size_t most = v->longest > lead ? v->longest - lead : 1;
	for (size_t at = 0; at < n; at += most) {
		size_t many = n - at < most ? n - at : most;
		if (!embed(v, id + at, many, out + at * qn_lmembed_width(v),
		           pool, e))
			return false;
	}
	return true;
}
