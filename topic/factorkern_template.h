/* SPDX-License-Identifier: MIT */
/*
 * factorkern_template.h -- the kernels of factorkern.h for one instruction
 * set: vectors of W floats.
 *
 * Coordinate descent goes from coordinate to coordinate, each of which needs
 * the one before, so that a row by itself is all waiting.  QN_HALS_ROWS rows
 * lie across, a vector holding one coordinate of W of them:
 *
 *	w   coordinate 0   row 0  1  2 .. 15 | row 16 .. 31
 *	    coordinate 1   row 0  1  2 .. 15 | row 16 .. 31
 *
 * A coordinate's gradient is a sum over all coordinates as they are now, in
 * registers, and nothing is stored but the coordinate itself.
 */
#include <string.h>

#include "base/kern_vec.h"
#include "topic/factorkern.h"

#define MOST  8  /* vectors of a row that are summed at once */
#define AHEAD 16 /* cells that are on the way                */

/* --- sparse times dense --------------------------------------------------- */

/* n vectors of row `row` of the product, from column `at` on. */
INLINE void gather_part(const struct qn_sparse *x, size_t row,
                        const struct qn_factor_rows *h, size_t at, float *to,
                        const size_t n)
{
	size_t cells = x->start[x->rows], end = x->start[row + 1];
	vf sum[MOST] = {0};
	for (size_t i = x->start[row]; i < end; i++) {
		const float *from = h->x + x->column[i] * h->stride + at;
		vf value = splat((float)x->value[i]);
		if (i + AHEAD < cells) {
			const float *next =
			    h->x + x->column[i + AHEAD] * h->stride + at;
			UNROLL for (size_t v = 0; v < n * W; v += QN_ROW)
			    __builtin_prefetch(next + v, 0, 3);
		}
		UNROLL for (size_t v = 0; v < n; v++) sum[v] +=
		    value * load(from + v * W);
	}
	UNROLL for (size_t v = 0; v < n; v++) store(to + at + v * W, sum[v]);
}

INLINE void gather_rest(const struct qn_sparse *x, size_t row,
                        const struct qn_factor_rows *h, size_t at, float *to,
                        size_t n)
{
#define CASE(k)                                                                \
	case k:                                                                \
		gather_part(x, row, h, at, to, k);                             \
		break;
	switch (n) {
		CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7)
	}
#undef CASE
}

static void gather(const struct qn_sparse *x, size_t begin, size_t end,
                   struct qn_factor_rows h, struct qn_factor_rows to)
{
	for (size_t row = begin; row < end; row++) {
		float *sum = to.x + (row - begin) * to.stride;
		size_t at = 0;
		for (; at + MOST * W <= h.width; at += MOST * W)
			gather_part(x, row, &h, at, sum, MOST);
		gather_rest(x, row, &h, at, sum, (h.width - at) / W);
	}
}

/* --- rows side by side ---------------------------------------------------- */

#define ROWS   QN_HALS_ROWS
#define GROUPS (ROWS / W) /* vectors of a coordinate       */
#define CHAINS (W / 4)    /* sums of it, side by side      */

/* n rows to across [stride][ROWS]. */
static void turn(const float *rows, size_t n, size_t stride, size_t K,
                 float *across)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < K; k++)
			across[k * ROWS + i] = rows[i * stride + k];
}

static void turn_back(const float *across, size_t n, size_t stride, size_t K,
                      float *rows)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < K; k++)
			rows[i * stride + k] = across[k * ROWS + i];
}

INLINE vf larger(vf a, vf b)
{
	const vi greater = a > b;
	return (vf)(((vi)a & greater) | ((vi)b & ~greater));
}

/* Minus the gradient of coordinate k: b_k - sum over j of gram_kj w_j. */
INLINE void descend(const float *gram, size_t K, const float *b, const float *w,
                    vf *to)
{
	vf sum[CHAINS][GROUPS] = {0};
	for (size_t j = 0; j < K; j += CHAINS)
		UNROLL for (size_t c = 0; c < CHAINS; c++)
		{
			const vf g = splat(gram[j + c]);
			UNROLL for (size_t v = 0; v < GROUPS; v++) sum[c][v] +=
			    g * load(w + (j + c) * ROWS + v * W);
		}
	UNROLL for (size_t v = 0; v < GROUPS; v++)
	{
		UNROLL for (size_t c = 1; c < CHAINS; c++) sum[0][v] +=
		    sum[c][v];
		to[v] = load(b + v * W) - sum[0][v];
	}
}

