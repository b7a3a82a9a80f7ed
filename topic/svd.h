/* SPDX-License-Identifier: MIT */
/*
 * svd.h -- the largest singular values of a sparse matrix and their vectors.
 *
 *	x [rows][columns]  ~  left  diag(value)  right^T
 *	                      [rows][k]          [columns][k]
 *
 * By a block Krylov space (Golub, Luk and Overton, 1981; Musco and Musco,
 * "Randomized block Krylov methods for stronger and faster approximate
 * singular value decomposition", 2015), which grows until all k residuals
 * |x v - s u| are small.  Vectors have a sign: the largest element of a right
 * one is positive.
 */
#ifndef QN_TOPIC_SVD_H
#define QN_TOPIC_SVD_H

#include "base/progress.h"
#include "text/sparse.h"
#include "topic/factorkern.h"

struct qn_svd_options {
	uint32_t k;       /* singular values, 1 or more                     */
	double tolerance; /* of a residual, as a share of its value, > 0;
	                   * rounding (single precision) may end it before  */
	int iterations;   /* products with x and its transpose, at most     */
	uint64_t seed;
	const struct qn_progress *progress; /* in products; its loss is the
	                                     * largest residual             */
};

#define QN_SVD_DEFAULTS                                                        \
	(struct qn_svd_options)                                                \
	{                                                                      \
		.k = 100, .tolerance = 1e-3, .iterations = 1000                \
	}

/* Zero-initialise; release with qn_svd_release(). */
struct qn_svd {
	uint32_t k;    /* that were found: fewer where the rank is less     */
	size_t stride; /* floats from row to row, zeros behind k            */
	float *left, *right;
	double *value;   /* [k] falling                                    */
	double residual; /* the largest |x v - s u| / s                    */
	int iterations;  /* products with x and its transpose              */
};

/* `xt` is the transpose of `x`.  False with `e` set for options that make no
 * sense, a matrix of zeros, no memory, or when progress says to stop. */
QN_API bool qn_svd_run(const struct qn_sparse *x, const struct qn_sparse *xt,
                       const struct qn_svd_options *o, struct qn_svd *to,
                       struct qn_pool *pool, struct qn_err *e);
QN_API void qn_svd_release(struct qn_svd *s);

/* to [rows of x][to.width] = x h, by all threads. */
void qn_sparse_times(const struct qn_sparse *x, struct qn_factor_rows h,
                     struct qn_factor_rows to, struct qn_pool *pool);
#endif
