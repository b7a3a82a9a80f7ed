/* SPDX-License-Identifier: MIT */
/*
 * alias.c -- Vose's construction.
 */
#include "base/alias.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

/* p in [0, 1] as a threshold on 32 random bits; UINT32_MAX stands for 1 and
 * its other outcome is then the column itself. */
static uint32_t threshold(double p)
{
	double t = p * 0x1p32;
	return t >= (double)UINT32_MAX ? UINT32_MAX : (uint32_t)t;
}

/* Pair columns that hold too little with those that hold too much; `share`
 * is each outcome's weight with 1 the mean, `stack` room for n indices. */
static void fill(struct qn_alias *a, double *share, uint32_t *stack)
{
	uint32_t n = a->n, small = 0, large = n;
	for (uint32_t i = 0; i < n; i++) {
		a->column[i] = (struct qn_alias_column){UINT32_MAX, i};
		if (share[i] < 1)
			stack[small++] = i;
		else
			stack[--large] = i;
	}
	while (small > 0 && large < n) {
		uint32_t s = stack[--small], l = stack[large];
		a->column[s] = (struct qn_alias_column){threshold(share[s]), l};
		share[l] -= 1 - share[s];
		if (share[l] < 1) {
			large++;
			stack[small++] = l;
		}
	}
}

bool qn_alias_init(struct qn_alias *a, const double *weight, uint32_t n,
                   struct qn_err *e)
{
	double sum = 0;
	*a = (struct qn_alias){.n = n};
	for (uint32_t i = 0; i < n; i++)
		sum += weight[i];
	if (!(sum > 0) || !isfinite(sum))
		return qn_fail(e, "nothing to draw from: weights sum to %g",
		               sum);
	a->column = qn_big_alloc(n, sizeof *a->column, "sampling table", e);
	if (!a->column)
		return false;
	double *share = qn_malloc(n, sizeof *share);
	uint32_t *stack = qn_malloc(n, sizeof *stack);
	for (uint32_t i = 0; i < n; i++)
		share[i] = weight[i] / sum * n;
	fill(a, share, stack);
	free(stack);
	free(share);
	return true;
}

void qn_alias_release(struct qn_alias *a)
{
	qn_big_free(a->column);
	*a = (struct qn_alias){0};
}

const uint64_t *qn_alias_bits_draw(struct qn_alias_bits *b,
                                   const struct qn_alias *a, struct qn_rng *rng,
                                   size_t n)
{
	if (n >= b->room) { /* also for none: not a null pointer then */
		b->room = 2 * n + 1;
		b->bits = qn_realloc(b->bits, b->room, sizeof *b->bits);
	}
	struct qn_rng r = *rng;
	for (size_t i = 0; i < n; i++) {
		b->bits[i] = qn_rng_next(&r);
		__builtin_prefetch(qn_alias_column_of(a, b->bits[i]));
	}
	*rng = r;
	return b->bits;
}
