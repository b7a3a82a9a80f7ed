/* SPDX-License-Identifier: MIT */
/*
 * mtrecurrentown.c -- pieces that a decoder reads of its own while it learns
 * (mtsampling.h).
 *
 * At each place of a target a coin tells whose piece comes in.  The decoder's
 * is drawn by the probabilities that it gave what comes there, without the
 * dropout behind attention; no gradient goes back through the choice.
 */
#include "seq/mtrecurrentrun.h"

#include <string.h>

#include "base/rng.h"

/* Of a place: whether its piece is the decoder's own, and which. */
static void toss(const struct qn_mtrecurrentrun *r, size_t step, size_t row,
                 double u[2])
{
	struct qn_rng rng = qn_rng_new(~r->lesson->seed, r->lesson->step);
	rng.position = 2 * (step * r->rows + row);
	u[0] = qn_rng_double(&rng);
	u[1] = qn_rng_double(&rng);
}

void qn_mtrecurrent_read_own(struct qn_mtrecurrentrun *r, size_t step)
{
	size_t D = qn_mtrecurrent_shape(r)->width, B = r->rows, n = 0;
	const float *before = r->attended + (step - 1) * B * D;
	for (size_t i = 0; i < B; i++) {
		double u[2];
		toss(r, step, i, u);
		if (step >= qn_mtrecurrent_y(r, i) ||
		    u[0] >= (double)r->lesson->own)
			continue;
		memcpy(r->own_x + n * D, before + i * D, D * sizeof *before);
		r->own_u[n] = u[1];
		r->own_row[n++] = (uint32_t)i;
	}
	qn_output_layer_draw(&r->r.output, r->own_x, n, r->own_u, r->own_piece,
	                     r->pool);
	for (size_t k = 0; k < n; k++)
		r->y[step * B + r->own_row[k]] = r->own_piece[k];
}
