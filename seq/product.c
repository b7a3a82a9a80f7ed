/* SPDX-License-Identifier: MIT */
/*
 * product.c -- see product.h.
 */
#include "seq/product.h"

#include "base/blas.h"
#include "seq/nnkern.h"

static void narrow(size_t m, size_t n, size_t k, struct qn_bf16_matrix a,
                   struct qn_bf16_matrix b, bool add, float *c, size_t ldc)
{
	const struct qn_bf16_product p = {.rows = m,
	                                  .columns = n,
	                                  .inputs = k,
	                                  .a = a,
	                                  .b = b,
	                                  .c = c,
	                                  .c_row = ldc,
	                                  .add = add,
	                                  .way = qn_nnkern_way()};
	qn_nnkern()->bf16_product(&p);
}

void qn_product_abt(bool bf16, size_t m, size_t n, size_t k, const float *a,
                    size_t lda, const float *b, size_t ldb, bool add, float *c,
                    size_t ldc)
{
	if (bf16)
		narrow(m, n, k, (struct qn_bf16_matrix){a, lda, false},
		       (struct qn_bf16_matrix){b, ldb, false}, add, c, ldc);
	else
		qn_blas_abt(m, n, k, 1, a, lda, b, ldb, add ? 1 : 0, c, ldc);
}

void qn_product_atb(bool bf16, size_t m, size_t n, size_t k, const float *a,
                    size_t lda, const float *b, size_t ldb, bool add, float *c,
                    size_t ldc)
{
	if (bf16)
		narrow(m, n, k, (struct qn_bf16_matrix){a, lda, true},
		       (struct qn_bf16_matrix){b, ldb, true}, add, c, ldc);
	else
		qn_blas_atb(m, n, k, 1, a, lda, b, ldb, add ? 1 : 0, c, ldc);
}

void qn_product_ab(bool bf16, size_t m, size_t n, size_t k, const float *a,
                   size_t lda, const float *b, size_t ldb, bool add, float *c,
                   size_t ldc)
{
	if (bf16)
		narrow(m, n, k, (struct qn_bf16_matrix){a, lda, false},
		       (struct qn_bf16_matrix){b, ldb, true}, add, c, ldc);
	else
		qn_blas_ab(m, n, k, 1, a, lda, b, ldb, add ? 1 : 0, c, ldc);
}
