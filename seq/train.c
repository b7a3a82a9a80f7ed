/* SPDX-License-Identifier: MIT */
/*
 * train.c -- see train.h.
 */
#include "seq/train.h"

#include <math.h>
#include <string.h>

#define ROLLBACKS 10   /* after which a run is given up                 */
#define LATELY    0.02 /* share of a batch in what is shown as the loss */

bool qn_train_check(const struct qn_train_options *o, size_t epochs,
                    struct qn_err *e)
{
	return qn_optim_check(&o->optim, e) &&
	       qn_check_range("epochs", (double)epochs, 1, 1e9, e) &&
	       qn_check_range("epochs to average", (double)o->average, 0,
	                      (double)epochs, e) &&
	       qn_check_range("log interval", (double)o->log_every, 1, 1e18, e);
}

struct training {
	const struct qn_learner *l;
	const struct qn_train_options *o;
	struct qn_pool *pool;
	struct qn_trainstate s;
	struct qn_trainlog *log;
};

/* --- what is told --------------------------------------------------------- */

static double epochs_done(const struct training *t)
{
	return t->s.number.step / (double)t->l->epoch;
}

static void log_step(struct training *t, double nats)
{
	uint64_t step = t->s.optim.step;
	if (step % t->o->log_every != 0)
		return;
	qn_trainlog_put(t->log,
	                "{\"step\": %ju, \"epoch\": %.6g, \"loss\": %.6g, "
	                "\"perplexity\": %.6g, \"rate\": %.6g, "
	                "\"norm\": %.6g}",
	                (uintmax_t)step, epochs_done(t), nats, exp(nats),
	                qn_optim_rate(&t->s.optim), t->s.optim.norm);
}

static bool tell(const struct training *t)
{
	double pieces = t->l->pieces;
	const struct qn_report r = {.what = "training",
	                            .unit = "pieces",
	                            .done = t->s.number.step * pieces,
	                            .total = (double)t->s.optim.total * pieces,
	                            .loss = exp(t->s.number.recent),
	                            .measure = "perplexity",
	                            .rate = qn_optim_rate(&t->s.optim)};
	return qn_progress_tell(t->o->progress, &r);
}

/* --- a step --------------------------------------------------------------- */

/* Back to where all was well; false with `e` set when that does not help. */
static bool roll_back(struct training *t, struct qn_err *e)
{
	double times = t->s.number.rollbacks + 1;
	qn_trainlog_put(t->log,
	                "{\"step\": %.0f, \"rollback\": \"loss or gradient "
	                "not finite\"}",
	                t->s.number.step);
	if (times > ROLLBACKS)
		return qn_fail(e,
		               "training diverges: the loss is not finite, "
		               "even at %g of the learning rate; lower it",
		               t->s.number.cut);
	qn_trainstate_restore(&t->s);
	t->s.number.cut /= 2;
	t->s.optim.cut = (float)t->s.number.cut;
	t->s.number.rollbacks = times;
	/* Next time it is from here at the lower rate. */
	qn_trainstate_keep(&t->s);
	return true;
}

static bool step(struct training *t, struct qn_err *e)
{
	const float *g;
	double nats = t->l->score(t->l->ctx, t->s.optim.step, &g);
	if (!isfinite(nats) || !qn_optim_step(&t->s.optim, t->s.w, g, t->pool))
		return roll_back(t, e);
	t->s.number.step = (double)t->s.optim.step;
	t->s.number.recent += LATELY * (nats - t->s.number.recent);
	log_step(t, nats);
	return true;
}

/* --- validation ----------------------------------------------------------- */

static void judge(struct training *t, double loss)
{
	struct qn_trainstate *s = &t->s;
	if (loss < s->number.best) {
		s->number.best = loss;
		s->number.since = 0;
		memcpy(s->best, s->w, s->optim.n * sizeof *s->w);
		return;
	}
	s->number.since++;
	if (t->o->optim.schedule == QN_SCHEDULE_PLATEAU) {
		s->number.cut *= (double)qn_optim_fall(&t->o->optim);
		s->optim.cut = (float)s->number.cut;
	}
}

