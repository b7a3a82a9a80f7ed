/* SPDX-License-Identifier: MIT */
/*
 * mtsample.c -- samples are drawn, some at a time, and all systems are then
 * scored on them.
 *
 * A sample's statistics are how often each segment was drawn times its own: a
 * product of matrices, all systems side by side.  It is of floats, which hold
 * whole numbers to 2^24 whatever the order of the sum.  Where statistics are
 * not whole or sums grow larger than that, it is added up as NumPy does.
 *
 *	times [samples][segments]  x  column [systems * stats][segments]^T
 */
#include "seq/mtsample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/blas.h"
#include "base/mem.h"
#include "base/pcg64.h"
#include "seq/round.h"

#define DRAWN   ((size_t)1 << 20) /* draws made at a time              */
#define WHOLE   0x1p24            /* to here floats hold whole numbers */
#define SAMPLES 16                /* of a shard of the work            */

struct sampling {
	const struct qn_mt_systems *s;
	const struct qn_mt_sampling *o;
	size_t stats, width; /* of a system; of all systems                  */
	float *column;       /* [width][segments] statistics or, to be swapped,
	                      * by how much the first system's are more      */
	bool whole;          /* they can be multiplied                       */
	double **score;      /* [systems][samples]                           */
	double **other;      /* the same of the first system, swapped        */
	float *times;        /* [drawn][segments] how often, or whether      */
	uint32_t *draw;      /* [drawn][segments] which, if not `whole`      */
	size_t first, drawn;
};

/* Scores by these metrics are floats in sacreBLEU, when samples are. */
static bool is_single(const struct qn_mt_systems *s)
{
	return s->metric->kind != QN_MT_BLEU;
}

static bool is_bootstrap(const struct sampling *g)
{
	return g->o->test == QN_MT_BOOTSTRAP;
}

/* --- scores of samples ---------------------------------------------------- */

/* A system's score on a sample of these statistics, or by how much they
 * change. */
static void take_score(const struct sampling *g, size_t system, size_t sample,
                       const double *sum)
{
	const struct qn_mt_systems *s = g->s;
	double a[QN_MT_STATS], b[QN_MT_STATS];
	if (is_bootstrap(g)) {
		g->score[system][sample] = qn_mt_score(s->metric, sum, true);
		return;
	}
	for (size_t j = 0; j < g->stats; j++) {
		a[j] = s->sum[system * g->stats + j] + sum[j];
		b[j] = s->sum[j] - sum[j];
	}
	g->score[system][sample] = qn_mt_score(s->metric, a, false);
	g->other[system][sample] = qn_mt_score(s->metric, b, false);
}

/* Samples [begin, end) of those drawn, by multiplying. */
static void multiply(const struct sampling *g, size_t begin, size_t end)
{
	size_t n = g->s->segments;
	float *product = qn_malloc((end - begin) * g->width, sizeof *product);
	double sum[QN_MT_STATS];
	qn_blas_abt(end - begin, g->width, n, 1, g->times + begin * n, n,
	            g->column, n, 0, product, g->width);
	for (size_t i = begin; i < end; i++)
		for (size_t k = 0; k < g->s->systems; k++) {
			const float *from =
			    product + (i - begin) * g->width + k * g->stats;
			for (size_t j = 0; j < g->stats; j++)
				sum[j] = (double)from[j];
			take_score(g, k, g->first + i, sum);
		}
	free(product);
}

/* One sample of a system, segment by segment: floats are added up in the order
 * in which they were drawn. */
static void add_up(const struct sampling *g, size_t i, size_t system)
{
	const struct qn_mt_systems *s = g->s;
	const double *rows = s->each[system], *base = s->each[0];
	float single[QN_MT_STATS] = {0};
	double sum[QN_MT_STATS] = {0};
	for (size_t k = 0; k < s->segments; k++) {
		size_t at = i * s->segments + k, row = k * g->stats;
		if (is_bootstrap(g)) {
			const double *x = rows + g->draw[at] * g->stats;
			for (size_t j = 0; j < g->stats; j++)
				single[j] += (float)x[j];
		} else if (g->times[at] > 0) {
			for (size_t j = 0; j < g->stats; j++)
				sum[j] += base[row + j] - rows[row + j];
		}
	}
	for (size_t j = 0; is_bootstrap(g) && j < g->stats; j++)
		sum[j] = (double)single[j];
	take_score(g, system, g->first + i, sum);
}

