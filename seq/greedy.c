/* SPDX-License-Identifier: MIT */
/*
 * greedy.c -- see greedy.h.
 */
#include "seq/greedy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/nnkern.h"

struct qn_greedy {
	const struct qn_output_layer *l;
	size_t room;  /* width, up to a multiple of four vectors    */
	int8_t *q;    /* [words][room] as times_bytes() wants them  */
	float *x;     /* [room] a state and zeros                   */
	float *scale; /* [words]                                    */
	float *off;   /* [words] |d|, and what rounding of sums adds */
	float *score; /* [words]                                    */
};

/* Where input i of a row of bytes is, with vectors of W lanes. */
static size_t place(size_t i, size_t W)
{
	size_t in = i % (4 * W);
	return i - in + 4 * (in % W) + in / W;
}

/* Row o as bytes; how far it is off. */
static void pack(struct qn_greedy *g, size_t o)
{
	size_t width = g->l->width, W = qn_nnkern()->width;
	const float *w = g->l->w + o * width;
	float most = 0;
	double away = 0, length = 0;
	for (size_t i = 0; i < width; i++)
		most = fmaxf(most, fabsf(w[i]));
	float scale = most > 0 ? most / 127 : 1;
	for (size_t i = 0; i < width; i++) {
		float q = rintf(w[i] / scale);
		double d = (double)w[i] - (double)q * (double)scale;
		g->q[o * g->room + place(i, W)] = (int8_t)q;
		away += d * d;
		length += (double)w[i] * (double)w[i];
	}
	g->scale[o] = scale;
	/* Sums of so many floats, twice, each step off by 2^-24 at most. */
	double rounding = (double)(width + 2) * 0x1p-22 * sqrt(length);
	g->off[o] = (float)((sqrt(away) + rounding) * (1 + 1e-6));
}

struct qn_greedy *qn_greedy_new(const struct qn_output_layer *l)
{
	struct qn_greedy *g = qn_calloc(1, sizeof *g);
	g->l = l;
	size_t run = 4 * qn_nnkern()->width;
	g->room = (l->width + run - 1) / run * run;
	g->q = qn_calloc(l->words, g->room);
	g->x = qn_calloc(g->room, sizeof *g->x);
	g->scale = qn_malloc(l->words, sizeof *g->scale);
	g->off = qn_malloc(l->words, sizeof *g->off);
	g->score = qn_malloc(l->words, sizeof *g->score);
	for (size_t o = 0; o < l->words; o++)
		pack(g, o);
	return g;
}

void qn_greedy_free(struct qn_greedy *g)
{
	if (!g)
		return;
	free(g->q);
	free(g->x);
	free(g->scale);
	free(g->off);
	free(g->score);
	free(g);
}

/* As it is among all: its neighbours' sums are made with it. */
static float true_score(const struct qn_output_layer *l, size_t o,
                        const float *x)
{
	float y[QN_NN_AT_ONCE];
	size_t first = o - o % QN_NN_AT_ONCE, n = l->words - first;
	qn_nnkern()->times(y, l->w + first * l->width, x,
	                   l->b ? l->b + first : NULL,
	                   n < QN_NN_AT_ONCE ? n : QN_NN_AT_ONCE, l->width);
	return y[o - first];
}

uint32_t qn_greedy_best(struct qn_greedy *g, const float *x)
{
	const struct qn_output_layer *l = g->l;
	float length =
	    (float)sqrt(qn_nnkern()->sum_squares(x, l->width)) * (1 + 1e-6f);
	float bar = -HUGE_VALF, best = -HUGE_VALF;
	uint32_t word = 0;
	memcpy(g->x, x, l->width * sizeof *x);
	qn_nnkern()->times_bytes(g->score, g->q, g->scale, g->x, l->words,
	                         g->room);
	for (size_t o = 0; o < l->words; o++) {
		g->score[o] += l->b ? l->b[o] : 0;
		bar = fmaxf(bar, g->score[o] - g->off[o] * length);
	}
	for (size_t o = 0; o < l->words; o++) {
		if (!(g->score[o] + g->off[o] * length >= bar))
			continue;
		float y = true_score(l, o, x);
		if (y > best) {
			best = y;
			word = (uint32_t)o;
		}
	}
	return word;
}