static bool validate(struct training *t, const char *what, struct qn_err *e)
{
	struct qn_buf line = {0};
	double loss;
	bool ok = t->l->validate(t->l->ctx, &line, &loss, e);
	if (ok) {
		qn_trainlog_put(t->log, "{\"step\": %ju, \"epoch\": %.6g%s%s}",
		                (uintmax_t)t->s.optim.step, epochs_done(t),
		                what, line.p);
		judge(t, loss);
	}
	qn_buf_release(&line);
	return ok;
}

static bool look(struct training *t, struct qn_err *e)
{
	uint64_t step = t->s.optim.step, left = t->s.optim.total - step;
	if (t->s.average && step % t->l->epoch == 0 &&
	    left < t->o->average * t->l->epoch)
		qn_trainstate_average(&t->s);
	return !t->l->due || !t->l->due(t->l->ctx, step) || validate(t, "", e);
}

/* The parameters that all this was for. */
static bool choose(struct training *t, struct qn_err *e)
{
	struct qn_trainstate *s = &t->s;
	size_t bytes = s->optim.n * sizeof *s->w;
	if (s->number.averaged > 1) {
		memcpy(s->w, s->average, bytes);
		if (s->best && !validate(t, ", \"average\": true", e))
			return false;
	}
	if (s->best)
		memcpy(s->w, s->best, bytes);
	return true;
}

static bool gives_up(const struct training *t)
{
	return t->o->patience && t->s.number.since >= (double)t->o->patience;
}

/* --- the whole ------------------------------------------------------------ */

static bool save(struct training *t, struct qn_err *e)
{
	t->s.number.log = (double)qn_trainlog_size(t->log);
	return qn_trainstate_save(&t->s, t->o->checkpoint, &t->l->facts, e);
}

static bool interrupted(struct training *t, struct qn_err *e)
{
	if (t->o->checkpoint && !save(t, e))
		return false;
	return qn_fail_interrupted(
	    e, t->o->checkpoint ? "training, checkpoint written" : "training");
}

static bool due(const struct training *t, uint64_t every)
{
	return every && t->s.optim.step % every == 0;
}

static bool run(struct training *t, struct qn_err *e)
{
	qn_trainstate_keep(&t->s);
	while (t->s.optim.step < t->s.optim.total && !gives_up(t)) {
		if (!step(t, e) || !look(t, e))
			return false;
		bool saves = t->o->checkpoint && due(t, t->o->checkpoint_every);
		if (saves || due(t, QN_TRAIN_BACK))
			qn_trainstate_keep(&t->s);
		if (saves && !save(t, e))
			return false;
		if (!tell(t))
			return interrupted(t, e);
	}
	return choose(t, e);
}

bool qn_train(const struct qn_learner *l, const struct qn_train_options *o,
              struct qn_pool *pool, struct qn_err *e)
{
	struct training t = {
	    .l = l,
	    .o = o,
	    .pool = pool,
	    .s = {.w = l->w, .carried = l->carried, .carried_n = l->carried_n}};
	const struct qn_trainstate_plan plan = {.total = l->steps,
	                                        .best = l->due != NULL,
	                                        .average = o->average > 1,
	                                        .recent = l->recent};
	if (qn_trainstate_init(&t.s, &o->optim, l->n, &plan, e)) {
		t.s.optim.epoch = l->epoch;
		if (o->resume)
			qn_trainstate_load(&t.s, o->checkpoint, &l->facts, e);
		t.log = qn_trainlog_open(o->log, (size_t)t.s.number.log, e);
		if (!e->failed)
			run(&t, e);
	}
	qn_trainlog_close(t.log, e);
	qn_trainstate_release(&t.s);
	return !e->failed;
}
