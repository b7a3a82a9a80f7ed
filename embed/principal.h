/* SPDX-License-Identifier: MIT */
/*
 * principal.h -- the direction that many vectors have most in common: the
 * first right singular vector of a matrix, whose rows come a batch at a time.
 *
 *	rows [n][dim] --> gram [dim][dim] += rows^T rows --> u, |u| = 1
 */
#ifndef QN_EMBED_PRINCIPAL_H
#define QN_EMBED_PRINCIPAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/pool.h"

/* Zero-initialise but for `dim`; release with qn_principal_release(). */
struct qn_principal {
	size_t dim;
	double *gram; /* [dim][dim] */
};

/* Add `n` rows, `stride` >= dim floats from one to the next.  The same bytes
 * for any number of threads, but another division into batches may change
 * last digits.  False with `e` set when there is no memory. */
bool qn_principal_add(struct qn_principal *p, const float *rows, size_t n,
                      size_t stride, struct qn_pool *pool, struct qn_err *e);

/* The direction, its largest element positive, into u [dim]; zeroes if there
 * were no rows but zeroes. */
void qn_principal_find(const struct qn_principal *p, float *u);

void qn_principal_release(struct qn_principal *p);
#endif
