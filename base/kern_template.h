/* SPDX-License-Identifier: MIT */
/*
 * kern_template.h -- the kernels, written once over vectors of W floats.
 *
 * The including file defines
 *	W      floats in a vector: 4, 8 or 16
 *	REGS   vector registers: 16 or 32
 *	KERN   the name of the table, as a symbol and as a string
 *
 * Shapes: m inputs, k outputs, n floats a row (a multiple of QN_ROW).
 */
#include <math.h>
#include <string.h>

#include "base/kern_bag.h"
#include "base/kern_glove.h"
#include "base/kern_impact.h"
#include "base/kern_mean.h"
#include "base/kern_pairs.h"
#include "base/kern_rows.h"
#include "base/kern_softmax.h"

/* --- any length, any alignment -------------------------------------------- */

static float dot(const float *a, const float *b, size_t n)
{
	vf s[4] = {0};
	size_t i = 0;
	for (; i + 4 * W <= n; i += 4 * W)
		for (size_t q = 0; q < 4; q++)
			s[q] += *(const vf_any *)(a + i + q * W) *
			        *(const vf_any *)(b + i + q * W);
	for (; i + W <= n; i += W)
		s[0] += *(const vf_any *)(a + i) * *(const vf_any *)(b + i);
	float sum = sum_of_lanes((s[0] + s[1]) + (s[2] + s[3]));
	for (; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static void axpy(float *y, float a, const float *x, size_t n)
{
	size_t i = 0;
	for (; i + W <= n; i += W)
		*(vf_any *)(y + i) += a * *(const vf_any *)(x + i);
	for (; i < n; i++)
		y[i] += a * x[i];
}

#define STRING_(x)  #x
#define STRING(x)   STRING_(x)
#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)

const struct qn_kern JOIN(qn_kern_, KERN) = {
    .name = STRING(KERN),
    .dot = dot,
    .axpy = axpy,
    .logistic = logistic,
    .row_sum = row_sum,
    .row_add = row_add,
    .logistic_bag = logistic_bag,
    .logistic_mean = logistic_mean,
    .softmax_bag = softmax_bag,
    .softmax_across = softmax_across,
    .rows_dot = rows_dot,
    .rows_square = rows_square,
    .half_dot = half_dot,
    .half_square = half_square,
    .bytes_dot = bytes_dot,
    .add_impacts = add_impacts,
    .take_large = take_large,
    .look_up = look_up,
    .insert = insert,
    .glove = glove,
};
