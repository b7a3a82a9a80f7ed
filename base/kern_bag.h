/* SPDX-License-Identifier: MIT */
/*
 * kern_bag.h -- the logistic step of one input that is not a row: the mean of
 * a bag of them (CBOW).
 */
#ifndef QN_BASE_KERN_BAG_H
#define QN_BASE_KERN_BAG_H

#include "base/kern_error.h"

/* Sums of one vector of columns: four chains of additions side by side, as
 * one would wait for each of its own. */
INLINE void sum_col(float *h, float *const *x, size_t m, float scale, size_t j)
{
	vf sum[4] = {load(x[0] + j)};
	size_t i = 1;
	ROLLED for (; i + 4 <= m; i += 4) UNROLL for (size_t c = 0; c < 4; c++)
	    sum[c] += load(x[i + c] + j);
	ROLLED for (; i < m; i++) sum[0] += load(x[i] + j);
	store(h + j, ((sum[0] + sum[1]) + (sum[2] + sum[3])) * scale);
}

/* Sums of `cols` vectors of columns, in registers over all rows. */
INLINE void sum_cols(float *h, float *const *x, size_t m, float scale, size_t j,
                     const int cols)
{
	vf sum[8];
	UNROLL for (int c = 0; c < cols; c++) sum[c] = load(x[0] + j + c * W);
	ROLLED for (size_t i = 1; i < m; i++)
	    UNROLL for (int c = 0; c < cols; c++) sum[c] +=
	    load(x[i] + j + c * W);
	UNROLL for (int c = 0; c < cols; c++)
	    store(h + j + c * W, sum[c] * scale);
}

static void row_sum(float *h, float *const *x, size_t m, float scale, size_t n)
{
	size_t j = 0;
	for (; j + 7 * W <= n; j += 7 * W)
		sum_cols(h, x, m, scale, j, 7);
	for (; j + 2 * W <= n; j += 2 * W)
		sum_cols(h, x, m, scale, j, 2);
	for (; j < n; j += W)
		sum_col(h, x, m, scale, j);
}

static void row_add(float *const *x, size_t m, const float *e, size_t n)
{
	vf first = load(e); /* no row may change it, as the compiler must
	                     * think of all of e */
	for (size_t i = 0; i < m; i++) {
		store(x[i], load(x[i]) + first);
		for (size_t j = W; j < n; j += W)
			store(x[i] + j, load(x[i] + j) + load(e + j));
	}
}

/* g[o] = h . y[o] for k outputs. */
INLINE void bag_dots_k(const float *h, float *const *y, const int k, size_t n,
                       float *g, float *const *ahead, size_t n_ahead)
{
	vf a[COLS] = {0}, none[COLS] = {0};
	_Alignas(4 * COLS) float spare[COLS] = {0};
	ROLLED for (size_t j = 0; j < n; j += W)
	{
		fetch(ahead, n_ahead, j, W);
		vf u = load(h + j);
		UNROLL for (int o = 0; o < k; o++) a[o] += u * load(y[o] + j);
	}
	sum_lanes(a, none, g, spare);
}

/* e += sum of g[o] y[o]; y[o] += g[o] h. */
INLINE void bag_update_k(const float *h, float *e, float *const *y, const int k,
                         size_t n, const float *g, float *const *ahead,
                         size_t n_ahead)
{
	vf s[COLS];
	UNROLL for (int o = 0; o < k; o++) s[o] = splat(g[o]);
	ROLLED for (size_t j = 0; j < n; j += W)
	{
		fetch(ahead, n_ahead, j, W);
		vf u = load(h + j), v = load(e + j);
		UNROLL for (int o = 0; o < k; o++)
		{
			vf w = load(y[o] + j);
			IN_REGISTER(w);
			v += s[o] * w;
			store(y[o] + j, w + s[o] * u);
		}
		store(e + j, v);
	}
}

#define BAG(k)                                                                 \
	static void bag_dots_##k(const float *h, float *const *y, size_t n,    \
	                         float *g, float *const *ahead,                \
	                         size_t n_ahead)                               \
	{                                                                      \
		bag_dots_k(h, y, k, n, g, ahead, n_ahead);                     \
	}                                                                      \
	static void bag_update_##k(const float *h, float *e, float *const *y,  \
	                           size_t n, const float *g,                   \
	                           float *const *ahead, size_t n_ahead)        \
	{                                                                      \
		bag_update_k(h, e, y, k, n, g, ahead, n_ahead);                \
	}
/* clang-format off */
BAG(1) BAG(2) BAG(3) BAG(4) BAG(5) BAG(6) BAG(7) BAG(8)
    /* clang-format on */

    static void (*const bag_dots_of[])(const float *, float *const *, size_t,
                                       float *, float *const *, size_t) = {
        NULL,       bag_dots_1, bag_dots_2, bag_dots_3, bag_dots_4,
        bag_dots_5, bag_dots_6, bag_dots_7, bag_dots_8,
};
static void (*const bag_update_of[])(const float *, float *, float *const *,
                                     size_t, const float *, float *const *,
                                     size_t) = {
    NULL,         bag_update_1, bag_update_2, bag_update_3, bag_update_4,
    bag_update_5, bag_update_6, bag_update_7, bag_update_8,
};

/* Outputs in groups of COLS, twice; a part of the rows to fetch with each. */
static void logistic_bag(const float *h, float *e, const struct qn_outputs *out)
{
	_Alignas(64) float g[2 * QN_KERN_LABEL];
	size_t k = out->k, n = out->n, width = (k + COLS - 1) / COLS * COLS;
	float *const *ahead = out->ahead;
	uint32_t a = (uint32_t)out->n_ahead;
	uint32_t some = a / (2 * (uint32_t)width / COLS);
	for (size_t o = 0; o < k; o += COLS, ahead += some, a -= some)
		bag_dots_of[k - o < COLS ? k - o : COLS](h, out->y + o, n,
		                                         g + o, ahead, some);
	errors(g, 1, width, out);
	for (size_t o = 0; o < k; o += COLS, ahead += some, a -= some)
		bag_update_of[k - o < COLS ? k - o : COLS](
		    h, e, out->y + o, n, g + o, ahead, k - o > COLS ? some : a);
}
#endif
