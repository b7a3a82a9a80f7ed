/* SPDX-License-Identifier: MIT */
/*
 * netscore.c -- from the states of a network to losses, and back; see net.h.
 */
#include <string.h>

#include "seq/net.h"

void qn_net_scores(const struct qn_netrun *run, float *scores)
{
	const struct qn_output_layer *o = &run->output;
	if (run->adaptive.shape)
		qn_adaptive_scores(&run->adaptive, run->states, scores);
	else
		qn_nnkern()->times(scores, o->w, run->states, o->b, o->words,
		                   o->width);
}

static void plan_adaptive(struct qn_netrun *run, bool learns,
                          struct qn_slab *slab)
{
	struct qn_adaptive *a = &run->adaptive;
	const struct qn_net *net = run->net;
	a->shape = &net->shape.adaptive;
	a->w = net->w;
	a->words = net->shape.words;
	a->width = run->width;
	a->head = &run->output;
	qn_adaptive_plan(a, run->rows * run->steps, learns, slab);
}

void qn_netrun_plan(struct qn_netrun *run, bool learns, struct qn_slab *slab)
{
	size_t n = run->rows * run->steps;
	run->target = qn_slab_take(slab, n, 1);
	run->wanted = run->target;
	if (run->net->class->masked) {
		run->wanted = qn_slab_take(slab, n, 1);
		run->picked = qn_slab_take(slab, n, run->width);
		run->dpicked =
		    learns ? qn_slab_take(slab, n, run->width) : NULL;
	}
	if (run->net->shape.adaptive.tails)
		plan_adaptive(run, learns, slab);
	qn_output_layer_plan(&run->output, n, slab);
}

void qn_netrun_release(struct qn_netrun *run)
{
	qn_sampled_free(run->sampled);
	qn_slab_release(&run->slab);
}

/* Targets in the order of states. */
static void lay_out(struct qn_netrun *run, const uint32_t *y)
{
	for (size_t r = 0; r < run->rows; r++)
		for (size_t t = 0; t < run->steps; t++)
			run->target[qn_netrun_row(run, r, t)] =
			    y[r * run->steps + t];
}

/* The states of those that are foretold; how many. */
static size_t pick(struct qn_netrun *run)
{
	size_t n = run->rows * run->steps, width = run->width, k = 0;
	for (size_t i = 0; i < n; i++)
		if (run->target[i] != QN_NO_TARGET) {
			memcpy(run->picked + k * width, run->states + i * width,
			       width * sizeof *run->picked);
			run->wanted[k++] = run->target[i];
		}
	return k;
}

/* Their gradients to where they came from. */
static void put_back(struct qn_netrun *run)
{
	size_t n = run->rows * run->steps, width = run->width, k = 0;
	memset(run->dstates, 0, n * width * sizeof *run->dstates);
	for (size_t i = 0; i < n; i++)
		if (run->target[i] != QN_NO_TARGET)
			memcpy(run->dstates + i * width,
			       run->dpicked + k++ * width,
			       width * sizeof *run->dpicked);
}

/* The output layer there and, with a lesson, back. */
static double output(struct qn_netrun *run, const float *states, size_t n,
                     const struct qn_lesson *lesson, struct qn_pool *pool)
{
	struct qn_output_layer *o = &run->output;
	float *d = run->net->class->masked ? run->dpicked : run->dstates;
	if (!lesson)
		d = NULL;
	if (run->adaptive.shape)
		return qn_adaptive_run(&run->adaptive, states, run->wanted, n,
		                       d, run->g, pool);
	o->smooth = lesson ? lesson->smooth : 0;
	if (!lesson || !lesson->samples)
		return qn_output_layer_run(o, states, run->wanted, n, d,
		                           run->doutput, d ? run->dbias : NULL,
		                           pool);
	if (!run->sampled)
		run->sampled =
		    qn_sampled_new(o, run->rows * run->steps, lesson->samples);
	return qn_sampled_run(run->sampled, o, states, run->wanted, n, d,
	                      run->doutput, run->dbias, lesson->seed,
	                      lesson->step, pool);
}

double qn_net_score(struct qn_netrun *run, const uint32_t *x, const uint32_t *y,
                    const struct qn_lesson *lesson, struct qn_pool *pool)
{
	const struct qn_net_class *class = run->net->class;
	bool masked = class->masked;
	run->output.bf16 = qn_lesson_bf16(lesson);
	class->read(run, x, lesson, pool);
	lay_out(run, y);
	size_t n = masked ? pick(run) : run->rows * run->steps;
	const float *states = masked ? run->picked : run->states;
	if (lesson)
		class->clear(run);
	double sum = output(run, states, n, lesson, pool);
	if (!lesson)
		return sum;
	if (masked)
		put_back(run);
	class->learn(run, lesson, pool);
	return sum;
}
