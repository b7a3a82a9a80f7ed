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
#include "embed/sgdranks.h"

#define REPORT_IDS    10000 /* between two reports of progress */
#define MEASURE_EVERY 64    /* lines                           */

/* Ids that all threads together train between two looks at hot rows: some
 * twenty lines, over which copies do not stray far from the row. */
#define SETTLE_IDS 512

struct worker {
	struct qn_sgd_plan *plan;
	struct qn_sgd_cursor cursor;
	size_t lines; /* trained of its part                     */
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
	size_t meetings;     /* of ranks in an epoch             */
	size_t met;          /* of them so far                   */
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

static void begin_part(void *ctx, size_t part, size_t begin, size_t end)
{
	struct async *a = ctx;
	const struct qn_sgd *r = a->run;
	struct worker *w = &a->worker[part];
	w->plan = qn_sgd_plan_new(r);
	w->cursor = (struct qn_sgd_cursor){
	    .at = begin,
	    .end = end,
	    .rng = qn_sgd_rng(r, part, (size_t)qn_pool_threads(r->pool)),
	};
	w->told = w->reported = w->settled = begin;
}

/* A worker's part, as far as the ranks' next meeting. */
__attribute__((no_sanitize("thread"))) static void
train_part(void *ctx, size_t part, size_t begin, size_t end)
{
	struct async *a = ctx;
	const struct qn_sgd *r = a->run;
	struct worker *w = &a->worker[part];
	struct qn_sgd_cursor c = w->cursor;
	struct qn_sgd_plan *p = w->plan;
	struct qn_sgd_line line = {
	    .plan = p,
	    .dense = r->dense,
	    .tally = &w->tally,
	    .rate = qn_sgd_rate(r, a->before + (double)atomic_load(&a->done)),
	};
	size_t settle_ids = SETTLE_IDS / (size_t)qn_pool_threads(r->pool);
	size_t stop = a->met + 1 == a->meetings
	                  ? end
	                  : begin + (end - begin) / a->meetings * (a->met + 1);
	for (; c.at < stop && r->learner->draw(p, r->model, &c); w->lines++) {
		if (c.at - w->told > r->rate_ids &&
		    !next_rate(a, w, c.at, &line.rate))
			break;
		if (p->inputs == 0)
			continue;
		resolve(w, r, p);
		line.input = w->places.input;
		line.target = w->places.target;
		line.measure = w->lines % MEASURE_EVERY == 0;
		r->learner->step(w->scratch, r->model, &line);
		if (c.at - w->settled > settle_ids) {
			qn_sgd_hot_settle(&w->hot, r);
			w->settled = c.at;
		}
	}
	qn_sgd_hot_settle(&w->hot, r);
	atomic_fetch_add(&a->done, c.at - w->told);
	w->told = c.at;
	w->cursor = c;
}

/* From meeting to meeting. */
static void train_parts(struct async *a, struct qn_err *e)
{
	struct qn_sgd *r = a->run;
	size_t threads = (size_t)qn_pool_threads(r->pool);
	qn_pool_for(r->pool, r->n, threads, begin_part, a);
	for (; a->met < a->meetings; a->met++) {
		qn_pool_for(r->pool, r->n, threads, train_part, a);
		if (atomic_load(&a->stop)) {
			qn_fail_interrupted(e, "training");
			return;
		}
		if (!qn_sgd_meet(r, e))
			return;
	}
}

bool qn_sgd_epoch_async(struct qn_sgd *r, struct qn_err *e)
{
	size_t threads = (size_t)qn_pool_threads(r->pool);
	struct async a = {
	    .run = r,
	    .caller = pthread_self(),
	    .before = (double)r->epoch * (double)r->n,
	    .meetings = qn_sgd_meetings(r),
	    .worker = qn_calloc(threads, sizeof *a.worker),
	};
	for (size_t i = 0; i < threads; i++) {
		a.worker[i].scratch = r->learner->scratch_new(r->model, e);
		qn_sgd_hot_init(&a.worker[i].hot, r, e);
	}
	if (!e->failed)
		train_parts(&a, e);
	for (size_t i = 0; i < threads; i++) {
		if (a.worker[i].plan)
			qn_sgd_plan_free(r, a.worker[i].plan);
		r->learner->scratch_free(a.worker[i].scratch);
		qn_sgd_places_release(&a.worker[i].places);
		qn_sgd_hot_release(&a.worker[i].hot);
		r->clipped += a.worker[i].tally.clipped;
	}
	free(a.worker);
	return !e->failed;
}