static void score(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct sampling *g = ctx;
	(void)shard;
	if (g->whole) {
		multiply(g, begin, end);
		return;
	}
	for (size_t i = begin; i < end; i++)
		for (size_t k = 0; k < g->s->systems; k++)
			add_up(g, i, k);
}

/* --- drawing -------------------------------------------------------------- */

static void draw(struct sampling *g, struct qn_pcg64 *rng)
{
	size_t n = g->s->segments;
	for (size_t i = 0; i < g->drawn; i++) {
		size_t row = i * n;
		if (is_bootstrap(g) && g->whole)
			memset(g->times + row, 0, n * sizeof *g->times);
		for (size_t k = 0; k < n; k++) {
			if (!is_bootstrap(g)) {
				g->times[row + k] = qn_pcg64_bit(rng);
				continue;
			}
			uint32_t drawn = qn_pcg64_below(rng, (uint32_t)n);
			if (g->whole)
				g->times[row + drawn]++;
			else
				g->draw[row + k] = drawn;
		}
	}
}

static bool tell(const struct sampling *g, struct qn_err *e)
{
	return qn_progress_at(g->o->progress, "sampling", "samples", g->first,
	                      g->o->samples) ||
	       qn_fail_interrupted(e, "sampling");
}

static bool score_all(struct sampling *g, struct qn_pool *pool,
                      struct qn_err *e)
{
	struct qn_pcg64 rng = qn_pcg64_new(g->o->seed);
	size_t n = g->s->segments, most = DRAWN / n + 1;
	if (g->whole || !is_bootstrap(g))
		g->times = qn_malloc(most * n, sizeof *g->times);
	else
		g->draw = qn_malloc(most * n, sizeof *g->draw);
	while (tell(g, e) && g->first < g->o->samples) {
		size_t left = g->o->samples - g->first;
		g->drawn = left < most ? left : most;
		draw(g, &rng);
		qn_pool_for(pool, g->drawn, (g->drawn + SAMPLES - 1) / SAMPLES,
		            score, g);
		g->first += g->drawn;
	}
	return !e->failed;
}

/* --- what they say -------------------------------------------------------- */

/* NumPy's pairwise sum: runs of 128, eight sums each. */
static double sum_of(const double *x, size_t n, bool single)
{
	double r[8], sum = 0;
	if (n > 128) {
		size_t half = n / 2 - n / 2 % 8;
		return qn_round(single, sum_of(x, half, single) +
		                            sum_of(x + half, n - half, single));
	}
	size_t i = 0;
	if (n >= 8) {
		memcpy(r, x, sizeof r);
		for (i = 8; i + 8 <= n; i += 8)
			for (size_t j = 0; j < 8; j++)
				r[j] = qn_round(single, r[j] + x[i + j]);
		for (size_t step = 1; step < 8; step *= 2)
			for (size_t j = 0; j < 8; j += 2 * step)
				r[j] = qn_round(single, r[j] + r[j + step]);
		sum = r[0];
	}
	for (; i < n; i++)
		sum = qn_round(single, sum + x[i]);
	return sum;
}

