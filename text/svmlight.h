/* SPDX-License-Identifier: MIT */
/*
 * svmlight.h -- the format of SVMlight and LIBSVM.
 *
 *	0 3:0.70710678118654757 9:1     label, then column:value from 1
 */
#ifndef QN_TEXT_SVMLIGHT_H
#define QN_TEXT_SVMLIGHT_H

#include "base/output.h"
#include "text/sparse.h"

/* A line a row, every label 0, values with 17 significant digits; failures
 * are kept by `out`. */
void qn_svmlight_write(const struct qn_sparse *m, struct qn_pool *pool,
                       struct qn_output *out);
#endif
