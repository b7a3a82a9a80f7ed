/* SPDX-License-Identifier: MIT */
/*
 * lstm.h -- a layer of LSTM cells over sequences side by side, forward and
 * back (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al.,
 * 2000).
 *
 *	x   [steps][rows][inputs]
 *	h c [1 + steps][rows][units]    the first is the state before
 *
 *	i f g o = W x + U h_before + b      sigmoid, but tanh for g
 *	c = f c_before + i g                h = o tanh(c)
 *
 * What comes from the input is one product for all steps.  The recurrent
 * weights are packed once for all steps, and read by a kernel of their own
 * that goes on to the gates (nnkern.h).  Units come in multiples of QN_UNITS;
 * those beyond the true ones have no weights and stay 0.
 */
#ifndef QN_SEQ_LSTM_H
#define QN_SEQ_LSTM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "seq/slab.h"

struct qn_lstm {
	size_t inputs, units;
	size_t rows, steps;
	const float *w; /* [4][units][inputs], gates in the order i f g o   */
	const float *u; /* [4][units][units]                                */
	const float *b; /* [4][units]                                       */

	/* planned */
	float *gates; /* [steps][rows][4][units]                   */
	float *h, *c; /* [1 + steps][rows][units]                  */
	float *dc;    /* [rows][units], for the backward pass      */
	float *packed, *packed_back; /* u, as the kernels read it           */
};

/* Gradients, set by the backward pass, in the shapes of the weights. */
struct qn_lstm_gradients {
	float *w, *u, *b;
};

/* Arrays; `back` for those of the backward pass, too. */
void qn_lstm_plan(struct qn_lstm *l, bool back, struct qn_slab *slab);

/* To be called when u was changed. */
void qn_lstm_pack(struct qn_lstm *l, struct qn_pool *pool);

/* The state: begin with 0; go on where the steps before ended. */
void qn_lstm_reset(struct qn_lstm *l);
void qn_lstm_carry(struct qn_lstm *l);

/* All steps; qn_lstm_result() has the h of each [steps * rows][units]. */
void qn_lstm_forward(struct qn_lstm *l, const float *x, struct qn_pool *pool);
static inline float *qn_lstm_result(const struct qn_lstm *l)
{
	return l->h + l->rows * l->units;
}

/* From dh [steps * rows][units] to dx [steps * rows][inputs] and gradients.
 * Gradients end at the first step: the state before it is taken as given. */
void qn_lstm_backward(struct qn_lstm *l, float *dx, const float *dh,
                      const float *x, const struct qn_lstm_gradients *g,
                      struct qn_pool *pool);
#endif
