/* SPDX-License-Identifier: MIT */
/*
 * convtime.h -- convolution over time, and the greatest of all times (Kim,
 * "Convolutional neural networks for sentence classification", 2014).
 *
 *	x [n][inputs]  --filters over `window` rows-->  y [n - window + 1][filters]
 *	y              --max over time-->               top [filters]
 */
#ifndef QN_SEQ_CONVTIME_H
#define QN_SEQ_CONVTIME_H

#include <stddef.h>
#include <stdint.h>

struct qn_convtime {
	size_t inputs, filters, window;
	const float *w; /* [filters][window][inputs] */
	const float *b; /* [filters]                 */
};

/* n >= window rows x to y; relu beyond it is not part of this. */
void qn_convtime_forward(const struct qn_convtime *c, float *y, const float *x,
                         size_t n);

/* Add to the gradients dw, db and dx [n][inputs] from dy. */
void qn_convtime_backward(const struct qn_convtime *c, float *dx, float *dw,
                          float *db, const float *dy, const float *x, size_t n);

/* The greatest of each column of y [n][width], n >= 1, and 0, into top; where
 * it is into `at`, n for the 0. */
void qn_maxtime_forward(float *top, uint32_t *at, const float *y, size_t n,
                        size_t width);

/* dy [n][width] is set: 0 but where the greatest were. */
void qn_maxtime_backward(float *dy, const float *dtop, const uint32_t *at,
                         size_t n, size_t width);
#endif
