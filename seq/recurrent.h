/* SPDX-License-Identifier: MIT */
/*
 * recurrent.h -- a layer of recurrent cells over sequences side by side,
 * forward and back: LSTM (Hochreiter and Schmidhuber, 1997, with the forget
 * gate of Gers et al., 2000), GRU (Cho et al., 2014, with the reset gate behind
 * the product, as cuDNN has it), and plain ones (Elman, 1990).
 *
 *	x   [steps][rows][inputs]
 *	h c [1 + steps][rows][units]    the first is the state before
 *
 * What comes from the input is one product for all steps.  The recurrent
 * weights are packed once for all steps, and read by a kernel of their own
 * that goes on to the gates (nnkern_cells.h).  Units come in multiples of
 * QN_UNITS; those beyond the true ones have no weights and stay 0.
 *
 *	       gates kept   W for           U for           order
 *	LSTM   4            all             all             i f g o
 *	GRU    4            the first 3     the last 3      n r z, r z n
 *	RNN    1            all             all
 */
#ifndef QN_SEQ_RECURRENT_H
#define QN_SEQ_RECURRENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "seq/nnkern.h"
#include "seq/slab.h"

struct qn_recurrent {
	enum qn_cell cell;
	size_t inputs, units;
	size_t rows, steps;
	const float *w; /* [looking gates][units][inputs]                   */
	const float *u; /* [looking gates][units][units]                    */
	const float *b; /* [kept gates][units]                              */
	bool bf16;      /* products round to it (product.h); of a layer that
	                 * was planned for the backward pass, packed so     */

	/* planned */
	float *gates;   /* [steps][rows][kept gates][units]             */
	float *h, *c;   /* [1 + steps][rows][units]                  */
	float *carried; /* [rows][units], for the backward pass          */
	float *packed, *packed_back; /* u, as the kernels read it           */
	float *narrow; /* what a step multiplies u with, rounded      */
};

/* Gates that are kept of a cell; that look at the input, as many as look at
 * the state before. */
size_t qn_cell_kept(enum qn_cell cell);
size_t qn_cell_looking(enum qn_cell cell);

/* Gradients, set by the backward pass, in the shapes of the weights. */
struct qn_recurrent_gradients {
	float *w, *u, *b;
};

/* Arrays; `back` for those of the backward pass, too. */
void qn_recurrent_plan(struct qn_recurrent *l, bool back, struct qn_slab *slab);

/* To be called when u was changed. */
void qn_recurrent_pack(struct qn_recurrent *l, struct qn_pool *pool);

/* All steps, from the state in the first h and c;
 * qn_recurrent_result() has the h of each [steps * rows][units]. */
void qn_recurrent_forward(struct qn_recurrent *l, const float *x,
                          struct qn_pool *pool);
static inline float *qn_recurrent_result(const struct qn_recurrent *l)
{
	return l->h + l->rows * l->units;
}

/* From dh [steps * rows][units] to dx [steps * rows][inputs] and gradients.
 * Gradients end at the first step: the state before it is taken as given. */
void qn_recurrent_backward(struct qn_recurrent *l, float *dx, const float *dh,
                           const float *x,
                           const struct qn_recurrent_gradients *g,
                           struct qn_pool *pool);

/* --- the same in parts -------------------------------------------------------
 * Where what goes into a step depends on what came out of the one before.
 * Arrays are those of all steps. */

/* Steps [from, to), in their order. */
void qn_recurrent_go(struct qn_recurrent *l, const float *x, size_t from,
                     size_t to, struct qn_pool *pool);

/* Steps [from, to) back to dx, the last ones first; then, of all of them, the
 * gradients. */
void qn_recurrent_return(struct qn_recurrent *l, float *dx, const float *dh,
                         size_t from, size_t to, struct qn_pool *pool);
void qn_recurrent_gradients(struct qn_recurrent *l, const float *x,
                            const struct qn_recurrent_gradients *g,
                            struct qn_pool *pool);

/* When all have gone back: dh [rows][units], the gradient of the h before the
 * first. */
void qn_recurrent_to_state(const struct qn_recurrent *l, float *dh);

/* What step t makes of gates that hold what comes from its input. */
void qn_recurrent_step(struct qn_recurrent *l, size_t t, struct qn_pool *pool);
#endif
