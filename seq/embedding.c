/* SPDX-License-Identifier: MIT */
/*
 * embedding.c -- see embedding.h.
 */
#include "seq/embedding.h"

#include <string.h>

void qn_embedding_forward(float *y, const float *table, const uint32_t *id,
                          size_t rows, size_t width)
{
	for (size_t r = 0; r < rows; r++)
		memcpy(y + r * width, table + id[r] * width, width * sizeof *y);
}

void qn_embedding_backward(float *dtable, const float *dy, const uint32_t *id,
                           size_t rows, size_t width, size_t from, size_t to)
{
	for (size_t r = 0; r < rows; r++) {
		float *to_row = dtable + id[r] * width;
		const float *row = dy + r * width;
		for (size_t i = from; i < to; i++)
			to_row[i] += row[i];
	}
}
