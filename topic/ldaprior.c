/* SPDX-License-Identifier: MIT */
/*
 * ldaprior.c -- sums over documents in a fixed number of shards, over words by
 * a histogram of their counts.
 */
#include "topic/ldaprior.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define SHARDS 16
#define SHAPE  1.001 /* of alpha's prior */
#define TERMS  20    /* of P() that are added up one by one */
#define STEPS  200   /* for beta at most */
#define CLOSE  1e-6  /* a relative change that is none */
#define LEAST  1e-6  /* of alpha and beta: what floats can do with */

/* The derivative of the logarithm of the gamma function, x > 0: recurrence up
 * to 6, then the asymptotic series (Abramowitz and Stegun, 6.3.18). */
static double digamma(double x)
{
	double sum = 0;
	for (; x < 6; x++)
		sum -= 1 / x;
	double y = 1 / (x * x);
	return sum + log(x) - 0.5 / x -
	       y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y / 240)));
}

/* P(x, n) */
static double slope(double x, uint32_t n)
{
	double sum = 0;
	if (n > TERMS)
		return digamma(x + n) - digamma(x);
	for (uint32_t i = 0; i < n; i++)
		sum += 1 / (x + i);
	return sum;
}

/* --- alpha ---------------------------------------------------------------- */

struct summing {
	const struct qn_lda *l;
	double alpha; /* the sum                  */
	double *up;   /* [SHARDS][K]              */
	double down[SHARDS];
};

static void sum_documents(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct summing *s = ctx;
	const struct qn_lda *l = s->l;
	struct qn_lda_count *count = qn_malloc(l->K, sizeof *count);
	double *up = s->up + shard * l->K, down = 0;
	for (size_t doc = begin; doc < end; doc++) {
		size_t n = qn_lda_docs_get(&l->counts, doc, count);
		uint32_t tokens = 0, held = 0;
		for (size_t i = 0; i < n; i++) {
			uint32_t k = count[i].topic,
			         own = count[i].n - count[i].held;
			up[k] += slope(l->alpha[k] + count[i].held, own);
			tokens += own;
			held += count[i].held;
		}
		down += slope(s->alpha + held, tokens);
	}
	s->down[shard] = down;
	free(count);
}

static void set_alpha(struct qn_lda *l, const double *up, double down)
{
	double all = 0, step = 0;
	for (uint32_t k = 0; k < l->K; k++) {
		double a = l->alpha[k] * up[k];
		all += a;
		step = (a + SHAPE - 1) / (down + 1);
		l->alpha[k] = fmax(step, LEAST);
	}
	if (!l->options.symmetric)
		return;
	step = (all / l->K + SHAPE - 1) / (down + 1);
	for (uint32_t k = 0; k < l->K; k++)
		l->alpha[k] = fmax(step, LEAST);
}

static void optimize_alpha(struct qn_lda *l, struct qn_pool *pool)
{
	struct summing s = {.l = l};
	double down = 0;
	s.up = qn_calloc((size_t)SHARDS * l->K, sizeof *s.up);
	for (uint32_t k = 0; k < l->K; k++)
		s.alpha += l->alpha[k];
	qn_pool_for(pool, l->tokens.docs, SHARDS, sum_documents, &s);
	for (size_t i = 0; i < SHARDS; i++) {
		down += s.down[i];
		for (uint32_t k = 0; i && k < l->K; k++)
			s.up[k] += s.up[i * l->K + k];
	}
	set_alpha(l, s.up, down);
	free(s.up);
}

/* --- beta ----------------------------------------------------------------- */

/* more[i]: pairs of a word and a topic with more than i tokens; *n of them
 * are not 0. */
static uint32_t *count_pairs(const struct qn_lda *l, size_t *n)
{
	const struct qn_lda_tokens *t = &l->tokens;
	uint32_t *row = qn_calloc(l->K, sizeof *row), *more = NULL, room = 0;
	for (size_t slot = 0; slot < l->V; slot++) {
		uint32_t from, held, to;
		qn_lda_slot_tokens(t, slot, &from, &held, &to);
		if (to - from > room) {
			more = qn_realloc(more, to - from, sizeof *more);
			for (; room < to - from; room++)
				more[room] = 0;
		}
		for (uint32_t i = from; i < to; i++)
			more[row[t->topic[i]]++]++;
		for (uint32_t i = from; i < to; i++)
			row[t->topic[i]] = 0;
	}
	for (*n = 0; *n < room && more[*n]; ++*n)
		;
	free(row);
	return more;
}

static void optimize_beta(struct qn_lda *l)
{
	size_t n;
	uint32_t *more = count_pairs(l, &n);
	double change = 1;
	for (int step = 0; step < STEPS && fabs(change) > CLOSE; step++) {
		double up = 0, down = 0;
		for (size_t i = n; i-- > 0;)
			up += more[i] / (l->beta + (double)i);
		for (uint32_t k = 0; k < l->K; k++)
			down += slope(l->V * l->beta, (uint32_t)l->total[k]);
		change = up / (l->V * down) - 1;
		l->beta = fmax(l->beta * (1 + change), LEAST);
	}
	free(more);
}

void qn_lda_optimize(struct qn_lda *l, struct qn_pool *pool)
{
	optimize_alpha(l, pool);
	optimize_beta(l);
}
