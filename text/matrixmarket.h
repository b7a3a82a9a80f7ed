/* SPDX-License-Identifier: MIT */
/*
 * matrixmarket.h -- the coordinate format of NIST's Matrix Market.
 *
 *	%%MatrixMarket matrix coordinate real general
 *	ROWS COLUMNS CELLS
 *	1 3 0.70710678118654757         row and column count from 1
 */
#ifndef QN_TEXT_MATRIXMARKET_H
#define QN_TEXT_MATRIXMARKET_H

#include "base/output.h"
#include "text/sparse.h"

/* Row by row, values with 17 significant digits; failures are kept by `out`. */
void qn_matrixmarket_write(const struct qn_sparse *m, struct qn_pool *pool,
                           struct qn_output *out);
#endif
