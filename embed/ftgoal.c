/* SPDX-License-Identifier: MIT */
/*
 * ftgoal.c -- goals are drawn, then aimed at.
 *
 * Departures from fastText: sigmoid and exponential are polynomials, not
 * tables; a step is cut short instead of ending the run at the first number
 * that is none.  Source: facebookresearch/fastText, loss.cc.
 */
#include "embed/ftgoal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/kern.h"
#include "base/mem.h"
#include "embed/fttree.h"

#define NOISE_POWER 0.5
#define NOISE_TRIES 8 /* to find noise that is not the target */

/* A healthy step moves a vector by a few units at most; with this bound it
 * cannot leave the range of a float in any number of steps. */
#define LONGEST_STEP 1000.0f

/* From so many outputs on it pays to let them lie across: what fills the last
 * block up is worked on too, and a row of few blocks is long. */
#define ACROSS_LEAST 64

static bool init_noise(struct qn_ft_goals *g, const struct qn_ft_word *output,
                       struct qn_err *e)
{
	double *weight = qn_malloc(g->n, sizeof *weight);
	for (uint32_t i = 0; i < g->n; i++)
		weight[i] = pow((double)output[i].count, NOISE_POWER);
	bool ok = qn_alias_init(&g->noise, weight, g->n, e);
	free(weight);
	return ok;
}

/* The way from the root to leaf `i`: `node` receives it, when not NULL. */
static uint32_t walk_up(const struct qn_ft_tree *t, uint32_t i, uint32_t *node,
                        uint32_t length, uint64_t *turns)
{
	uint32_t depth = 0;
	for (uint32_t at = i; t->parent[at] != QN_FT_NONE;
	     at = t->n + t->parent[at], depth++) {
		if (!node)
			continue;
		uint32_t up = length - 1 - depth;
		node[up] = t->parent[at];
		*turns |= (uint64_t)t->turn[at] << up;
	}
	return depth;
}

static bool init_tree(struct qn_huffman *h, const struct qn_ft_word *output,
                      uint32_t n, struct qn_err *e)
{
	struct qn_ft_tree t;
	if (!qn_ft_tree_init(&t, output, n, e)) {
		qn_ft_tree_release(&t);
		return false;
	}
	size_t nodes = 0;
	h->n = n;
	h->path = qn_calloc(n, sizeof *h->path);
	for (uint32_t i = 0; i < n; i++) {
		h->path[i].first = (uint32_t)nodes;
		h->path[i].length = walk_up(&t, i, NULL, 0, NULL);
		nodes += h->path[i].length;
		if (h->path[i].length > QN_HUFFMAN_DEPTH)
			qn_fail(e,
			        "the tree of these counts is deeper than "
			        "%d; use another loss",
			        QN_HUFFMAN_DEPTH);
	}
	h->node = qn_malloc(nodes, sizeof *h->node);
	for (uint32_t i = 0; i < n && !e->failed; i++)
		walk_up(&t, i, h->node + h->path[i].first, h->path[i].length,
		        &h->path[i].turns);
	qn_ft_tree_release(&t);
	return !e->failed;
}

bool qn_ft_goals_init(struct qn_ft_goals *g, const struct qn_ft_args *a,
                      const struct qn_ft_word *output, uint32_t n,
                      struct qn_err *e)
{
	*g = (struct qn_ft_goals){
	    .loss = a->loss,
	    .n = n,
	    .stride = qn_row_stride(a->dim),
	    .across = a->loss == QN_FT_SOFTMAX && n >= ACROSS_LEAST,
	    .width = ((size_t)a->dim + QN_ACROSS_ROOM - 1) / QN_ACROSS_ROOM *
	             QN_ACROSS_ROOM,
	    .negative = a->negative,
	};
	if (a->loss == QN_FT_NS)
		return init_noise(g, output, e);
	if (a->loss == QN_FT_HS)
		return init_tree(&g->tree, output, n, e);
	return !e->failed;
}

void qn_ft_goals_release(struct qn_ft_goals *g)
{
	qn_alias_release(&g->noise);
	qn_huffman_release(&g->tree);
	*g = (struct qn_ft_goals){0};
}

static size_t whole_blocks(const struct qn_ft_goals *g)
{
	return (g->n + (size_t)QN_SOFTMAX_ROOM - 1) / QN_SOFTMAX_ROOM *
	       QN_SOFTMAX_ROOM;
}

size_t qn_ft_goals_size(const struct qn_ft_goals *g)
{
	return g->across ? whole_blocks(g) * g->width : g->n * g->stride;
}

/* --- drawing -------------------------------------------------------------- */

size_t qn_ft_goal_room(const struct qn_ft_goals *g)
{
	return g->loss == QN_FT_NS   ? 1 + (size_t)g->negative
	       : g->loss == QN_FT_HS ? QN_HUFFMAN_DEPTH
	                             : 0;
}

static uint32_t noise_for(const struct qn_ft_goals *g, uint32_t target,
                          uint64_t bits, struct qn_rng *rng)
{
	uint32_t other = qn_alias_draw(&g->noise, bits);
	for (int i = 0; other == target && i < NOISE_TRIES; i++)
		other = qn_alias_draw(&g->noise, qn_rng_next(rng));
	return other;
}

