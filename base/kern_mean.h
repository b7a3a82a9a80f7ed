/* SPDX-License-Identifier: MIT */
/*
 * kern_mean.h -- mean of a bag, logistic step and update of the bag's rows in
 * two passes over them (CBOW with few outputs).
 */
#ifndef QN_BASE_KERN_MEAN_H
#define QN_BASE_KERN_MEAN_H

#include "base/kern_bag.h"

struct mean {
	float *const *x; /* [m] */
	size_t m;
	float scale; /* 1 / m */
	float *h;    /* [n] the mean is left here for the second pass */
	float *const *ahead;
	size_t half, n_ahead; /* fetched in the first pass; in all */
};

/* Means of `cols` vectors of columns, multiplied into the dot products. */
INLINE void mean_cols(const struct mean *b, float *const *y, const int k, vf *a,
                      size_t j, const int cols)
{
	fetch(b->ahead, b->half, j, (size_t)cols * W);
	sum_cols(b->h, b->x, b->m, b->scale, j, cols);
	UNROLL for (int o = 0; o < k; o++) UNROLL for (int c = 0; c < cols; c++)
	    a[o] += load(b->h + j + c * W) * load(y[o] + j + c * W);
}

INLINE void spread_cols(const struct mean *b, float *const *y, const int k,
                        const vf *s, size_t j, const int cols)
{
	vf v[4] = {0};
	fetch(b->ahead + b->half, b->n_ahead - b->half, j, (size_t)cols * W);
	UNROLL for (int o = 0; o < k; o++) UNROLL for (int c = 0; c < cols; c++)
	{
		float *at = y[o] + j + c * W;
		vf w = load(at);
		IN_REGISTER(w);
		v[c] += s[o] * w;
		store(at, w + s[o] * load(b->h + j + c * W));
	}
	ROLLED for (size_t i = 0; i < b->m; i++)
	    UNROLL for (int c = 0; c < cols; c++)
	{
		float *at = b->x[i] + j + c * W;
		store(at, load(at) + v[c]);
	}
}

INLINE void mean_k(const struct mean *b, const struct qn_outputs *out,
                   const int k)
{
	_Alignas(64) float g[LANES], label[LANES];
	vf a[COLS] = {0}, none[COLS] = {0}, s[COLS];
	float *const *y = out->y;
	size_t n = out->n, j = 0;
	ROLLED for (; j + 4 * W <= n; j += 4 * W) mean_cols(b, y, k, a, j, 4);
	if (j + 3 * W == n)
		mean_cols(b, y, k, a, j, 3);
	else
		ROLLED for (; j < n; j += W) mean_cols(b, y, k, a, j, 1);
	sum_lanes(a, none, g, g + COLS);
	spread_labels(label, COLS, out->labels);
	gradient(g, label, out->rate, out->skip_sure ? 0 : 1);
	if (out->loss)
		*out->loss += row_loss(g, (size_t)k, out->rate);
	UNROLL for (int o = 0; o < k; o++) s[o] = splat(g[o]);
	for (j = 0; j + 4 * W <= n; j += 4 * W)
		spread_cols(b, y, k, s, j, 4);
	if (j + 3 * W == n)
		spread_cols(b, y, k, s, j, 3);
	else
		ROLLED for (; j < n; j += W) spread_cols(b, y, k, s, j, 1);
}

#define MEAN(k)                                                                \
	static void mean_##k(const struct mean *b,                             \
	                     const struct qn_outputs *out)                     \
	{                                                                      \
		mean_k(b, out, k);                                             \
	}
/* clang-format off */
MEAN(1) MEAN(2) MEAN(3) MEAN(4) MEAN(5) MEAN(6) MEAN(7) MEAN(8)
    /* clang-format on */

    static void (*const mean_of[])(const struct mean *,
                                   const struct qn_outputs *) = {
        NULL, mean_1, mean_2, mean_3, mean_4, mean_5, mean_6, mean_7, mean_8,
};

static void logistic_mean(float *const *x, size_t m, float *h,
                          const struct qn_outputs *out)
{
	struct mean b = {
	    .x = x,
	    .m = m,
	    .scale = 1.0f / (float)m,
	    .h = h,
	    .ahead = out->ahead,
	    .half = out->n_ahead / 2,
	    .n_ahead = out->n_ahead,
	};
	mean_of[out->k](&b, out);
}
#endif
