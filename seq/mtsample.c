/* SPDX-License-Identifier: MIT */
/*
 * mtsample.c -- draws are made for some samples at a time, and all systems are
 * then scored on them, each by whichever thread is free.
 */
#include "seq/mtsample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pcg64.h"
#include "seq/round.h"

#define DRAWN  ((size_t)1 << 18) /* draws made at a time    */
#define PADDED 16                /* statistics of a segment: multiples of it */

struct sampling {
	const struct qn_mt_systems *s;
	const struct qn_mt_sampling *o;
	size_t stats, stride;
	float **rows;   /* [systems][segments * stride]: of a segment, or
	                 * by how much it differs from the first system's */
	double **score; /* [systems][samples]                         */
	double **other; /* the same with the roles exchanged           */
	uint32_t *draw; /* [drawn][segments]                           */
	size_t first, drawn;
};

/* Scores by these metrics are floats in sacreBLEU, when samples are. */
static bool is_single(const struct qn_mt_systems *s)
{
	return s->metric->kind != QN_MT_BLEU;
}

/* --- scores of samples ------------------------------------------------------- */

/* Floats added up in the order in which segments were drawn. */
static void bootstrap(const struct sampling *g, size_t system, size_t sample)
{
	const uint32_t *draw = g->draw + (sample - g->first) * g->s->segments;
	const float *rows = g->rows[system];
	double stats[QN_MT_STATS];
	float sum[QN_MT_STATS + PADDED] = {0};
	for (size_t i = 0; i < g->s->segments; i++) {
		const float *row = rows + draw[i] * g->stride;
		for (size_t j = 0; j < g->stride; j++)
			sum[j] += row[j];
	}
	for (size_t j = 0; j < g->stats; j++)
		stats[j] = (double)sum[j];
	g->score[system][sample] = qn_mt_score(g->s->metric, stats, true);
}

/* Where a draw is 1 the first system's segment takes this one's place. */
static void randomise(const struct sampling *g, size_t system, size_t sample)
{
	const struct qn_mt_systems *s = g->s;
	const uint32_t *draw = g->draw + (sample - g->first) * s->segments;
	const float *rows = g->rows[system];
	double a[QN_MT_STATS], b[QN_MT_STATS];
	double moved[QN_MT_STATS + PADDED] = {0};
	for (size_t i = 0; i < s->segments; i++) {
		const float *row = rows + i * g->stride;
		double taken = draw[i];
		for (size_t j = 0; j < g->stride; j++)
			moved[j] += taken * (double)row[j];
	}
	for (size_t j = 0; j < g->stats; j++) {
		a[j] = s->sum[system * g->stats + j] + moved[j];
		b[j] = s->sum[j] - moved[j];
	}
	g->score[system][sample] = qn_mt_score(s->metric, a, false);
	g->other[system][sample] = qn_mt_score(s->metric, b, false);
}

static void score(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct sampling *g = ctx;
	(void)shard;
	for (size_t i = begin; i < end; i++) {
		size_t system = i / g->drawn, sample = g->first + i % g->drawn;
		if (g->o->test == QN_MT_BOOTSTRAP)
			bootstrap(g, system, sample);
		else
			randomise(g, system, sample);
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
	bool bootstraps = g->o->test == QN_MT_BOOTSTRAP;
	g->draw = qn_malloc(most * n, sizeof *g->draw);
	while (tell(g, e) && g->first < g->o->samples) {
		size_t left = g->o->samples - g->first;
		g->drawn = left < most ? left : most;
		for (size_t i = 0; i < g->drawn * n; i++)
			g->draw[i] = bootstraps
			                 ? qn_pcg64_below(&rng, (uint32_t)n)
			                 : qn_pcg64_bit(&rng);
		size_t scores = g->drawn * g->s->systems;
		qn_pool_for(pool, scores, scores, score, g);
		g->first += g->drawn;
	}
	return !e->failed;
}

/* --- what they say ------------------------------------------------------------ */

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
	bool bootstrapped = g->o->test == QN_MT_BOOTSTRAP;
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

/* --- the run ------------------------------------------------------------------ */

static bool prepare(struct sampling *g, struct qn_err *e)
{
	const struct qn_mt_systems *s = g->s;
	bool differences = g->o->test == QN_MT_RANDOMISE;
	g->rows = qn_calloc(s->systems, sizeof *g->rows);
	g->score = qn_calloc(s->systems, sizeof *g->score);
	g->other = qn_calloc(s->systems, sizeof *g->other);
	for (size_t i = 0; i < s->systems; i++) {
		g->score[i] = qn_malloc(g->o->samples, sizeof **g->score);
		g->other[i] = qn_malloc(g->o->samples, sizeof **g->other);
		g->rows[i] = qn_big_alloc(s->segments * g->stride,
		                          sizeof **g->rows, "statistics", e);
		if (e->failed)
			return false;
		for (size_t k = 0; k < s->segments; k++)
			for (size_t j = 0; j < g->stats; j++) {
				size_t at = k * g->stats + j;
				double x = s->each[i][at];
				if (differences)
					x = s->each[0][at] - x;
				g->rows[i][k * g->stride + j] = (float)x;
			}
	}
	return true;
}

static void finish(struct sampling *g)
{
	for (size_t i = 0; i < g->s->systems; i++) {
		qn_big_free(g->rows[i]);
		free(g->score[i]);
		free(g->other[i]);
	}
	free(g->rows);
	free(g->score);
	free(g->other);
	free(g->draw);
}

bool qn_mt_sample(const struct qn_mt_systems *s, const struct qn_mt_sampling *o,
                  struct qn_pool *pool, struct qn_mt_verdict *verdict,
                  struct qn_err *e)
{
	struct sampling g = {.s = s, .o = o, .stats = qn_mt_stats(s->metric)};
	g.stride = (g.stats + PADDED - 1) / PADDED * PADDED;
	if (s->segments > UINT32_MAX)
		return qn_fail(e, "too many segments to draw from");
	bool ok = prepare(&g, e) && score_all(&g, pool, e);
	if (ok)
		judge(&g, verdict);
	finish(&g);
	return ok;
}
