/* SPDX-License-Identifier: MIT */
/*
 * lmsample.c -- see lmsample.h.
 */
#include "seq/lmsample.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"

struct candidate {
	float ln_p;
	uint32_t id;
};

/* The likelier first, then the smaller id. */
static int by_chance(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->ln_p != y->ln_p)
		return x->ln_p < y->ln_p ? 1 : -1;
	return x->id < y->id ? -1 : 1;
}

static uint32_t likeliest(const float *ln_p, size_t n)
{
	size_t best = 0;
	for (size_t i = 1; i < n; i++)
		best = ln_p[i] > ln_p[best] ? i : best;
	return (uint32_t)best;
}

/* How many of c[n], which are in order, to draw from; weight[n] receives
 * what each is worth. */
static size_t cut(const struct candidate *c, size_t n, double *weight,
                  const struct qn_lm_sampling *o)
{
	if (o->top_k && o->top_k < n)
		n = o->top_k;
	double sum = 0, so_far = 0;
	for (size_t i = 0; i < n; i++) {
		double above = (double)c[i].ln_p - (double)c[0].ln_p;
		weight[i] = exp(above / o->temperature);
		sum += weight[i];
	}
	for (size_t i = 0; i < n; i++)
		if ((so_far += weight[i]) >= o->top_p * sum)
			return i + 1;
	return n;
}

static uint32_t draw(struct qn_lm *m, float *ln_p, struct candidate *c,
                     double *weight, const struct qn_lm_sampling *o,
                     struct qn_rng *rng)
{
	size_t n = m->vocabulary;
	if (o->temperature == 0 && m->type->best)
		return m->type->best(m);
	m->type->next(m, ln_p);
	if (o->temperature == 0)
		return likeliest(ln_p, n);
	for (size_t i = 0; i < n; i++)
		c[i] = (struct candidate){ln_p[i], (uint32_t)i};
	qsort(c, n, sizeof *c, by_chance);
	n = cut(c, n, weight, o);
	double sum = 0, so_far = 0;
	for (size_t i = 0; i < n; i++)
		sum += weight[i];
	double x = qn_rng_double(rng) * sum;
	for (size_t i = 0; i < n; i++)
		if ((so_far += weight[i]) > x)
			return c[i].id;
	return c[0].id;
}

static void append(const struct qn_lm *m, uint32_t id, struct qn_buf *out)
{
	struct qn_slice s = m->type->spell(m, id);
	bool begins = out->n == 0 || out->p[out->n - 1] == '\n';
	if (s.n == 0)
		qn_buf_putc(out, '\n');
	else if (m->unit == QN_LM_WORD && !begins)
		qn_buf_putc(out, ' ');
	/* A subword that begins a word has the space in front. */
	bool has_space = m->unit == QN_LM_BPE && s.n && s.p[0] == ' ';
	size_t skipped = has_space && begins;
	qn_buf_add(out, s.p + skipped, s.n - skipped);
}

static bool check(const struct qn_lm_sampling *o, struct qn_err *e)
{
	if (!(o->top_p > 0))
		return qn_fail(e, "top-p has to be above 0");
	return qn_check_range("temperature", o->temperature, 0, 1e6, e) &&
	       qn_check_range("top-p", o->top_p, 0, 1, e);
}

bool qn_lm_sample(struct qn_lm *m, struct qn_slice prompt,
                  const struct qn_lm_sampling *o, struct qn_buf *out,
                  struct qn_err *e)
{
	if (!check(o, e) || !m->type->begin(m, prompt, e))
		return false;
	size_t n = m->vocabulary;
	float *ln_p = qn_malloc(n, sizeof *ln_p);
	struct candidate *c = qn_malloc(n, sizeof *c);
	double *weight = qn_malloc(n, sizeof *weight);
	struct qn_rng rng = qn_rng_new(o->seed, 0);
	qn_buf_add(out, prompt.p, prompt.n);
	for (size_t i = 0; i < o->length; i++) {
		uint32_t id = draw(m, ln_p, c, weight, o, &rng);
		append(m, id, out);
		m->type->take(m, id);
	}
	free(weight);
	free(c);
	free(ln_p);
	return true;
}