/* What a sweep tells of each row. */
struct sweep {
	vf moved[GROUPS]; /* squares of the steps                         */
	vf violation[GROUPS];
};

/* A sweep over the coordinates of rows whose mask is set. */
static void sweep(const struct qn_hals *h, const float *b, float *w,
                  const vi *mask, struct sweep *s)
{
	const vf zero = {0};
	*s = (struct sweep){0};
	for (size_t k = 0; k < h->K; k++) {
		vf down[GROUPS], inverse = splat(h->inverse[k]);
		float *at = w + k * ROWS;
		descend(h->gram + k * h->w.stride, h->K, b + k * ROWS, w, down);
		UNROLL for (size_t v = 0; v < GROUPS; v++)
		{
			vf old = load(at + v * W);
			vf new = larger(old + down[v] * inverse, zero);
			vf step = (vf)((vi)(new - old) & mask[v]);
			const vi inside = old > zero;
			vf size = larger(down[v], zero);
			size = larger(size, (vf)((vi)-down[v] & inside));
			s->violation[v] += size;
			s->moved[v] += step * step;
			store(at + v * W, old + step);
		}
	}
}

/* Sweeps over ROWS rows until they stay; the violation of the first. */
static void solve(const struct qn_hals *h, const float *b, float *w,
                  struct qn_hals_sums *sums)
{
	struct sweep first, s;
	vi mask[GROUPS];
	for (size_t v = 0; v < GROUPS; v++)
		mask[v] = ~(vi){0};
	sweep(h, b, w, mask, &first);
	for (size_t v = 0; v < GROUPS; v++)
		for (size_t i = 0; i < W; i++)
			sums->violation += first.violation[v][i];
	s = first;
	for (int i = 1; i < h->sweeps; i++) {
		bool any = false;
		for (size_t v = 0; v < GROUPS; v++) {
			const vi on =
			    s.moved[v] >
			    splat(h->enough * h->enough) * first.moved[v];
			mask[v] &= on;
			for (size_t l = 0; l < W; l++)
				any |= mask[v][l] != 0;
		}
		if (!any)
			break;
		sweep(h, b, w, mask, &s);
	}
}

/* What the rows have come to; b without l1. */
static void add_up(const float *b, const float *w, size_t K, float l1,
                   struct qn_hals_sums *sums)
{
	vf product[GROUPS] = {0}, sum[GROUPS] = {0}, square[GROUPS] = {0};
	for (size_t k = 0; k < K; k++)
		UNROLL for (size_t v = 0; v < GROUPS; v++)
		{
			vf x = load(w + k * ROWS + v * W);
			product[v] += x * (load(b + k * ROWS + v * W) + l1);
			sum[v] += x;
			square[v] += x * x;
		}
	for (size_t v = 0; v < GROUPS; v++)
		for (size_t i = 0; i < W; i++) {
			sums->product += product[v][i];
			sums->w += sum[v][i];
			sums->square += square[v][i];
		}
}

static void hals(const struct qn_hals *h, size_t begin, size_t end,
                 float *scratch, struct qn_hals_sums *sums)
{
	size_t stride = h->w.stride;
	float *rows = scratch, *b = rows + ROWS * stride,
	      *w = b + ROWS * stride;
	memset(b, 0, 2 * ROWS * stride * sizeof *b);
	for (size_t at = begin; at < end; at += ROWS) {
		size_t n = end - at < ROWS ? end - at : ROWS;
		if (n < ROWS)
			memset(b, 0, 2 * ROWS * stride * sizeof *b);
		gather(h->x, at, at + n, h->h,
		       (struct qn_factor_rows){rows, stride, stride});
		turn(rows, n, stride, h->K, b);
		turn(h->w.x + at * stride, n, stride, h->K, w);
		for (size_t i = 0; h->l1 > 0 && i < h->K * ROWS; i++)
			b[i] -= h->l1;
		solve(h, b, w, sums);
		add_up(b, w, h->K, h->l1, sums);
		turn_back(w, n, stride, h->K, h->w.x + at * stride);
	}
}

#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)

const struct qn_factor_kern JOIN(qn_factor_kern_, KERN) = {
    .gather = gather,
    .hals = hals,
};
