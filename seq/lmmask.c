/* SPDX-License-Identifier: MIT */
/*
 * lmmask.c -- see lmmask.h.
 */
#include "seq/lmmask.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"

#define STREAM 0x6c6d6d61736b0000u /* of random numbers: "lmmask" */
#define SHARE  0.15
#define HIDDEN 0.8 /* of those */
#define OTHER  0.1

size_t qn_lmmask_draw(const struct qn_net *net, uint32_t *x, uint32_t *y,
                      size_t n, uint64_t seed, uint64_t step)
{
	struct qn_rng rng = qn_rng_new(seed, STREAM + step);
	uint32_t mask = qn_net_mask(net),
	         sure = qn_rng_below(&rng, (uint32_t)n);
	size_t wanted = 0;
	for (size_t i = 0; i < n; i++) {
		double u = qn_rng_double(&rng), how = qn_rng_double(&rng);
		uint32_t other = qn_rng_below(&rng, mask);
		x[i] = y[i];
		if (u >= SHARE && i != sure) {
			y[i] = QN_NO_TARGET;
			continue;
		}
		wanted++;
		if (how < HIDDEN)
			x[i] = mask;
		else if (how < HIDDEN + OTHER)
			x[i] = other;
	}
	return wanted;
}

/* A window of n pieces, whose row r hides piece r, r + EVERY ... */
static void hide(const struct qn_netrun *run, const uint32_t *id, size_t n,
                 uint32_t *x, uint32_t *y)
{
	size_t T = run->steps;
	for (size_t r = 0; r < run->rows; r++)
		for (size_t t = 0; t < T; t++) {
			bool hidden = t < n && t % run->rows == r;
			uint32_t is = t < n ? id[t] : QN_LM_END;
			x[r * T + t] = hidden ? qn_net_mask(run->net) : is;
			y[r * T + t] = hidden ? is : QN_NO_TARGET;
		}
}

void qn_lmmask_score(struct qn_netrun *run, const uint32_t *id, size_t n,
                     double *nats, struct qn_pool *pool)
{
	size_t rows = run->rows, T = run->steps;
	uint32_t *x = qn_calloc(2 * rows * T, sizeof *x), *y = x + rows * T;
	uint32_t *lengths = qn_calloc(rows, sizeof *lengths);
	run->lengths = lengths;
	for (size_t at = 0; at < n; at += T) {
		size_t length = n - at < T ? n - at : T, k = 0;
		for (size_t r = 0; r < rows; r++)
			lengths[r] = (uint32_t)length;
		hide(run, id + at, length, x, y);
		qn_net_score(run, x, y, NULL, pool);
		for (size_t r = 0; r < rows; r++)
			for (size_t t = r; t < length; t += rows)
				nats[at + t] = run->output.loss[k++];
	}
	run->lengths = NULL;
	free(lengths);
	free(x);
}
