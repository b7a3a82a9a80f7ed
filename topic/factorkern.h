/* SPDX-License-Identifier: MIT */
/*
 * factorkern.h -- the inner loops of matrix factors: rows of a sparse matrix
 * times a dense one, and non-negative least squares of many rows at once.
 *
 *	x [rows][columns] sparse     h [columns][stride]     w [rows][stride]
 *
 * Rows of h and w are whole vectors (qn_row_stride()), 64-byte aligned.
 */
#ifndef QN_TOPIC_FACTORKERN_H
#define QN_TOPIC_FACTORKERN_H

#include <stddef.h>

#include "text/sparse.h"

/* Some columns of a matrix of vectors: `width`, a multiple of QN_ROW, of rows
 * that are `stride` floats apart. */
struct qn_factor_rows {
	float *x;
	size_t width, stride;
};

#define QN_HALS_ROWS 32 /* solved at a time, side by side in vectors */

/*
 * Rows of w by coordinate descent:
 *
 *	min |x - w h^T|^2 / 2 + l1 |w|_1 + l2 |w|^2 / 2,   w >= 0
 *
 * Sweeps over the K coordinates of a row end when one of them moves it less
 * than `enough` times what the first one did, or after `sweeps`.
 */
struct qn_hals {
	const struct qn_sparse *x;
	struct qn_factor_rows h, w;
	size_t K;             /* coordinates; zeros behind them              */
	const float *gram;    /* [K][stride] h^T h, l2 on its diagonal       */
	const float *inverse; /* [K] 1 / its diagonal; 0 where that is 0     */
	float l1, enough;
	int sweeps;
};

/* Of some rows: += */
struct qn_hals_sums {
	double violation; /* of the conditions of an optimum, |projected
	                   * gradient|, on the way through the first sweep  */
	double product;   /* of x and w h^T, afterwards                      */
	double w;         /* sums of w and w^2, afterwards                   */
	double square;
};

/* Floats of scratch, 64-byte aligned. */
static inline size_t qn_hals_scratch(size_t stride)
{
	return 3 * QN_HALS_ROWS * stride;
}

struct qn_factor_kern {
	/* to[i] = row i of x times h, for rows [begin, end) of x. */
	void (*gather)(const struct qn_sparse *x, size_t begin, size_t end,
	               struct qn_factor_rows h, struct qn_factor_rows to);

	/* Rows [begin, end) of w. */
	void (*hals)(const struct qn_hals *h, size_t begin, size_t end,
	             float *scratch, struct qn_hals_sums *sums);
};

/* The ones for this processor, as base/kern.h chose. */
const struct qn_factor_kern *qn_factor_kern(void);
#endif
