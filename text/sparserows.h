/* SPDX-License-Identifier: MIT */
/*
 * sparserows.h -- a matrix as lines of text, by all threads at once.
 */
#ifndef QN_TEXT_SPARSEROWS_H
#define QN_TEXT_SPARSEROWS_H

#include "base/buf.h"
#include "base/output.h"
#include "text/sparse.h"

/* Append the text of one row. */
typedef void qn_sparse_row_fn(const struct qn_sparse *m, size_t row,
                              struct qn_buf *out);

/* Append a number below 2^64, or a double with 17 digits. */
void qn_sparse_put_number(struct qn_buf *out, size_t x);
void qn_sparse_put_value(struct qn_buf *out, double x);

/* Write all rows in their order; failures are kept by `out`. */
void qn_sparse_put_rows(const struct qn_sparse *m, qn_sparse_row_fn *row,
                        struct qn_pool *pool, struct qn_output *out);
#endif
