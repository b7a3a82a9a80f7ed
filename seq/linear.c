/* SPDX-License-Identifier: MIT */
/*
 * linear.c -- see linear.h.
 */
#include "seq/linear.h"

#include <string.h>

#include "base/blas.h"
#include "seq/nnkern.h"

void qn_linear_forward(const struct qn_linear *l, float *y, const float *x,
                       size_t rows)
{
	const struct qn_nnkern *k = qn_nnkern();
	if (rows == 1) {
		k->times(y, l->w, x, l->b, l->outputs, l->inputs);
		return;
	}
	qn_blas_abt(rows, l->outputs, l->inputs, 1, x, l->inputs, l->w,
	            l->inputs, 0, y, l->outputs);
	if (l->b)
		k->add_bias(y, l->b, rows, l->outputs);
}

void qn_linear_backward(const struct qn_linear *l, float *dx, const float *dy,
                        size_t rows)
{
	qn_blas_ab(rows, l->inputs, l->outputs, 1, dy, l->outputs, l->w,
	           l->inputs, 0, dx, l->inputs);
}

void qn_linear_backward_add(const struct qn_linear *l, float *dx,
                            const float *dy, size_t rows)
{
	qn_blas_ab(rows, l->inputs, l->outputs, 1, dy, l->outputs, l->w,
	           l->inputs, 1, dx, l->inputs);
}

void qn_linear_backward_weights(const struct qn_linear *l, float *dw, float *db,
                                const float *dy, const float *x, size_t rows,
                                size_t from, size_t to)
{
	qn_blas_atb(to - from, l->inputs, rows, 1, dy + from, l->outputs, x,
	            l->inputs, 0, dw + from * l->inputs, l->inputs);
	if (!db)
		return;
	memset(db + from, 0, (to - from) * sizeof *db);
	qn_nnkern()->add_columns(db + from, dy + from, l->outputs, rows,
	                         to - from);
}
