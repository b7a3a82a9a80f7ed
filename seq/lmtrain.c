/* SPDX-License-Identifier: MIT */
/*
 * lmtrain.c -- see lmtrain.h.
 */
#include "seq/lmtrain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/lmbatch.h"
#include "seq/lmscore.h"
#include "seq/lmtrainstate.h"
#include "seq/trainlog.h"

#define ROLLBACKS 10   /* after which a run is given up                 */
#define LATELY    0.02 /* share of a batch in what is shown as the loss */
#define PLATEAU   4    /* the rate is divided by it                     */

struct training {
	const struct qn_lmtrain_options *o;
	struct qn_lmneural *m;
	const struct qn_lmtext *text;
	struct qn_pool *pool;
	struct qn_lmbatch batch;
	struct qn_lmtrain_state s;
	struct qn_trainlog *log;
	size_t epoch; /* steps of one */
};

bool qn_lmtrain_check(const struct qn_lmtrain_options *o, struct qn_err *e)
{
	return qn_optim_check(&o->optim, e) &&
	       qn_check_range("epochs", (double)o->epochs, 1, 1e9, e) &&
	       qn_check_range("batch", (double)o->batch, 1, 1 << 20, e) &&
	       qn_check_range("bptt", (double)o->bptt, 1, 1 << 20, e) &&
	       qn_check_range("dropout", (double)o->lesson.dropout, 0, 0.99,
	                      e) &&
	       qn_check_range("label smoothing", (double)o->lesson.smooth, 0,
	                      0.99, e) &&
	       qn_check_range("log interval", (double)o->log_every, 1, 1e18, e);
}

/* --- what is told ------------------------------------------------------------- */

static double epochs_done(const struct training *t)
{
	return t->s.number.step / (double)t->epoch;
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
	double pieces = (double)(t->o->batch * t->o->bptt);
	const struct qn_report r = {.what = "training",
	                            .unit = "pieces",
	                            .done = t->s.number.step * pieces,
	                            .total = (double)t->s.optim.total * pieces,
	                            .loss = exp(t->s.number.recent),
	                            .measure = "perplexity",
	                            .rate = qn_optim_rate(&t->s.optim)};
	return qn_progress_tell(t->o->progress, &r);
}

/* --- a step ------------------------------------------------------------------- */

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
	qn_lmtrain_state_restore(&t->s);
	t->s.number.cut /= 2;
	t->s.optim.cut = (float)t->s.number.cut;
	t->s.number.rollbacks = times;
	/* Next time it is from here at the lower rate. */
	qn_lmtrain_state_keep(&t->s);
	return true;
}

static bool step(struct training *t, struct qn_err *e)
{
	struct qn_lesson lesson = t->o->lesson;
	uint64_t number = t->s.optim.step;
	const struct qn_net *net = t->m->net;
	if (net->class->carries && number % t->epoch == 0)
		net->class->reset(t->s.run);
	lesson.step = number;
	qn_lmbatch_fill(&t->batch, number);
	double nats = net->class->score(t->s.run, t->batch.x, t->batch.y,
	                                &lesson, t->pool) /
	              (double)(t->o->batch * t->o->bptt);
	if (!isfinite(nats) ||
	    !qn_optim_step(&t->s.optim, net->w, t->s.run->g, t->pool))
		return roll_back(t, e);
	t->s.number.step = (double)t->s.optim.step;
	t->s.number.recent += LATELY * (nats - t->s.number.recent);
	log_step(t, nats);
	return true;
}

/* --- an epoch's end ----------------------------------------------------------- */

static void judge(struct training *t, double nats)
{
	struct qn_lmtrain_state *s = &t->s;
	if (nats < s->number.best) {
		s->number.best = nats;
		s->number.since = 0;
		memcpy(s->best, s->w, s->optim.n * sizeof *s->w);
		return;
	}
	s->number.since++;
	if (t->o->optim.schedule == QN_SCHEDULE_PLATEAU) {
		s->number.cut /= PLATEAU;
		s->optim.cut = (float)s->number.cut;
	}
}

