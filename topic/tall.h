/* SPDX-License-Identifier: MIT */
/*
 * tall.h -- matrices of many rows and few columns: their products, by all
 * threads, the same bytes whatever their number.
 *
 *	x [rows][a]   y [rows][b]      x^T y   [a][b]     x c^T  [rows][n]
 *
 * All are row-major; `ld` is floats from row to row.
 */
#ifndef QN_TOPIC_TALL_H
#define QN_TOPIC_TALL_H

#include <stddef.h>

#include "base/pool.h"

/* Some columns of such a matrix. */
struct qn_tall {
	float *x;
	size_t rows, columns, ld;
};

/* to [x.columns][y.columns] = x^T y, summed in double. */
void qn_tall_gram(struct qn_tall x, struct qn_tall y, double *to,
                  struct qn_pool *pool);

/* to = alpha x c^T + beta to; c [to.columns][x.columns]. */
void qn_tall_times(float alpha, struct qn_tall x, const float *c, float beta,
                   struct qn_tall to, struct qn_pool *pool);
#endif
