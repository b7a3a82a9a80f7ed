/* SPDX-License-Identifier: MIT */
/*
 * blas.c -- the only file that includes cblas.h.
 */
#include "base/blas.h"

#include <cblas.h>
#include <pthread.h>

static void one_thread(void)
{
	openblas_set_num_threads(1);
}

static void multiply(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, size_t m, size_t n,
                     size_t k, float alpha, const float *a, size_t lda,
                     const float *b, size_t ldb, float beta, float *c,
                     size_t ldc)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, one_thread);
	cblas_sgemm(CblasRowMajor, ta, tb, (int)m, (int)n, (int)k, alpha, a,
	            (int)lda, b, (int)ldb, beta, c, (int)ldc);
}

void qn_blas_abt(size_t m, size_t n, size_t k, float alpha, const float *a,
                 size_t lda, const float *b, size_t ldb, float beta, float *c,
                 size_t ldc)
{
	multiply(CblasNoTrans, CblasTrans, m, n, k, alpha, a, lda, b, ldb, beta,
	         c, ldc);
}

void qn_blas_atb(size_t m, size_t n, size_t k, float alpha, const float *a,
                 size_t lda, const float *b, size_t ldb, float beta, float *c,
                 size_t ldc)
{
	multiply(CblasTrans, CblasNoTrans, m, n, k, alpha, a, lda, b, ldb, beta,
	         c, ldc);
}

void qn_blas_ab(size_t m, size_t n, size_t k, float alpha, const float *a,
                size_t lda, const float *b, size_t ldb, float beta, float *c,
                size_t ldc)
{
	multiply(CblasNoTrans, CblasNoTrans, m, n, k, alpha, a, lda, b, ldb,
	         beta, c, ldc);
}

const char *qn_blas_core(void)
{
	return openblas_get_corename();
}
