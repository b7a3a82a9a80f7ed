/* SPDX-License-Identifier: MIT */
/*
 * ftautotune.c -- a walk through the arguments: each trial varies the best
 * ones so far at random, and stays where it is better.
 *
 * Widths and limits are fastText's (autotune.cc); the best model is kept, not
 * trained again.
 */
#include "embed/ftautotune.h"

#include <math.h>
#include <time.h>

#include "base/input.h"
#include "base/rng.h"
#include "embed/ftquantize.h"

#define STREAM     0x74756e65 /* of random numbers: apart from training's */
#define LEAST_ROWS 256        /* that a cut model has to keep             */

struct search {
	const struct qn_ft_training *t;
	const struct qn_ft_autotune *how;
	struct qn_corpus *corpus;
	struct qn_pool *pool;
	struct qn_bytes validation;
	struct qn_rng rng;
	struct timespec start;
	bool late;  /* training was stopped because time is over */
	int bucket; /* of the best trial that had any            */
	int trials;
};

static double seconds_since(const struct timespec *start)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) +
	       1e-9 * (double)(now.tv_nsec - start->tv_nsec);
}

/* --- arguments ------------------------------------------------------------ */

/* Normally distributed (Box and Muller, 1958). */
static double draw_normal(struct qn_rng *r)
{
	double u = 1 - qn_rng_double(r), v = qn_rng_double(r);
	return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

/* The width of a step at `share` of the time: `first`, from a quarter on less,
 * from three quarters on `last`. */
static double width(double first, double last, double share)
{
	double way = fmin(0.5, fmax(share - 0.25, 0)) / 0.5;
	return first + (last - first) * way;
}

static double within(double x, double least, double most)
{
	return fmin(most, fmax(least, x));
}

/* x times, or plus, a random step. */
static double scaled(struct search *s, double x, double sigma, double least,
                     double most)
{
	double step = exp2(sigma * draw_normal(&s->rng));
	return within(x * step, least, most);
}

static double shifted(struct search *s, double x, double sigma, double least,
                      double most)
{
	return within(x + sigma * draw_normal(&s->rng), least, most);
}

/* fastText knows n-grams from 2 or 3 characters on, and none. */
static int next_minn(struct search *s, int minn, double sigma)
{
	static const int choice[] = {0, 2, 3};
	int at = minn == 2 ? 1 : minn == 3 ? 2 : 0;
	return choice[(int)shifted(s, at, sigma, 0, 2)];
}

static struct qn_ft_trial vary(struct search *s, const struct qn_ft_trial *best)
{
	const struct qn_ft_fixed *fixed = &s->how->fixed;
	double t = within(seconds_since(&s->start) / s->how->seconds, 0, 1);
	struct qn_ft_trial x = *best;
	struct qn_ft_args *a = &x.args;
	if (!fixed->epochs)
		a->epochs =
		    (int)scaled(s, a->epochs, width(2.8, 2.5, t), 1, 100);
	if (!fixed->rate)
		a->rate = scaled(s, a->rate, width(1.9, 1.0, t), 0.01, 5.0);
	if (!fixed->dim)
		a->dim = (int)scaled(s, a->dim, width(1.4, 0.3, t), 1, 1000);
	if (!fixed->word_ngrams)
		a->word_ngrams =
		    (int)shifted(s, a->word_ngrams, width(4.3, 2.4, t), 1, 5);
	if (!fixed->dsub)
		x.dsub =
		    1 << (int)shifted(s, log2(x.dsub), width(2, 1, t), 1, 4);
	if (!fixed->minn)
		a->minn = next_minn(s, a->minn, width(4.0, 1.4, t));
	if (!fixed->maxn)
		a->maxn = a->minn == 0 ? 0 : a->minn + 3;
	if (!fixed->bucket)
		a->bucket = (int)scaled(s, s->bucket, width(2.0, 1.5, t), 10000,
		                        10000000);
	return x;
}

/* --- a trial -------------------------------------------------------------- */

/* What training reports to: how the search goes, and whether it is over. */
static bool report(void *ctx, const struct qn_report *r)
{
	struct search *s = ctx;
	double seconds = seconds_since(&s->start);
	struct qn_report mine = {
	    .what = "autotuning",
	    .unit = "s",
	    .done = fmin(seconds, s->how->seconds),
	    .total = s->how->seconds,
	    .loss = r->loss,
	    .rate = r->rate,
	};
	if (!qn_progress_tell(s->t->progress, &mine))
		return false;
	s->late = seconds >= s->how->seconds;
	return !s->late;
}

/* Rows that a quantised model of the size may keep: its file is sized by the
 * codes, the centroids, and about ten bytes of dictionary a row. */
static double rows_for(const struct qn_ft_model *m, int dsub, bool outputs,
                       uint64_t size)
{
	double dim = m->args.dim, n = (double)m->output.rows;
	double centroids = 4 * 256 * dim;
	double out = outputs ? 21 + n * (ceil(dim / 2) + 1) + 16 + centroids
	                     : 16 + 4 * n * dim;
	double row = ceil(dim / dsub) + 1 + 10;
	return ((double)size - 107 - centroids - out) / row;
}

/* Cut down, trained again and quantised; *fits is false when it cannot be
 * small enough. */
static bool shrink(struct search *s, const struct qn_ft_training *t, int dsub,
                   struct qn_ft_model *m, bool *fits, struct qn_err *e)
{
	const struct qn_ft_quantize_options how = {
	    .dsub = dsub,
	    .norms = true,
	    .outputs = m->output.rows >= LEAST_ROWS,
	};
	double rows = rows_for(m, dsub, how.outputs, s->how->model_size);
	double clipped;
	*fits = rows > LEAST_ROWS;
	if (!*fits)
		return true;
	if (rows < (double)m->input.rows &&
	    !(qn_ft_model_cut(m, (size_t)rows, e) &&
	      qn_ft_retrain(m, t, s->corpus, s->pool, &clipped, e)))
		return false;
	return qn_ft_model_quantize(m, &how, s->pool, e);
}

static struct qn_ft_model *try(struct search *s, struct qn_ft_trial *x,
                               struct qn_err *e)
{
	const struct qn_progress watch = {.report = report, .ctx = s};
	struct timespec start;
	struct qn_ft_training t = *s->t;
	double clipped;
	bool fits = true;
	clock_gettime(CLOCK_MONOTONIC, &start);
	t.args = x->args;
	t.progress = &watch;
	t.counted = s->trials ? NULL : s->t->counted;
	x->number = ++s->trials;
	x->score = (double)NAN;
	struct qn_ft_model *m =
	    qn_ft_train(&t, s->corpus, s->pool, &clipped, e);
	bool ok =
	    m && (!s->how->model_size || shrink(s, &t, x->dsub, m, &fits, e));
	struct qn_slice lines = {s->validation.p, s->validation.n};
	if (ok && fits)
		ok = qn_ft_score(m, &s->how->metric, lines, s->how->validation,
		                 s->pool, &x->score, e);
	x->seconds = seconds_since(&start);
	if (ok) {
		x->args = m->args;
		x->args.label = s->t->args.label;
		return m;
	}
	qn_ft_model_free(m);
	return NULL;
}

/* --- the search ----------------------------------------------------------- */

/* Trials until the time is over; the best model, or NULL. */
static struct qn_ft_model *walk(struct search *s, struct qn_ft_trial *best,
                                struct qn_err *e)
{
	struct qn_ft_model *kept = NULL;
	struct qn_ft_trial x = *best;
	const struct qn_report between = {.loss = (double)NAN,
	                                  .rate = (double)NAN};
	while (seconds_since(&s->start) < s->how->seconds) {
		struct qn_err failed = QN_ERR_INIT;
		struct qn_ft_model *m = try(s, &x, &failed);
		if (s->late)
			break;
		if (failed.interrupted && kept)
			break;
		if (!m && (s->trials == 1 || failed.interrupted)) {
			*e = failed;
			break;
		}
		if (m && s->how->tried)
			s->how->tried(s->how->ctx, &x);
		if (m && !isnan(x.score) && (!kept || x.score > best->score)) {
			struct qn_ft_model *worse = kept;
			kept = m;
			m = worse;
			*best = x;
			if (x.args.bucket > 0)
				s->bucket = x.args.bucket;
		}
		qn_ft_model_free(m);
		x = vary(s, best);
		/* Training on a short text does not report. */
		if (kept && !report(s, &between))
			break;
	}
	return kept;
}

struct qn_ft_model *qn_ft_autotune(const struct qn_ft_training *t,
                                   const struct qn_ft_autotune *how,
                                   struct qn_corpus *c, struct qn_pool *pool,
                                   struct qn_ft_trial *best, struct qn_err *e)
{
	struct search s = {.t = t, .how = how, .corpus = c, .pool = pool};
	struct qn_ft_model *kept = NULL;
	*best = (struct qn_ft_trial){.args = t->args, .dsub = how->dsub};
	s.bucket = t->args.bucket > 0 ? t->args.bucket : 1;
	s.rng = qn_rng_new(t->args.seed, STREAM);
	clock_gettime(CLOCK_MONOTONIC, &s.start);
	if (qn_bytes_load(&s.validation, how->validation, e))
		kept = walk(&s, best, e);
	qn_bytes_release(&s.validation);
	if (kept && e->failed) {
		qn_ft_model_free(kept);
		return NULL;
	}
	if (!kept)
		qn_fail(e,
		        s.late ? "no model was trained in %g seconds; give "
		                 "-autotune-duration more"
		               : "no model was small enough after %g "
		                 "seconds; give -autotune-modelsize more",
		        how->seconds);
	return kept;
}
