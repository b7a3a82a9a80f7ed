/* SPDX-License-Identifier: MIT */
/*
 * kern_pairs.h -- the logistic step of several inputs and outputs, every pair
 * of them (skip-gram).
 *
 * A small matrix product, X Y', its errors G, and two updates, X += G Y and
 * Y += G' X.  What is read more than once stays in registers: a tile of
 * accumulators for the product, a tile of Y for the updates.
 *
 *	      k                 n                  n
 *	   +-----+        +-----------+        cols|###|      tiles of Y go
 *	 m |#####| rows = | X         | x  Y'      |###| k    down past X,
 *	   | G   |        +-----------+            |###|      updating both
 *	   +-----+
 */
#ifndef QN_BASE_KERN_PAIRS_H
#define QN_BASE_KERN_PAIRS_H

#include "base/kern_error.h"

#define ROWS 32 /* inputs whose errors lie on the stack */

/* Outputs of a tile of updates, and its columns in vectors: in order one
 * copy of the tile lies in registers, else a second one as it was. */
#define UP_IN_ORDER   (REGS == 32 ? 8 : 5)
#define COLS_IN_ORDER (REGS == 32 ? 3 : 2)
#define UP            6
#define UP_COLS       (REGS == 32 ? 2 : 1)

/* g[i][o] = x[i] . y[o] for `rows` inputs and k outputs. */
INLINE void dot_tile(float *const *x, const int rows, float *const *y,
                     const int k, size_t n, float *g, size_t width)
{
	vf a[4][COLS] = {0};
	_Alignas(4 * COLS) float spare[COLS] = {0};
	const float *row[4];
	UNROLL for (int i = 0; i < rows; i++) row[i] = x[i];
	ROLLED for (size_t j = 0; j < n; j += W)
	{
		vf u[4];
		UNROLL for (int i = 0; i < rows; i++) u[i] = load(row[i] + j);
		UNROLL for (int o = 0; o < k; o++)
		{
			vf w = load(y[o] + j);
			IN_REGISTER(w);
			UNROLL for (int i = 0; i < rows; i++) a[i][o] +=
			    u[i] * w;
		}
	}
	UNROLL for (int i = 0; i < rows; i += 2)
	    sum_lanes(a[i], a[i + 1], g + (size_t)i * width,
	              i + 1 < rows ? g + (size_t)(i + 1) * width : spare);
}

/* As many inputs at a time as leave the accumulators in registers. */
INLINE void dots_k(float *const *x, size_t m, float *const *y, const int k,
                   size_t n, float *g, size_t width)
{
	const int most = (REGS == 32 ? 2 : 1) * (k <= 6 ? 2 : 1);
	size_t i = 0;
	if (most == 4)
		ROLLED for (; i + 4 <= m; i += 4)
		    dot_tile(x + i, 4, y, k, n, g + i * width, width);
	if (most >= 2)
		ROLLED for (; i + 2 <= m; i += 2)
		    dot_tile(x + i, 2, y, k, n, g + i * width, width);
	ROLLED for (; i < m; i++)
	    dot_tile(x + i, 1, y, k, n, g + i * width, width);
}

/* Update k outputs and m inputs in `cols` vectors of columns; in order inputs
 * get the outputs as the inputs before have left them. */
INLINE void update_tile(float *const *x, size_t m, float *const *y, const int k,
                        const float *g, size_t width, size_t j, const int cols,
                        const bool in_order)
{
	vf was[COLS_IN_ORDER][COLS], w[COLS_IN_ORDER][COLS];
	UNROLL for (int o = 0; o < k; o++) UNROLL for (int c = 0; c < cols; c++)
	    was[c][o] = w[c][o] = load(y[o] + j + c * W);
	ROLLED for (size_t i = 0; i < m; i++, g += width)
	{
		float *row = x[i] + j;
		vf u[COLS_IN_ORDER], v[COLS_IN_ORDER];
		UNROLL for (int c = 0; c < cols; c++) v[c] = u[c] =
		    load(row + c * W);
		UNROLL for (int o = 0; o < k; o++)
		{
			vf s = splat(g[o]);
			UNROLL for (int c = 0; c < cols; c++)
			{
				v[c] += s * (in_order ? w[c][o] : was[c][o]);
				w[c][o] += s * u[c];
			}
		}
		UNROLL for (int c = 0; c < cols; c++) store(row + c * W, v[c]);
	}
	UNROLL for (int o = 0; o < k; o++) UNROLL for (int c = 0; c < cols; c++)
	    store(y[o] + j + c * W, w[c][o]);
}

