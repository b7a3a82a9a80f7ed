/* SPDX-License-Identifier: MIT */
/*
 * w2vasync.c -- asynchronous training: no locks, no order (Recht et al.,
 * "Hogwild!", NIPS 2011).
 *
 * Updates touch few rows of many, so threads seldom meet, and one that reads
 * a row while another writes it sees a vector that is wrong by one step.
 * The C standard calls that a data race; relaxed atomics would say the same
 * without one but cost the vector instructions, so the functions that do it
 * are marked and the race is meant.
 */
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "embed/w2vrun.h"

#define REPORT_WORDS  10000 /* between two looks at the learning rate */
#define MEASURE_EVERY 64    /* lines                                  */

struct async {
	struct qn_w2v_run *run;
	pthread_t caller;    /* the only one to call back        */
	_Atomic size_t done; /* ids trained of this epoch        */
	atomic_bool stop;
	struct qn_w2v_scratch *scratch; /* [threads]                   */
};

static bool report(struct async *a, struct qn_w2v_scratch *s, double before)
{
	if (!pthread_equal(pthread_self(), a->caller))
		return !atomic_load(&a->stop);
	if (!qn_w2v_tell(a->run, before + (double)atomic_load(&a->done),
	                 s->loss, s->pairs))
		atomic_store(&a->stop, true);
	s->loss = s->pairs = 0;
	return !atomic_load(&a->stop);
}

__attribute__((no_sanitize("thread"))) static void
train_part(void *ctx, size_t part, size_t begin, size_t end)
{
	struct async *a = ctx;
	struct qn_w2v_run *r = a->run;
	struct qn_w2v_scratch *s = &a->scratch[part];
	uint64_t parts = (uint64_t)qn_pool_threads(r->pool);
	double before = (double)r->epoch * (double)r->corpus->n;
	struct qn_w2v_cursor c = {
	    .at = begin,
	    .end = end,
	    .rng = qn_rng_new(r->o->seed, (uint64_t)r->epoch * parts + part),
	};
	struct qn_w2v_plan p;
	qn_w2v_plan_init(&p);
	size_t told = c.at;
	float rate = qn_w2v_rate(r, before + (double)atomic_load(&a->done));
	for (size_t line = 0; qn_w2v_plan_next(&p, &r->drawing, &c); line++) {
		if (c.at - told > REPORT_WORDS) {
			size_t done = atomic_fetch_add(&a->done, c.at - told);
			told = c.at;
			rate = qn_w2v_rate(r, before + (double)done);
			if (!report(a, s, before))
				break;
		}
		if (p.n == 0)
			continue;
		qn_w2v_resolve(s, &r->model, &p);
		qn_w2v_step(s, &r->model, &p, rate, line % MEASURE_EVERY == 0);
	}
	atomic_fetch_add(&a->done, c.at - told);
	qn_w2v_plan_release(&p);
}

bool qn_w2v_epoch_async(struct qn_w2v_run *r, struct qn_err *e)
{
	size_t threads = (size_t)qn_pool_threads(r->pool);
	struct async a = {
	    .run = r,
	    .caller = pthread_self(),
	    .scratch = qn_calloc(threads, sizeof *a.scratch),
	};
	for (size_t i = 0; i < threads; i++)
		qn_w2v_scratch_init(&a.scratch[i], &r->model, r->o->window, e);
	if (!e->failed)
		qn_pool_for(r->pool, r->corpus->n, threads, train_part, &a);
	for (size_t i = 0; i < threads; i++)
		qn_w2v_scratch_release(&a.scratch[i]);
	free(a.scratch);
	if (atomic_load(&a.stop))
		return qn_fail_interrupted(e, "training");
	return !e->failed;
}