static bool validate(struct training *t, struct qn_err *e)
{
	struct qn_lm_totals total;
	if (!t->o->valid || t->s.optim.step % t->epoch != 0)
		return true;
	qn_lmneural_reset(t->m);
	if (!qn_lm_score(&t->m->lm, t->o->valid, t->pool, NULL, NULL, NULL,
	                 &total, e))
		return false;
	qn_trainlog_put(t->log,
	                "{\"step\": %ju, \"epoch\": %.6g, "
	                "\"valid_loss\": %.6g, \"valid_perplexity\": %.6g, "
	                "\"valid_bits_per_char\": %.6g}",
	                (uintmax_t)t->s.optim.step, epochs_done(t),
	                total.nats / (double)total.pieces,
	                qn_lm_perplexity(&total), qn_lm_bits_per_char(&total));
	judge(t, total.nats);
	return true;
}

static bool gives_up(const struct training *t)
{
	return t->o->patience && t->s.number.since >= (double)t->o->patience;
}

/* --- the whole ---------------------------------------------------------------- */

static bool save(struct training *t, struct qn_err *e)
{
	t->s.number.log = (double)qn_trainlog_size(t->log);
	return qn_lmtrain_state_save(&t->s, t->m, t->text, t->o, e);
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
	qn_lmtrain_state_keep(&t->s);
	while (t->s.optim.step < t->s.optim.total && !gives_up(t)) {
		if (!step(t, e) || !validate(t, e))
			return false;
		bool saves = t->o->checkpoint && due(t, t->o->checkpoint_every);
		if (saves || due(t, QN_LMTRAIN_BACK))
			qn_lmtrain_state_keep(&t->s);
		if (saves && !save(t, e))
			return false;
		if (!tell(t))
			return interrupted(t, e);
	}
	if (t->s.best)
		memcpy(t->s.w, t->s.best, t->s.optim.n * sizeof *t->s.w);
	qn_lmneural_reset(t->m);
	return true;
}

static bool begin(struct training *t, struct qn_err *e)
{
	const struct qn_lmtrain_options *o = t->o;
	size_t n = o->batch * o->bptt;
	t->epoch = qn_lmbatch_epoch(&t->batch);
	if (t->epoch == 0)
		return qn_fail(e,
		               "a text of %zu pieces is too short for a "
		               "batch of %zu times %zu; lower --batch or "
		               "--bptt",
		               t->text->n, o->batch, o->bptt);
	qn_params_init(&t->m->net->params, t->m->net->w, o->lesson.seed);
	if (!qn_lmtrain_state_init(&t->s, t->m, o, o->epochs * t->epoch, e))
		return false;
	t->batch.x = qn_big_alloc(2 * n, sizeof *t->batch.x, "a batch", e);
	t->batch.y = t->batch.x ? t->batch.x + n : NULL;
	if (o->resume)
		qn_lmtrain_state_load(&t->s, t->m, t->text, o, e);
	t->log = qn_trainlog_open(o->log, (size_t)t->s.number.log, e);
	return !e->failed;
}

bool qn_lmtrain(struct qn_lmneural *m, const struct qn_lmtext *text,
                const struct qn_lmtrain_options *o, struct qn_pool *pool,
                struct qn_err *e)
{
	struct training t = {.o = o,
	                     .m = m,
	                     .text = text,
	                     .pool = pool,
	                     .batch = {.text = text,
	                               .rows = o->batch,
	                               .steps = o->bptt,
	                               .tracks = m->net->class->carries,
	                               .seed = o->lesson.seed}};
	if (qn_lmtrain_check(o, e) && begin(&t, e))
		run(&t, e);
	qn_trainlog_close(t.log, e);
	qn_lmtrain_state_release(&t.s);
	qn_big_free(t.batch.x);
	return !e->failed;
}
