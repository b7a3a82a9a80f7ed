/* SPDX-License-Identifier: MIT */
/*
 * product.h -- products of matrices, by floats (base/blas.h) or with all
 * numbers rounded to 16 bits first (nnkern_bf16.h), and summed as floats.
 *
 * Arguments are those of base/blas.h; with `add` c is added to.
 */
#ifndef QN_SEQ_PRODUCT_H
#define QN_SEQ_PRODUCT_H

#include <stdbool.h>
#include <stddef.h>

enum qn_precision { QN_PRECISION_F32, QN_PRECISION_BF16 };

/* c[m][n] = a[m][k] b[n][k]^T. */
void qn_product_abt(bool bf16, size_t m, size_t n, size_t k, const float *a,
                    size_t lda, const float *b, size_t ldb, bool add, float *c,
                    size_t ldc);

/* c[m][n] = a[k][m]^T b[k][n]. */
void qn_product_atb(bool bf16, size_t m, size_t n, size_t k, const float *a,
                    size_t lda, const float *b, size_t ldb, bool add, float *c,
                    size_t ldc);

/* c[m][n] = a[m][k] b[k][n]. */
void qn_product_ab(bool bf16, size_t m, size_t n, size_t k, const float *a,
                   size_t lda, const float *b, size_t ldb, bool add, float *c,
                   size_t ldc);
#endif
