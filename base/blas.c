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
#include <string.h>

#include "base/kern.h"
#include "base/mem.h"

/* OpenBLAS holds LAPACK, for which Debian has no header beside it. */
void dsyevd_(const char *job, const char *triangle, const int *n, double *a,
             const int *lda, double *w, double *work, const int *work_n,
             int *iwork, const int *iwork_n, int *info);

/* What OpenBLAS chooses its kernels by when it is loaded; only one that was
 * built for several processors has it. */
__attribute__((weak)) void gotoblas_dynamic_init(void);
__attribute__((weak)) void gotoblas_dynamic_quit(void);

/*
 * A processor that OpenBLAS does not know, being younger, gets the kernels of
 * the oldest it does: Debian 12's takes an Emerald Rapids for a Prescott and
 * multiplies at a sixth of its speed.  It chooses again among those that our
 * own kernels say the processor has, unless the user chose.
 */
static void choose_core(void)
{
	static const char name[] = "OPENBLAS_CORETYPE";
	const char *kern = qn_kern_name();
	const char *core = strcmp(kern, "avx512") == 0 ? "SkylakeX"
	                   : strcmp(kern, "avx2") == 0 ? "Haswell"
	                                               : NULL;
	if (!core || getenv(name) || !gotoblas_dynamic_init ||
	    !gotoblas_dynamic_quit ||
	    strcmp(openblas_get_corename(), "Prescott") != 0)
		return;
	setenv(name, core, 1);
	gotoblas_dynamic_quit();
	gotoblas_dynamic_init();
	unsetenv(name);
}

static void choose(void)
{
	choose_core();
	openblas_set_num_threads(1);
}

static void begin(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, choose);
}

static void multiply(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, size_t m, size_t n,
                     size_t k, float alpha, const float *a, size_t lda,
                     const float *b, size_t ldb, float beta, float *c,
                     size_t ldc)
{
	begin();
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
	begin();
	dsyevd_("V", "U", &order, a, &order, w, work, &work_n, iwork, &iwork_n,
	        &info);
	free(work);
	free(iwork);
	return info == 0;
}

const char *qn_blas_core(void)
{
	begin();
	return openblas_get_corename();
}
