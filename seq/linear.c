/* SPDX-License-Identifier: MIT */
/*
 * linear.c -- see linear.h.
 */
#include "seq/linear.h"

#include <string.h>

#include "seq/nnkern.h"
#include "seq/product.h"

void qn_linear_forward(const struct qn_linear *l, float *y, const float *x,
                       size_t rows)
{
	const struct qn_nnkern *k = qn_nnkern();
	if (rows == 1) {
		k->times(y, l->w, x, l->b, l->outputs, l->inputs);
		return;
	}
	qn_product_abt(l->bf16, rows, l->outputs, l->inputs, x, l->inputs, l->w,
	               l->inputs, false, y, l->outputs);
	if (l->b)
		k->add_bias(y, l->b, rows, l->outputs);
}

void qn_linear_backward(const struct qn_linear *l, float *dx, const float *dy,
                        size_t rows)
{
	qn_product_ab(l->bf16, rows, l->inputs, l->outputs, dy, l->outputs,
	              l->w, l->inputs, false, dx, l->inputs);
}

void qn_linear_backward_add(const struct qn_linear *l, float *dx,
                            const float *dy, size_t rows)
{
	qn_product_ab(l->bf16, rows, l->inputs, l->outputs, dy, l->outputs,
	              l->w, l->inputs, true, dx, l->inputs);
}

void qn_linear_backward_weights(const struct qn_linear *l, float *dw, float *db,
                                const float *dy, const float *x, size_t rows,
                                size_t from, size_t to)
{
	qn_product_atb(l->bf16, to - from, l->inputs, rows, dy + from,
	               l->outputs, x, l->inputs, false, dw + from * l->inputs,
	               l->inputs);
	if (!db)
		return;
	memset(db + from, 0, (to - from) * sizeof *db);
	qn_nnkern()->add_columns(db + from, dy + from, l->outputs, rows,
	                         to - from);
}
