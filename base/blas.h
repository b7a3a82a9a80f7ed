/* SPDX-License-Identifier: MIT */
/*
 * blas.h -- matrix products, by OpenBLAS with one thread.
 *
 * OpenBLAS's own threads lose on the small shapes of this library; whoever
 * wants more cores splits the work over a pool and calls this from each.
 * All matrices are row-major; `ld*` are floats from row to row.  Eigenvectors
 * come from its LAPACK.  The first call of any of these sets OpenBLAS, for the
 * whole process, to one thread and, where it did not know the processor and
 * OPENBLAS_CORETYPE is not set, to kernels that fit it: no other thread may be
 * within OpenBLAS on its own then.
 */
#ifndef QN_BASE_BLAS_H
#define QN_BASE_BLAS_H

#include <stdbool.h>
#include <stddef.h>

/* c[m][n] = alpha * a[m][k] b[n][k]^T + beta * c.  Each dimension < 2^31. */
void qn_blas_abt(size_t m, size_t n, size_t k, float alpha, const float *a,
                 size_t lda, const float *b, size_t ldb, float beta, float *c,
                 size_t ldc);

/* c[m][n] = alpha * a[k][m]^T b[k][n] + beta * c, likewise. */
void qn_blas_atb(size_t m, size_t n, size_t k, float alpha, const float *a,
                 size_t lda, const float *b, size_t ldb, float beta, float *c,
                 size_t ldc);

/* c[m][n] = alpha * a[m][k] b[k][n] + beta * c, likewise. */
void qn_blas_ab(size_t m, size_t n, size_t k, float alpha, const float *a,
                size_t lda, const float *b, size_t ldb, float beta, float *c,
                size_t ldc);

/* Row i of the symmetric a [n][n] becomes the eigenvector, of length 1, of
 * w[i], which rise.  False if there is none, as of NaNs. */
bool qn_blas_eigen(size_t n, double *a, double *w);

/* The kernel family that OpenBLAS chose, for --version and benchmarks. */
const char *qn_blas_core(void);
#endif
