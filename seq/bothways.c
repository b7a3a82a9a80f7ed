/* SPDX-License-Identifier: MIT */
/*
 * bothways.c -- see bothways.h.
 */
#include "seq/bothways.h"

#include <string.h>

/* Where row i is when sequences are turned. */
static size_t turned(const struct qn_bothways *b, size_t i)
{
	size_t t = i / b->rows, r = i % b->rows;
	size_t length = b->lengths ? b->lengths[r] : b->steps;
	return t < length ? (length - 1 - t) * b->rows + r : i;
}

void qn_bothways_turn(const struct qn_bothways *b, float *to, const float *from,
                      size_t width)
{
	for (size_t i = 0; i < b->rows * b->steps; i++)
		memcpy(to + turned(b, i) * width, from + i * width,
		       width * sizeof *to);
}

void qn_bothways_add(const struct qn_bothways *b, float *to, const float *from,
                     size_t width)
{
	for (size_t i = 0; i < b->rows * b->steps; i++) {
		float *row = to + turned(b, i) * width;
		for (size_t c = 0; c < width; c++)
			row[c] += from[i * width + c];
	}
}

void qn_bothways_join(const struct qn_bothways *b, float *to,
                      const float *forward, const float *backward, size_t units)
{
	for (size_t i = 0; i < b->rows * b->steps; i++) {
		float *row = to + i * 2 * units;
		memcpy(row, forward + i * units, units * sizeof *to);
		memcpy(row + units, backward + turned(b, i) * units,
		       units * sizeof *to);
	}
}

void qn_bothways_part(const struct qn_bothways *b, float *forward,
                      float *backward, const float *from, size_t units)
{
	for (size_t i = 0; i < b->rows * b->steps; i++) {
		const float *row = from + i * 2 * units;
		memcpy(forward + i * units, row, units * sizeof *row);
		memcpy(backward + turned(b, i) * units, row + units,
		       units * sizeof *row);
	}
}
