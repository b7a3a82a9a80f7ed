/* SPDX-License-Identifier: MIT */
/*
 * adaptive.c -- see adaptive.h.
 */
#include "seq/adaptive.h"

#include <string.h>

#include "seq/nnkern.h"
#include "seq/tiles.h"

/* More than rounding lets the chance of a word exceed that of its cluster. */
#define SLACK 1e-2f

static size_t plan_tail(struct qn_adaptive *a, size_t i, size_t rows,
                        struct qn_slab *slab)
{
	const struct qn_adaptive_at *at = &a->at;
	a->projection[i] = (struct qn_linear){.w = a->w + at->projection[i],
	                                      .inputs = a->width,
	                                      .outputs = at->inner[i]};
	a->tail[i] = (struct qn_output_layer){.w = a->w + at->weight[i],
	                                      .words = at->words[i],
	                                      .width = at->inner[i]};
	qn_output_layer_plan(&a->tail[i], rows, slab);
	return at->inner[i];
}

void qn_adaptive_plan(struct qn_adaptive *a, size_t rows, bool learns,
                      struct qn_slab *slab)
{
	const struct qn_adaptive_shape *s = a->shape;
	size_t widest = 0;
	*a->head = (struct qn_output_layer){.w = a->w + a->at.begin,
	                                    .words = s->cut[0] + s->tails,
	                                    .width = a->width};
	for (size_t i = 0; i < s->tails; i++) {
		size_t inner = plan_tail(a, i, rows, slab);
		widest = inner > widest ? inner : widest;
	}
	a->target = qn_slab_take(slab, rows, 1);
	a->row = qn_slab_take(slab, rows, 1);
	a->x = qn_slab_take(slab, rows, a->width);
	a->inner = qn_slab_take(slab, rows, widest);
	a->dinner = learns ? qn_slab_take(slab, rows, widest) : NULL;
	a->score =
	    rows == 1 && !learns ? qn_slab_take(slab, a->words, 1) : NULL;
}

/* --- losses and gradients ------------------------------------------------- */

static double sum(const double *x, size_t n)
{
	double all = 0;
	for (size_t i = 0; i < n; i++)
		all += x[i];
	return all;
}

/* The entry of the head that stands for a word. */
static uint32_t entry(const struct qn_adaptive_shape *s, uint32_t word)
{
	size_t i = s->tails;
	while (i > 0 && word < s->cut[i - 1])
		i--;
	return i ? (uint32_t)(s->cut[0] + i - 1) : word;
}

/* The rows whose words tail i has; how many. */
static size_t gather(struct qn_adaptive *a, size_t i, const float *x,
                     const uint32_t *target, size_t rows)
{
	size_t from = a->shape->cut[i], n = 0, D = a->width;
	for (size_t r = 0; r < rows; r++) {
		if (target[r] < from || target[r] - from >= a->at.words[i])
			continue;
		memcpy(a->x + n * D, x + r * D, D * sizeof *x);
		a->target[n] = (uint32_t)(target[r] - from);
		a->row[n++] = (uint32_t)r;
	}
	return n;
}

/* The gradients of n such rows, in a->x, to where the rows came from. */
static void scatter(const struct qn_adaptive *a, size_t n, float *dx)
{
	size_t D = a->width;
	for (size_t k = 0; k < n; k++)
		qn_nnkern()->add_bias(dx + a->row[k] * D, a->x + k * D, 1, D);
}

static void run_tail(struct qn_adaptive *a, size_t i, const float *x,
                     const uint32_t *target, size_t rows, float *dx, float *g,
                     struct qn_pool *pool)
{
	struct qn_linear *in = &a->projection[i];
	struct qn_output_layer *out = &a->tail[i];
	size_t n = gather(a, i, x, target, rows);
	if (!n)
		return;
	in->bf16 = out->bf16 = a->head->bf16;
	out->of = rows;
	qn_tiles_forward(in, a->inner, a->x, n, pool);
	qn_output_layer_run(out, a->inner, a->target, n, dx ? a->dinner : NULL,
	                    dx ? g + a->at.weight[i] : NULL, NULL, pool);
	for (size_t k = 0; k < n; k++)
		a->head->loss[a->row[k]] += out->loss[k];
	if (!dx)
		return;
	qn_tiles_weights(in, g + a->at.projection[i], NULL, a->dinner, a->x, n,
	                 pool);
	qn_tiles_backward(in, a->x, a->dinner, n, false, pool);
	scatter(a, n, dx);
}

