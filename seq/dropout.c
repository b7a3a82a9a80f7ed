/* SPDX-License-Identifier: MIT */
/*
 * dropout.c -- see dropout.h.
 */
#include "seq/dropout.h"

#include <string.h>

#include "base/rng.h"

struct qn_dropout qn_dropout_at(float rate, uint64_t seed, uint64_t step,
                                uint32_t place)
{
	struct qn_rng rng = qn_rng_new(seed, step);
	uint64_t bits = qn_rng_mix(rng.key + place * QN_RNG_GOLDEN);
	return (struct qn_dropout){.key = (uint32_t)(bits >> 32),
	                           .cut = (uint32_t)((double)rate * 0x1p32),
	                           .scale = 1 / (1 - rate)};
}

void qn_dropout_rows(const struct qn_dropout *d, float *y, const float *x,
                     size_t first, size_t rows, size_t width, size_t sequences)
{
	if (!d->cut) {
		if (y != x)
			memcpy(y, x, rows * width * sizeof *y);
		return;
	}
	for (size_t r = 0; r < rows; r++) {
		size_t row = first + r;
		size_t number = (sequences ? row % sequences : row) * width;
		qn_nnkern()->dropout(y + r * width, x + r * width, width,
		                     (uint32_t)number, d);
	}
}

void qn_dropout_words(const struct qn_dropout *d, float *y, const uint32_t *id,
                      size_t rows, size_t width, size_t from, size_t to)
{
	const float one = 1;
	float factor;
	for (size_t r = 0; d->cut && r < rows; r++) {
		qn_nnkern()->dropout(&factor, &one, 1, id[r], d);
		for (size_t c = from; c < to; c++)
			y[r * width + c] *= factor;
	}
}
