/* SPDX-License-Identifier: MIT */
/*
 * sgdasync.c -- asynchronous training: no locks, no order (Recht et al.,
 * "Hogwild!", NIPS 2011).
 *
 * Updates touch few rows of many, so threads seldom meet, and one that reads
 * a row while another writes it sees a vector that is wrong by one step.
 * The C standard calls that a data race; relaxed atomics would say the same
 * without one but cost the vector instructions, so the functions that do it
 * are marked and the race is meant.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "embed/sgd.h"
#include "embed/sgdhot.h"

#define REPORT_IDS    10000 /* between two reports of progress */
#define MEASURE_EVERY 64    /* lines                           */

/* Ids that all threads together train between two looks at hot rows: some
 * twenty lines, over which copies do not stray far from the row. */
#define SETTLE_IDS 512

struct worker {
	void *scratch;
	struct qn_sgd_places places;
	struct qn_sgd_hot hot;
	struct qn_sgd_tally tally;
	size_t told; /* ids of its part that are in `done` */
	size_t reported, settled;
};

struct async {
	struct qn_sgd *run;
	pthread_t caller;    /* the only one to call back        */
	double before;       /* ids trained in earlier epochs    */
	_Atomic size_t done; /* ids trained of this epoch        */
	atomic_bool stop;
	struct worker *worker; /* [threads]                        */
};

static bool report(struct async *a, struct worker *w)
{
	if (!pthread_equal(pthread_self(), a->caller))
		return !atomic_load(&a->stop);
	if (!qn_sgd_tell(a->run, a->before + (double)atomic_load(&a->done),
	                 &w->tally))
		atomic_store(&a->stop, true);
	w->tally.loss = w->tally.pairs = 0;
	return !atomic_load(&a->stop);
}

/* The rate at id `at`, which a worker has come to; false to stop. */
static bool next_rate(struct async *a, struct worker *w, size_t at, float *rate)
{
	size_t done = atomic_fetch_add(&a->done, at - w->told);
	w->told = at;
	*rate = qn_sgd_rate(a->run, a->before + (double)done);
	if (at - w->reported <= REPORT_IDS)
		return true;
	w->reported = at;
	return report(a, w);
}

static float *place_of(struct worker *w, const struct qn_sgd *r, uint32_t row)
{
	bool hot = row - r->hot_row < r->hots && w->hot.copy;
	return hot ? qn_sgd_hot_place(&w->hot, r, row - (uint32_t)r->hot_row)
	           : qn_sgd_row(r, row);
}

static void resolve(struct worker *w, const struct qn_sgd *r,
                    const struct qn_sgd_plan *p)
{
	struct qn_sgd_places *s = &w->places;
	qn_sgd_places_room(s, p);
	float *slab = r->slab, **input = s->input;
	for (size_t i = 0, stride = r->stride; i < p->inputs; i++)
		input[i] = slab + p->input[i] * stride;
	for (size_t i = 0; i < p->targets; i++)
		s->target[i] = place_of(w, r, p->target[i]);
}

__attribute__((no_sanitize("thread"))) static void
train_part(void *ctx, size_t part, size_t begin, size_t end)
{
	struct async *a = ctx;
	const struct qn_sgd *r = a->run;
	struct worker *w = &a->worker[part];
	uint64_t parts = (uint64_t)qn_pool_threads(r->pool);
	struct qn_sgd_cursor c = {
	    .at = begin,
	    .end = end,
	    .rng = qn_rng_new(r->seed, (uint64_t)r->epoch * parts + part),
	};
	struct qn_sgd_plan *p = qn_sgd_plan_new(r);
	struct qn_sgd_line line = {
	    .plan = p,
	    .dense = r->dense,
	    .tally = &w->tally,
	    .rate = qn_sgd_rate(r, a->before + (double)atomic_load(&a->done)),
	};
	size_t settle_ids = SETTLE_IDS / parts;
	w->told = w->reported = w->settled = begin;
	for (size_t i = 0; r->learner->draw(p, r->model, &c); i++) {
		if (c.at - w->told > r->rate_ids &&
		    !next_rate(a, w, c.at, &line.rate))
			break;
		if (p->inputs == 0)
			continue;
		resolve(w, r, p);
		line.input = w->places.input;
		line.target = w->places.target;
		line.measure = i % MEASURE_EVERY == 0;
		r->learner->step(w->scratch, r->model, &line);
		if (c.at - w->settled > settle_ids) {
			qn_sgd_hot_settle(&w->hot, r);
			w->settled = c.at;
		}
	}
	qn_sgd_hot_settle(&w->hot, r);
	atomic_fetch_add(&a->done, c.at - w->told);
	qn_sgd_plan_free(r, p);
}

bool qn_sgd_epoch_async(struct qn_sgd *r, struct qn_err *e)
{
	size_t threads = (size_t)qn_pool_threads(r->pool);
	struct async a = {
	    .run = r,
	    .caller = pthread_self(),
	    .before = (double)r->epoch * (double)r->n,
	    .worker = qn_calloc(threads, sizeof *a.worker),
	};
	for (size_t i = 0; i < threads; i++) {
		a.worker[i].scratch = r->learner->scratch_new(r->model, e);
		qn_sgd_hot_init(&a.worker[i].hot, r, e);
	}
	if (!e->failed)
		qn_pool_for(r->pool, r->n, threads, train_part, &a);
	for (size_t i = 0; i < threads; i++) {
		r->learner->scratch_free(a.worker[i].scratch);
		qn_sgd_places_release(&a.worker[i].places);
		qn_sgd_hot_release(&a.worker[i].hot);
		r->clipped += a.worker[i].tally.clipped;
	}
	free(a.worker);
	if (atomic_load(&a.stop))
		return qn_fail_interrupted(e, "training");
	return !e->failed;
}