struct qn_ft_goal qn_ft_goal_draw(const struct qn_ft_goals *g,
                                  struct qn_sgd_plan *p, uint32_t target,
                                  const uint64_t *bits, struct qn_rng *rng)
{
	struct qn_ft_goal goal = {.first = (uint32_t)p->targets,
	                          .target = target};
	if (qn_ft_goals_dense(g))
		return goal;
	uint32_t *to = p->target + p->targets;
	if (g->loss == QN_FT_NS) {
		goal.labels = 1;
		to[goal.count++] = g->row + target;
		for (int i = 0; i < g->negative; i++) {
			uint32_t other = noise_for(g, target, bits[i], rng);
			if (other != target)
				to[goal.count++] = g->row + other;
		}
	} else {
		const struct qn_huffman_path *path = &g->tree.path[target];
		goal.labels = path->turns;
		goal.count = path->length;
		for (uint32_t i = 0; i < path->length; i++)
			to[i] = g->row + g->tree.node[path->first + i];
	}
	p->targets += goal.count;
	return goal;
}

/* --- aiming --------------------------------------------------------------- */

bool qn_ft_aim_init(struct qn_ft_aim *a, const struct qn_ft_goals *g,
                    struct qn_err *e)
{
	*a = (struct qn_ft_aim){0};
	a->h = qn_big_alloc(2 * g->stride, sizeof *a->h, "hidden vector", e);
	a->err = a->h ? a->h + g->stride : NULL;
	if (!qn_ft_goals_dense(g))
		return !e->failed;
	if (!g->across)
		a->y = qn_malloc(g->n, sizeof *a->y);
	a->p = qn_big_alloc(whole_blocks(g), sizeof *a->p, "softmax", e);
	return !e->failed;
}

void qn_ft_aim_release(struct qn_ft_aim *a)
{
	free(a->y);
	qn_big_free(a->p);
	qn_big_free(a->h);
	*a = (struct qn_ft_aim){0};
}

static void point_at(struct qn_ft_aim *a, const struct qn_ft_goals *g,
                     float *dense)
{
	if (a->at == dense || !a->y)
		return;
	a->at = dense;
	for (uint32_t i = 0; i < g->n; i++)
		a->y[i] = dense + i * g->stride;
}

/* Rows y [k] of which the first are labelled as the bits say. */
static void logistic(const struct qn_ft_aim *a, const struct qn_ft_goals *g,
                     float *const *y, size_t k, uint64_t labels, float rate,
                     double *loss)
{
	qn_kern()->logistic_bag(a->h, a->err,
	                        &(struct qn_outputs){
	                            .y = y,
	                            .k = k,
	                            .labels = labels,
	                            .rate = rate,
	                            .n = g->stride,
	                            .ahead = y,
	                            .loss = loss,
	                        });
}

static void one_vs_all(const struct qn_ft_aim *a, const struct qn_ft_goals *g,
                       const uint32_t *right, size_t n_right, float rate,
                       double *loss)
{
	for (size_t o = 0; o < g->n; o += QN_KERN_LABEL) {
		size_t k = g->n - o < QN_KERN_LABEL ? g->n - o : QN_KERN_LABEL;
		uint64_t labels = 0;
		for (size_t i = 0; i < n_right; i++)
			if (right[i] >= o && right[i] < o + k)
				labels |= UINT64_C(1) << (right[i] - o);
		logistic(a, g, a->y + o, k, labels, rate, loss);
	}
}

void qn_ft_aim_at(struct qn_ft_aim *a, const struct qn_ft_goals *g,
                  const struct qn_sgd_line *line, const struct qn_ft_goal *goal,
                  const uint32_t *right, size_t n_right, double *loss)
{
	if (!qn_ft_goals_dense(g)) {
		uint64_t labels = goal->labels;
		for (size_t o = 0; o < goal->count; o += QN_KERN_LABEL) {
			size_t k = goal->count - o;
			k = k < QN_KERN_LABEL ? k : QN_KERN_LABEL;
			logistic(a, g, line->target + goal->first + o, k,
			         labels, line->rate, loss);
			labels = 0;
		}
		return;
	}
	point_at(a, g, line->dense);
	if (g->loss == QN_FT_OVA) {
		one_vs_all(a, g, right, n_right, line->rate, loss);
		return;
	}
	const struct qn_softmax out = {
	    .y = a->y,
	    .across = line->dense,
	    .k = g->n,
	    .target = goal->target,
	    .rate = line->rate,
	    .n = g->across ? g->width : g->stride,
	    .p = a->p,
	    .loss = loss,
	};
	if (g->across)
		qn_kern()->softmax_across(a->h, a->err, &out);
	else
		qn_kern()->softmax_bag(a->h, a->err, &out);
}

void qn_ft_aim_clip(struct qn_ft_aim *a, const struct qn_ft_goals *g,
                    const struct qn_sgd_line *line)
{
	float square = qn_kern()->dot(a->err, a->err, g->stride);
	if (square <= LONGEST_STEP * LONGEST_STEP)
		return;
	line->tally->clipped++;
	if (isfinite(square))
		qn_kern()->row_sum(a->err, (float *[]){a->err}, 1,
		                   LONGEST_STEP / sqrtf(square), g->stride);
	else
		memset(a->err, 0, g->stride * sizeof *a->err);
}
