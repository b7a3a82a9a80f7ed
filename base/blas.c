/* SPDX-License-Identifier: MIT */
/*
 * blas.c -- the only file that includes cblas.h.
 *
 * A symmetric matrix is the same to LAPACK, which goes down columns, and the
 * columns that it leaves are our rows.
 */
#include "base/blas.h"

#include <cblas.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"

/* OpenBLAS holds LAPACK, for which Debian has no header beside it. */
void dsyevd_(const char *job, const char *triangle, const int *n, double *a,
             const int *lda, double *w, double *work, const int *work_n,
             int *iwork, const int *iwork_n, int *info);

static void set_one_thread(void)
{
	openblas_set_num_threads(1);
}

static void one_thread(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, set_one_thread);
}

static void multiply(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, size_t m, size_t n,
                     size_t k, float alpha, const float *a, size_t lda,
                     const float *b, size_t ldb, float beta, float *c,
                     size_t ldc)
{
	one_thread();
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

bool qn_blas_eigen(size_t n, double *a, double *w)
{
	int order = (int)n, info = 0,
	    work_n = 1 + 6 * order + 2 * order * order;
	int iwork_n = 3 + 5 * order;
	double *work = qn_malloc((size_t)work_n, sizeof *work);
	int *iwork = qn_malloc((size_t)iwork_n, sizeof *iwork);
	one_thread();
	dsyevd_("V", "U", &order, a, &order, w, work, &work_n, iwork, &iwork_n,
	        &info);
	free(work);
	free(iwork);
	return info == 0;
}

const char *qn_blas_core(void)
{
	return openblas_get_corename();
}
