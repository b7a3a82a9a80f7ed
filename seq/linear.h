/* SPDX-License-Identifier: MIT */
/*
 * linear.h -- the linear layer, y = x W^T + b, and its gradients.
 *
 *	x [rows][inputs]   W [outputs][inputs]   y [rows][outputs]
 *
 * As of every layer of this room: nothing is allocated, one thread runs a
 * call, and callers cut rows (or outputs, for the gradients of weights) into
 * parts that do not depend on the number of threads.
 */
#ifndef QN_SEQ_LINEAR_H
#define QN_SEQ_LINEAR_H

#include <stdbool.h>
#include <stddef.h>

struct qn_linear {
	const float *w; /* [outputs][inputs]             */
	const float *b; /* [outputs]; NULL = none, or added by who comes next */
	size_t inputs, outputs;
	bool bf16; /* numbers are rounded so in products (product.h) */
};

void qn_linear_forward(const struct qn_linear *l, float *y, const float *x,
                       size_t rows);

/* dx = dy W. */
void qn_linear_backward(const struct qn_linear *l, float *dx, const float *dy,
                        size_t rows);

/* The same, added to dx. */
void qn_linear_backward_add(const struct qn_linear *l, float *dx,
                            const float *dy, size_t rows);

/* dw = dy^T x and db = sum of dy, for outputs [from, to); db may be NULL. */
void qn_linear_backward_weights(const struct qn_linear *l, float *dw, float *db,
                                const float *dy, const float *x, size_t rows,
                                size_t from, size_t to);
#endif