INLINE void update_k(float *const *x, size_t m, float *const *y, const int k,
                     size_t n, const float *g, size_t width,
                     float *const *ahead, size_t n_ahead, const bool in_order)
{
	const int cols = in_order ? COLS_IN_ORDER : UP_COLS;
	size_t j = 0, step = (size_t)cols * W;
	ROLLED for (; j + step <= n; j += step)
	{
		fetch(ahead, n_ahead, j, step);
		update_tile(x, m, y, k, g, width, j, cols, in_order);
	}
	ROLLED for (; j < n; j += W)
	{
		fetch(ahead, n_ahead, j, W);
		update_tile(x, m, y, k, g, width, j, 1, in_order);
	}
}

typedef void dots_fn(float *const *x, size_t m, float *const *y, size_t n,
                     float *g, size_t width);
typedef void update_fn(float *const *x, size_t m, float *const *y, size_t n,
                       const float *g, size_t width, float *const *ahead,
                       size_t n_ahead);

#define DOTS(k)                                                                \
	static void dots_##k(float *const *x, size_t m, float *const *y,       \
	                     size_t n, float *g, size_t width)                 \
	{                                                                      \
		dots_k(x, m, y, k, n, g, width);                               \
	}
#define UPDATE(k, name, in_order)                                              \
	static void name##_##k(float *const *x, size_t m, float *const *y,     \
	                       size_t n, const float *g, size_t width,         \
	                       float *const *ahead, size_t n_ahead)            \
	{                                                                      \
		update_k(x, m, y, k, n, g, width, ahead, n_ahead, in_order);   \
	}
#define PAIRS(k) DOTS(k) UPDATE(k, update, false) UPDATE(k, follow, true)
/* clang-format off */
PAIRS(1) PAIRS(2) PAIRS(3) PAIRS(4) PAIRS(5) PAIRS(6)
DOTS(7) UPDATE(7, follow, true) DOTS(8) UPDATE(8, follow, true)
    /* clang-format on */

    static dots_fn *const dots_of[] = {
        NULL, dots_1, dots_2, dots_3, dots_4, dots_5, dots_6, dots_7, dots_8,
};
static update_fn *const update_of[] = {
    NULL, update_1, update_2, update_3, update_4, update_5, update_6,
};
static update_fn *const follow_of[] = {
    NULL,     follow_1, follow_2, follow_3, follow_4,
    follow_5, follow_6, follow_7, follow_8,
};

/* Products of m inputs and k outputs. */
static void dots(float *const *x, size_t m, float *const *y, size_t k, size_t n,
                 float *g, size_t width)
{
	for (size_t o = 0; o < k; o += COLS)
		dots_of[k - o < COLS ? k - o : COLS](x, m, y + o, n, g + o,
		                                     width);
}

/* errors_in_order() with the products between inputs that it needs, and a few
 * more: they are taken four rows at a time. */
static void errors_by_gram(float *const *x, size_t m, float *g, size_t width,
                           const struct qn_outputs *out)
{
	_Alignas(64) float gram[ROWS * ROWS];
	size_t gram_width = (m + COLS - 1) / COLS * COLS;
	for (size_t i = 0; i < m; i += 4) {
		size_t rows = m - i < 4 ? m - i : 4;
		dots(x + i, rows, x, i + rows - 1, out->n,
		     gram + i * gram_width, gram_width);
	}
	errors_in_order(g, m, width, gram, gram_width, out);
}

/* In tiles of about the same size, each with its part of the rows to fetch;
 * 32 bits divide faster than 64. */
static void update(float *const *x, size_t m, const float *g, size_t width,
                   const struct qn_outputs *out)
{
	update_fn *const *of = out->in_order ? follow_of : update_of;
	const uint32_t most = out->in_order ? UP_IN_ORDER : UP;
	float *const *ahead = out->ahead;
	uint32_t k = (uint32_t)out->k, a = (uint32_t)out->n_ahead, o = 0;
	for (uint32_t tiles = (k + most - 1) / most; tiles > 0; tiles--) {
		uint32_t now = (k - o) / tiles, some = a / tiles;
		of[now](x, m, out->y + o, out->n, g + o, width, ahead, some);
		o += now;
		ahead += some;
		a -= some;
	}
}

static void logistic(float *const *x, size_t m, const struct qn_outputs *out)
{
	_Alignas(64) float g[(ROWS + 1) * QN_KERN_LABEL];
	size_t k = out->k, step = out->in_order ? LANES : COLS;
	size_t width = (k + step - 1) / step * step;
	for (; m > ROWS; m -= ROWS, x += ROWS)
		logistic(x, ROWS, out);
	if (k + COLS <= width)
		memset(g, 0, m * width * sizeof *g);
	dots(x, m, out->y, k, out->n, g, width);
	if (out->in_order)
		errors_by_gram(x, m, g, width, out);
	else
		errors(g, m, width, out);
	update(x, m, g, width, out);
}
#endif
