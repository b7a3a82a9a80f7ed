/* SPDX-License-Identifier: MIT */
/*
 * ftkern_template.h -- the kernels of ftkern.h, for one width of vector.
 *
 * Included with W, the floats of a vector, and KERN, the name of the set.
 */
#include <string.h>

#include "embed/ftkern.h"
#include "base/inline.h"

typedef float vec __attribute__((vector_size(W * sizeof(float))));

#define LINE 16 /* floats of a cache line              */
#define MOST 8  /* vectors that are summed at a time   */

INLINE vec load(const qn_ft_loose *p)
{
	vec v;
	memcpy(&v, p, sizeof v);
	return v;
}

INLINE const qn_ft_loose *row_of(const struct qn_ft_bag *b, size_t i)
{
	return b->rows + b->id[i] * b->stride;
}

/* Columns `at` to `at` + k * W of all rows. */
INLINE void sum_columns(float *h, const struct qn_ft_bag *b, size_t at, int k)
{
	vec sum[MOST] = {{0}};
	for (size_t i = 0; i < b->n; i++) {
		const qn_ft_loose *row = row_of(b, i) + at;
		for (int v = 0; v < k; v++)
			sum[v] += load(row + v * W);
	}
	memcpy(h + at, sum, (size_t)k * sizeof *sum);
}

/* Rows shorter than a vector. */
static void sum_short(float *h, const struct qn_ft_bag *b)
{
	for (size_t j = 0; j < b->dim; j++)
		h[j] = 0;
	for (size_t i = 0; i < b->n; i++)
		for (size_t j = 0; j < b->dim; j++)
			h[j] += row_of(b, i)[j];
}

static void rows(float *h, const struct qn_ft_bag *b)
{
	size_t at = 0;
	if (b->dim < W) {
		sum_short(h, b);
		return;
	}
	for (; at + 8 * W <= b->dim; at += 8 * W)
		sum_columns(h, b, at, 8);
	if (at + 4 * W <= b->dim) {
		sum_columns(h, b, at, 4);
		at += 4 * W;
	}
	if (at + 2 * W <= b->dim) {
		sum_columns(h, b, at, 2);
		at += 2 * W;
	}
	for (; at + W <= b->dim; at += W)
		sum_columns(h, b, at, 1);
	if (at < b->dim) /* some of them once more */
		sum_columns(h, b, b->dim - W, 1);
}

#define VECTORS (QN_FT_LANES / W) /* of a block */

/* The same for `n` blocks at a time. */
INLINE void dot_blocks(float *to, const float *h, const float *w, size_t dim,
                       int n)
{
	vec sum[4 * VECTORS] = {{0}};
	for (size_t j = 0; j < dim; j++)
		for (int v = 0; v < n * VECTORS; v++) {
			size_t block = (size_t)v / VECTORS;
			size_t lane = (size_t)v % VECTORS * W;
			vec x;
			memcpy(&x, w + (block * dim + j) * QN_FT_LANES + lane,
			       sizeof x);
			sum[v] += x * h[j];
		}
	memcpy(to, sum, (size_t)n * VECTORS * sizeof *sum);
}

static void dots(float *to, const float *h, const float *w, size_t dim,
                 size_t blocks)
{
	size_t block = dim * QN_FT_LANES;
	for (; blocks >= 4; blocks -= 4) {
		dot_blocks(to, h, w, dim, 4);
		to += 4 * QN_FT_LANES;
		w += 4 * block;
	}
	for (; blocks; blocks--) {
		dot_blocks(to, h, w, dim, 1);
		to += QN_FT_LANES;
		w += block;
	}
}

/* --- centroids ------------------------------------------------------------ */

typedef int32_t ivec __attribute__((vector_size(W * sizeof(int32_t))));

/* a where the bits of `mask` are set, else b. */
INLINE ivec choose(ivec mask, ivec a, ivec b)
{
	return (a & mask) | (b & ~mask);
}

/* The squared distances from x to the centroids at `from`. */
INLINE vec distances(const qn_ft_loose *x, const float *c, size_t dim,
                     size_t from)
{
	vec sum = {0};
	for (size_t j = 0; j < dim; j++) {
		vec y;
		memcpy(&y, c + j * QN_FT_CENTROIDS + from, sizeof y);
		vec d = x[j] - y;
		sum += d * d;
	}
	return sum;
}

/* Non-negative floats are ordered as the integers of their bits are. */
INLINE uint8_t nearest_of(const qn_ft_loose *x, const float *c, size_t dim)
{
	ivec best = (ivec)distances(x, c, dim, 0), where = {0}, at = {0};
	for (int from = W; from < QN_FT_CENTROIDS; from += W) {
		ivec d = (ivec)distances(x, c, dim, (size_t)from);
		ivec nearer = d < best;
		at += W;
		best = choose(nearer, d, best);
		where = choose(nearer, at, where);
	}
	int found = 0;
	for (int i = 0; i < W; i++) {
		where[i] += i;
		if (best[i] < best[found] ||
		    (best[i] == best[found] && where[i] < where[found]))
			found = i;
	}
	return (uint8_t)where[found];
}

static uint8_t nearest(const qn_ft_loose *x, const float *c, size_t dim)
{
	return dim == 2 ? nearest_of(x, c, 2) : nearest_of(x, c, dim);
}

#define JOIN(a, b)  a##b
#define NAMED(kern) JOIN(qn_ft_kern_, kern)
extern const struct qn_ft_kern NAMED(KERN);
const struct qn_ft_kern NAMED(KERN) = {rows, dots, nearest};
