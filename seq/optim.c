/* SPDX-License-Identifier: MIT */
/*
 * optim.c -- see optim.h.
 */
#include "seq/optim.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "seq/nnkern.h"

#define CHUNK ((size_t)1 << 16) /* parameters */

static size_t chunks(size_t n)
{
	return (n + CHUNK - 1) / CHUNK;
}

bool qn_optim_check(const struct qn_optim_options *o, struct qn_err *e)
{
	return qn_check_range("learning rate", (double)o->rate, 1e-30, 1e30,
	                      e) &&
	       qn_check_range("momentum", (double)o->momentum, 0, 0.9999999,
	                      e) &&
	       qn_check_range("beta 1", (double)o->mean, 0, 0.9999999, e) &&
	       qn_check_range("beta 2", (double)o->square, 0, 0.9999999, e) &&
	       qn_check_range("epsilon", (double)o->epsilon, 1e-30, 1, e) &&
	       qn_check_range("weight decay", (double)o->decay, 0, 1e30, e) &&
	       qn_check_range("clip", (double)o->clip, 0, 1e30, e) &&
	       qn_check_range("clip value", (double)o->clip_value, 0, 1e30,
	                      e) &&
	       qn_check_range("fall", (double)o->fall, 0, 1, e) &&
	       qn_check_range("epochs between falls", o->fall_every, 0, 1e9,
	                      e) &&
	       qn_check_range("cooldown", (double)o->cooldown, 0, 1, e);
}

static bool is_adam(const struct qn_optim_options *o)
{
	return o->kind == QN_OPTIM_ADAM || o->kind == QN_OPTIM_ADAMW;
}

static bool keeps_mean(const struct qn_optim_options *o)
{
	bool moves = o->momentum > 0 && o->kind != QN_OPTIM_ADAGRAD;
	return is_adam(o) || o->kind == QN_OPTIM_ADADELTA || moves;
}

static bool keeps_square(const struct qn_optim_options *o)
{
	return o->kind != QN_OPTIM_SGD && o->kind != QN_OPTIM_NESTEROV;
}

bool qn_optim_init(struct qn_optim *p, const struct qn_optim_options *o,
                   size_t n, uint64_t total, struct qn_err *e)
{
	const char *what = "an optimiser's averages";
	*p = (struct qn_optim){.o = *o, .n = n, .total = total, .cut = 1};
	p->part = qn_calloc(chunks(n), sizeof *p->part);
	if (keeps_mean(o))
		p->mean = qn_big_alloc(n, sizeof *p->mean, what, e);
	if (keeps_square(o))
		p->square = qn_big_alloc(n, sizeof *p->square, what, e);
	return !e->failed;
}

void qn_optim_release(struct qn_optim *p)
{
	qn_big_free(p->mean);
	qn_big_free(p->square);
	free(p->part);
	*p = (struct qn_optim){.n = 0};
}

/* --- the rate ------------------------------------------------------------- */

float qn_optim_fall(const struct qn_optim_options *o)
{
	if (o->fall > 0)
		return o->fall;
	return o->schedule == QN_SCHEDULE_PLATEAU ? 0.25f : 0.5f;
}

static double steps_between_falls(const struct qn_optim *p)
{
	double epochs = p->o.fall_every > 0 ? p->o.fall_every : 1;
	return fmax(ceil(epochs * (double)p->epoch), 1);
}

/* What the schedule leaves of the rate at step t of `total`. */
static double share(const struct qn_optim *p, double t)
{
	const struct qn_optim_options *o = &p->o;
	double w = (double)o->warmup, total = (double)p->total;
	if (t < w)
		return t / w;
	double rest = total > w ? fmin((t - w) / (total - w), 1) : 0;
	switch (o->schedule) {
	case QN_SCHEDULE_LINEAR:
		return 1 - rest;
	case QN_SCHEDULE_COSINE:
		return 0.01 + 0.99 * 0.5 * (1 + cos(M_PI * rest));
	case QN_SCHEDULE_INVERSE:
		return sqrt(fmax(w, 1) / t);
	case QN_SCHEDULE_STEP:
		return pow((double)qn_optim_fall(o),
		           floor((t - 1) / steps_between_falls(p)));
	default:
		return 1;
	}
}

/* What is left of that when all is to end well. */
static double cooled(const struct qn_optim_options *o, double t, double total)
{
	double last = (double)o->cooldown * total;
	return last > 0 && total - t < last ? fmax(total - t, 0) / last : 1;
}

double qn_optim_rate(const struct qn_optim *p)
{
	double t = (double)(p->step + 1), total = (double)p->total;
	return (double)p->o.rate * (double)p->cut * share(p, t) *
	       cooled(&p->o, t, total);
}

/* --- a step --------------------------------------------------------------- */

struct work {
	struct qn_optim *p;
	float *w;
	const float *g;
	struct qn_update u;
};

/* Shards are chunks, the last one shorter: not the equal parts of a pool. */
static size_t begin(const struct work *w, size_t chunk, size_t *n)
{
	size_t at = chunk * CHUNK, left = w->p->n - at;
	*n = left < CHUNK ? left : CHUNK;
	return at;
}

static void measure(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct work *w = ctx;
	size_t n, at = begin(w, shard, &n);
	(void)from, (void)to;
	w->p->part[shard] = qn_nnkern()->sum_squares(w->g + at, n);
}

static void update(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct work *w = ctx;
	const struct qn_optim *p = w->p;
	const struct qn_nnkern *k = qn_nnkern();
	size_t n, at = begin(w, shard, &n);
	float *mean = p->mean ? p->mean + at : NULL;
	float *square = p->square ? p->square + at : NULL;
	(void)from, (void)to;
	k->update[p->o.kind](w->w + at, w->g + at, mean, square, n, &w->u);
}

static struct qn_update update_of(const struct qn_optim *p)
{
	const struct qn_optim_options *o = &p->o;
	double rate = qn_optim_rate(p), t = (double)(p->step + 1);
	bool apart = o->kind == QN_OPTIM_ADAMW;
	bool clips = o->clip > 0 && p->norm > (double)o->clip;
	struct qn_update u = {
	    .scale = clips ? (float)((double)o->clip / p->norm) : 1,
	    .limit = o->clip_value > 0 ? o->clip_value : HUGE_VALF,
	    .rate = (float)rate,
	    .mean = o->mean,
	    .square = o->square,
	    .epsilon = o->epsilon,
	    .keep = apart ? (float)(1 - rate * (double)o->decay) : 1,
	    .pull = apart ? 0 : o->decay,
	    .momentum = o->momentum};
	if (is_adam(o)) {
		u.rate = (float)(rate / (1 - pow((double)o->mean, t)));
		u.root = (float)(1 / sqrt(1 - pow((double)o->square, t)));
	}
	return u;
}

bool qn_optim_step(struct qn_optim *p, float *w, const float *g,
                   struct qn_pool *pool)
{
	struct work work = {.p = p, .w = w, .g = g};
	size_t n = chunks(p->n);
	double sum = 0;
	qn_pool_for(pool, n, n, measure, &work);
	for (size_t i = 0; i < n; i++)
		sum += p->part[i];
	p->norm = sqrt(sum);
	if (!isfinite(p->norm))
		return false;
	work.u = update_of(p);
	qn_pool_for(pool, n, n, update, &work);
	p->step++;
	return true;
}