static double mean_of(const double *x, size_t n, bool single)
{
	return qn_round(single, sum_of(x, n, single) / (double)n);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* A fortieth of the scores is left out at either end. */
static void spread(const double *score, size_t n, bool single,
                   struct qn_mt_verdict *v)
{
	double *sorted = qn_malloc(n, sizeof *sorted);
	memcpy(sorted, score, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, by_size);
	v->mean = mean_of(sorted, n, single);
	v->half =
	    0.5 * qn_round(single, sorted[n - n / 40 - 1] - sorted[n / 40]);
	free(sorted);
}

/* The share of differences that exceed the systems' own. */
static double p_value(const double *a, const double *b, size_t n, bool centred,
                      double own, bool single)
{
	double *by = qn_malloc(n, sizeof *by), mean = 0;
	size_t more = 0;
	for (size_t i = 0; i < n; i++)
		by[i] = fabs(qn_round(single, a[i] - b[i]));
	if (centred)
		mean = mean_of(by, n, single);
	own = qn_round(single, own);
	for (size_t i = 0; i < n; i++)
		more += qn_round(single, by[i] - mean) > own;
	free(by);
	return (double)(more + 1) / (double)(n + 1);
}

static void judge(const struct sampling *g, struct qn_mt_verdict *verdict)
{
	const struct qn_mt_systems *s = g->s;
	size_t n = g->o->samples;
	bool bootstrapped = is_bootstrap(g);
	bool single = bootstrapped && is_single(s);
	for (size_t i = 0; i < s->systems; i++) {
		struct qn_mt_verdict *v = &verdict[i];
		*v = (struct qn_mt_verdict){
		    .score =
		        qn_mt_score(s->metric, s->sum + i * g->stats, false),
		    .mean = (double)NAN,
		    .half = (double)NAN,
		    .p = (double)NAN};
		if (bootstrapped)
			spread(g->score[i], n, single, v);
		if (i > 0)
			v->p = p_value(g->score[i],
			               bootstrapped ? g->score[0] : g->other[i],
			               n, bootstrapped,
			               fabs(v->score - verdict->score), single);
	}
}

/* --- the run -------------------------------------------------------------- */

/* A statistic of a system, or by how much the first system's is more, as a
 * column; false if its sums may not be whole numbers that a float holds. */
static bool lay_column(const struct sampling *g, size_t system, size_t stat)
{
	const struct qn_mt_systems *s = g->s;
	float *to = g->column + (system * g->stats + stat) * s->segments;
	double most = 0, sum = 0;
	bool whole = true;
	for (size_t k = 0; k < s->segments; k++) {
		double x = s->each[system][k * g->stats + stat];
		if (!is_bootstrap(g))
			x = s->each[0][k * g->stats + stat] - x;
		to[k] = (float)x;
		whole &= x == floor(x);
		most = fmax(most, fabs(x));
		sum += fabs(x);
	}
	return whole &&
	       (is_bootstrap(g) ? most * (double)s->segments : sum) < WHOLE;
}

static bool prepare(struct sampling *g, struct qn_err *e)
{
	const struct qn_mt_systems *s = g->s;
	g->score = qn_calloc(s->systems, sizeof *g->score);
	g->other = qn_calloc(s->systems, sizeof *g->other);
	for (size_t i = 0; i < s->systems; i++) {
		g->score[i] = qn_malloc(g->o->samples, sizeof **g->score);
		g->other[i] = qn_malloc(g->o->samples, sizeof **g->other);
	}
	g->column = qn_big_alloc(g->width * s->segments, sizeof *g->column,
	                         "statistics", e);
	g->whole = !e->failed;
	for (size_t i = 0; i < s->systems && g->whole; i++)
		for (size_t j = 0; j < g->stats; j++)
			g->whole &= lay_column(g, i, j);
	return !e->failed;
}

static void finish(struct sampling *g)
{
	for (size_t i = 0; i < g->s->systems; i++) {
		free(g->score[i]);
		free(g->other[i]);
	}
	qn_big_free(g->column);
	free(g->score);
	free(g->other);
	free(g->times);
	free(g->draw);
}

bool qn_mt_sample(const struct qn_mt_systems *s, const struct qn_mt_sampling *o,
                  struct qn_pool *pool, struct qn_mt_verdict *verdict,
                  struct qn_err *e)
{
	struct sampling g = {.s = s, .o = o, .stats = qn_mt_stats(s->metric)};
	g.width = s->systems * g.stats;
	if (s->segments > UINT32_MAX)
		return qn_fail(e, "too many segments to draw from");
	bool ok = prepare(&g, e) && score_all(&g, pool, e);
	if (ok)
		judge(&g, verdict);
	finish(&g);
	return ok;
}
