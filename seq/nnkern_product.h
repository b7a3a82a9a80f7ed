/* SPDX-License-Identifier: MIT */
/*
 * nnkern_product.h -- the recurrent product: a few rows times packed weights,
 * two vectors of outputs at a time, sums in registers.
 *
 * Weights come packed, so that they are read front to back, two vectors for
 * each of the inputs.
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_PRODUCT_H
#define QN_SEQ_NNKERN_PRODUCT_H

#include "seq/nnkern_math.h"

/* Rows whose sums are made together: two vectors each, and room for two of
 * weights and one of an input. */
#if REGS == 32
#define HIGH 10
#else
#define HIGH 6
#endif

#if SANITIZED || defined(__SANITIZE_ADDRESS__)
#define UNROLL_ROWS
#elif defined(__clang__)
#define UNROLL_ROWS _Pragma("clang loop unroll(full)")
#else
#define UNROLL_ROWS _Pragma("GCC unroll 16")
#endif

/* Rows of a matrix that are taken together; those beyond the last are the
 * last, and what comes of them is not kept. */
struct rows {
	const float *row[HIGH];
};

INLINE struct rows rows_at(const float *a, size_t stride, size_t first,
                           size_t n)
{
	struct rows r;
	for (size_t i = 0; i < HIGH; i++)
		r.row[i] = a + (first + i < n ? first + i : n - 1) * stride;
	return r;
}

/* sum[r] += `high` rows [n] times two vectors of packed [n][2 W]. */
INLINE void multiply(vf sum[HIGH][2], const struct rows *a, const float *packed,
                     size_t n, const size_t high)
{
	vf s[HIGH], t[HIGH];
	const float *row[HIGH];
	UNROLL_ROWS for (size_t r = 0; r < high; r++)
	{
		s[r] = sum[r][0];
		t[r] = sum[r][1];
		row[r] = a->row[r];
	}
	ROLLED for (size_t k = 0; k < n; k++)
	{
		vf u = load(packed), v = load(packed + W);
		packed += 2 * W;
		__builtin_prefetch(packed + 32 * W, 0, 3);
		if (W == 16)
			__builtin_prefetch(packed + 33 * W, 0, 3);
		UNROLL_ROWS for (size_t r = 0; r < high; r++)
		{
			vf x = splat(row[r][k]);
			s[r] += x * u;
			t[r] += x * v;
		}
	}
	UNROLL_ROWS for (size_t r = 0; r < high; r++)
	{
		sum[r][0] = s[r];
		sum[r][1] = t[r];
	}
}

/* The same for `left` rows, up to HIGH, with as little waste as three heights
 * allow. */
static void product(vf sum[HIGH][2], const struct rows *a, const float *packed,
                    size_t n, size_t left)
{
	if (left == 1)
		multiply(sum, a, packed, n, 1);
	else if (left <= HIGH / 2)
		multiply(sum, a, packed, n, HIGH / 2);
	else
		multiply(sum, a, packed, n, HIGH);
}

/* --- packing -------------------------------------------------------------- */

/* A block: [pairs of gates][inputs][2][W], the block's units of each.  The
 * last gate of an odd number has 0 beside it. */
static void pack_forward(float *packed, const float *weights, size_t units,
                         size_t gates, size_t first, size_t last)
{
	size_t pair = 2 * W * units, pairs = (gates + 1) / 2;
	for (size_t b = first; b < last; b++)
		for (size_t gate = 0; gate < 2 * pairs; gate++) {
			const float *w =
			    weights + (gate * units + b * W) * units;
			float *to = packed + (b * pairs + gate / 2) * pair +
			            gate % 2 * W;
			for (size_t k = 0; k < units; k++)
				for (size_t u = 0; u < W; u++)
					to[k * 2 * W + u] =
					    gate < gates ? w[u * units + k] : 0;
		}
}

/* A pair of blocks: [gradients of gates * units][2 W units].  Of the last one
 * the second may be missing, and is 0. */
static void pack_backward(float *packed, const float *weights, size_t units,
                          size_t gates, size_t first, size_t last)
{
	for (size_t b = first; b < last; b++) {
		size_t at = b * 2 * W;
		size_t n = units - at < 2 * W ? units - at : 2 * W;
		for (size_t k = 0; k < gates * units; k++) {
			float *to = packed + (b * gates * units + k) * 2 * W;
			const float *w = weights + k * units + at;
			memset(to, 0, 2 * W * sizeof *to);
			memcpy(to, w, n * sizeof *to);
		}
	}
}
#endif
