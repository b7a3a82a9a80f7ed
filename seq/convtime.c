/* SPDX-License-Identifier: MIT */
/*
 * convtime.c -- see convtime.h.  Windows overlap: products go by one of their
 * rows at a time.
 */
#include "seq/convtime.h"

#include <string.h>

#include "base/blas.h"
#include "seq/nnkern.h"

void qn_convtime_forward(const struct qn_convtime *c, float *y, const float *x,
                         size_t n)
{
	size_t m = n - c->window + 1, wide = c->window * c->inputs;
	for (size_t k = 0; k < c->window; k++)
		qn_blas_abt(m, c->filters, c->inputs, 1, x + k * c->inputs,
		            c->inputs, c->w + k * c->inputs, wide, k > 0, y,
		            c->filters);
	qn_nnkern()->add_bias(y, c->b, m, c->filters);
}

void qn_convtime_backward(const struct qn_convtime *c, float *dx, float *dw,
                          float *db, const float *dy, const float *x, size_t n)
{
	size_t m = n - c->window + 1, wide = c->window * c->inputs;
	qn_nnkern()->add_columns(db, dy, c->filters, m, c->filters);
	for (size_t k = 0; k < c->window; k++) {
		qn_blas_atb(c->filters, c->inputs, m, 1, dy, c->filters,
		            x + k * c->inputs, c->inputs, 1, dw + k * c->inputs,
		            wide);
		qn_blas_ab(m, c->inputs, c->filters, 1, dy, c->filters,
		           c->w + k * c->inputs, wide, 1, dx + k * c->inputs,
		           c->inputs);
	}
}

void qn_maxtime_forward(float *top, uint32_t *at, const float *y, size_t n,
                        size_t width)
{
	for (size_t c = 0; c < width; c++) {
		top[c] = 0;
		at[c] = (uint32_t)n;
		for (size_t t = 0; t < n; t++)
			if (y[t * width + c] > top[c]) {
				top[c] = y[t * width + c];
				at[c] = (uint32_t)t;
			}
	}
}

void qn_maxtime_backward(float *dy, const float *dtop, const uint32_t *at,
                         size_t n, size_t width)
{
	memset(dy, 0, n * width * sizeof *dy);
	for (size_t c = 0; c < width; c++)
		if (at[c] < n)
			dy[at[c] * width + c] = dtop[c];
}
