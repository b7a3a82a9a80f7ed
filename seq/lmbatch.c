/* SPDX-License-Identifier: MIT */
/*
 * lmbatch.c -- see lmbatch.h.
 */
#include "seq/lmbatch.h"

#include "base/rng.h"

#define STREAM 0x6c6d626174636800u /* of random numbers: "lmbatch" */

size_t qn_lmbatch_epoch(const struct qn_lmbatch *b)
{
	return b->text->n / b->rows / b->steps;
}

/* Where row r begins. */
static size_t place(const struct qn_lmbatch *b, uint64_t step, size_t r,
                    struct qn_rng *rng)
{
	size_t n = b->text->n;
	if (b->tracks)
		return r * (n / b->rows) +
		       step % qn_lmbatch_epoch(b) * b->steps;
	return (size_t)(qn_rng_double(rng) * (double)(n - b->steps + 1));
}

void qn_lmbatch_fill(const struct qn_lmbatch *b, uint64_t step)
{
	struct qn_rng rng = qn_rng_new(b->seed, STREAM + step);
	for (size_t r = 0; r < b->rows; r++) {
		size_t at = place(b, step, r, &rng);
		const uint32_t *id = b->text->id;
		uint32_t *x = b->x + r * b->steps, *y = b->y + r * b->steps;
		for (size_t t = 0; t < b->steps; t++) {
			x[t] = at + t ? id[at + t - 1] : QN_LM_END;
			y[t] = id[at + t];
		}
	}
}