double qn_adaptive_run(struct qn_adaptive *a, const float *x,
                       const uint32_t *target, size_t rows, float *dx, float *g,
                       struct qn_pool *pool)
{
	const struct qn_adaptive_at *at = &a->at;
	if (dx)
		memset(g + at->begin, 0, (at->end - at->begin) * sizeof *g);
	for (size_t r = 0; r < rows; r++)
		a->target[r] = entry(a->shape, target[r]);
	qn_output_layer_run(a->head, x, a->target, rows, dx,
	                    dx ? g + at->begin : NULL, NULL, pool);
	for (size_t i = 0; i < a->shape->tails; i++)
		run_tail(a, i, x, target, rows, dx, g, pool);
	return sum(a->head->loss, rows);
}

/* --- all words ------------------------------------------------------------ */

/* Scores become ln p, of all together `chance`. */
static void normalise(float *score, size_t n, float chance)
{
	float down = (float)qn_nnkern()->log_sum(score, n) - chance;
	for (size_t i = 0; i < n; i++)
		score[i] -= down;
}

/* ln p of the head's words, and of clusters behind them. */
static void score_head(const struct qn_adaptive *a, const float *x, float *ln_p)
{
	const struct qn_output_layer *h = a->head;
	qn_nnkern()->times(ln_p, h->w, x, NULL, h->words, h->width);
	normalise(ln_p, h->words, 0);
}

/* ln p of a tail's words, all of which together have this. */
static void score_tail(const struct qn_adaptive *a, size_t i, const float *x,
                       float cluster, float *ln_p)
{
	const struct qn_output_layer *t = &a->tail[i];
	qn_linear_forward(&a->projection[i], a->inner, x, 1);
	qn_nnkern()->times(ln_p, t->w, a->inner, NULL, t->words, t->width);
	normalise(ln_p, t->words, cluster);
}

void qn_adaptive_scores(const struct qn_adaptive *a, const float *x,
                        float *ln_p)
{
	const struct qn_adaptive_shape *s = a->shape;
	float cluster[QN_ADAPTIVE_TAILS];
	score_head(a, x, ln_p);
	memcpy(cluster, ln_p + s->cut[0], s->tails * sizeof *cluster);
	for (size_t i = 0; i < s->tails; i++)
		score_tail(a, i, x, cluster[i], ln_p + s->cut[i]);
}

/* The larger of the largest of [from, to) and `best`. */
static uint32_t likelier(const float *ln_p, size_t from, size_t to,
                         uint32_t best)
{
	for (size_t i = from; i < to; i++)
		if (ln_p[i] > ln_p[best])
			best = (uint32_t)i;
	return best;
}

uint32_t qn_adaptive_best(const struct qn_adaptive *a, const float *x)
{
	const struct qn_adaptive_shape *s = a->shape;
	float cluster[QN_ADAPTIVE_TAILS], *ln_p = a->score;
	score_head(a, x, ln_p);
	memcpy(cluster, ln_p + s->cut[0], s->tails * sizeof *cluster);
	uint32_t best = likelier(ln_p, 1, s->cut[0], 0);
	for (size_t i = 0; i < s->tails; i++) {
		if (cluster[i] + SLACK < ln_p[best])
			continue;
		size_t from = s->cut[i];
		score_tail(a, i, x, cluster[i], ln_p + from);
		best = likelier(ln_p, from, from + a->at.words[i], best);
	}
	return best;
}
