/* SPDX-License-Identifier: MIT */
/*
 * nnkern_packed.h -- products of a few rows with packed weights, and
 * attention of one query: what writing a text piece by piece comes to.
 *
 *	weights [outputs][inputs]
 *	packed  a block of 2 W outputs: [inputs][2 W], zeros beyond the last
 *
 * A row's numbers are summed input after input, whoever is beside it.
 *
 * Part of nnkern_template.h.
 */
#ifndef QN_SEQ_NNKERN_PACKED_H
#define QN_SEQ_NNKERN_PACKED_H

#include "seq/nnkern_product.h"
#include "seq/nnkern_softmax.h"

static size_t packed_size(size_t outputs, size_t inputs)
{
	return (outputs + 2 * W - 1) / (2 * W) * (2 * W) * inputs;
}

static void pack_product(float *packed, const float *w, size_t outputs,
                         size_t inputs)
{
	for (size_t o = 0; o < outputs; o += 2 * W, packed += 2 * W * inputs) {
		size_t n = outputs - o < 2 * W ? outputs - o : 2 * W;
		for (size_t i = 0; i < inputs; i++)
			for (size_t u = 0; u < 2 * W; u++)
				packed[i * 2 * W + u] =
				    u < n ? w[(o + u) * inputs + i] : 0;
	}
}

/* The first n, up to 2 W, of two vectors. */
INLINE void put_pair(float *to, const vf v[2], size_t n)
{
	if (n == 2 * W) {
		put(to, v[0], W);
		put(to + W, v[1], W);
		return;
	}
	put(to, v[0], n < W ? n : W);
	if (n > W)
		put(to + W, v[1], n - W);
}

/* What two vectors of up to HIGH rows go to: by the time that they are made,
 * it is at hand.  Otherwise they wait for it, where y is of many rows and
 * long ones. */
INLINE void fetch_for_writing(const float *y, size_t row, size_t rows)
{
	for (size_t i = 0; i < HIGH && i < rows; i++) {
		__builtin_prefetch(y + i * row, 1, 3);
		__builtin_prefetch(y + i * row + W, 1, 3);
	}
}

static void packed_product(float *y, const float *x, size_t rows,
                           const float *packed, const float *b, size_t outputs,
                           size_t inputs)
{
	for (size_t o = 0; o < outputs; o += 2 * W, packed += 2 * W * inputs) {
		size_t n = outputs - o < 2 * W ? outputs - o : 2 * W;
		vf bias[2] = {{0}};
		if (b) {
			bias[0] = take(b + o, n < W ? n : W);
			bias[1] = n > W ? take(b + o + W, n - W) : bias[1];
		}
		for (size_t r = 0; r < rows; r += HIGH) {
			struct rows a = rows_at(x, inputs, r, rows);
			vf sum[HIGH][2];
			for (size_t i = 0; i < HIGH; i++) {
				sum[i][0] = bias[0];
				sum[i][1] = bias[1];
			}
			fetch_for_writing(y + r * outputs + o, outputs,
			                  rows - r);
			product(sum, &a, packed, inputs, rows - r);
			for (size_t i = 0; i < HIGH && r + i < rows; i++)
				put_pair(y + (r + i) * outputs + o, sum[i], n);
		}
	}
}

/* --- attention of one query ----------------------------------------------- */

static float dot(const float *a, const float *b, size_t n)
{
	vf s = {0};
	size_t i = 0;
	for (; i + W <= n; i += W)
		s += take(a + i, W) * take(b + i, W);
	float sum = sum_of_lanes(s);
	for (; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

#define ACROSS 4 /* vectors of columns whose sums are made together */

/* y [ACROSS * W] = sum of p[j] times columns from `at` on of row j. */
INLINE void mix_columns(float *y, const float *p, const float *const *row,
                        size_t at, size_t n)
{
	vf sum[ACROSS] = {{0}};
	for (size_t j = 0; j < n; j++) {
		const float *v = row[j] + at;
		UNROLL for (size_t q = 0; q < ACROSS; q++) sum[q] +=
		    splat(p[j]) * take(v + q * W, W);
	}
	for (size_t q = 0; q < ACROSS; q++)
		put(y + q * W, sum[q], W);
}

static void attend(float *y, float *shares, const float *q,
                   const float *const *kv, size_t n, size_t heads, size_t dim)
{
	const float scale = 1 / sqrtf((float)dim);
	for (size_t h = 0; h < heads; h++) {
		float *p = shares + h * n;
		size_t first = (heads + h) * dim, c = 0;
		for (size_t j = 0; j < n; j++)
			p[j] = dot(q + h * dim, kv[j] + h * dim, dim);
		softmax(p, n, n, scale);
		for (; c + ACROSS * W <= dim; c += ACROSS * W)
			mix_columns(y + h * dim + c, p, kv, first + c, n);
		for (; c < dim; c++) {
			float sum = 0;
			for (size_t j = 0; j < n; j++)
				sum += p[j] * kv[j][first + c];
			y[h * dim + c] = sum;
		}
	}
}
#endif
