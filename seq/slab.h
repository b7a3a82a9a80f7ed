/* SPDX-License-Identifier: MIT */
/*
 * slab.h -- all arrays of a computation in one allocation.
 *
 * A function takes its arrays from a slab, one after the other.  It runs
 * twice: first with nothing behind the slab, to learn how much there is to
 * be, then in earnest.
 *
 *	struct qn_slab s = {0};
 *	plan(x, &s);                         // pointers are NULL
 *	if (qn_slab_alloc(&s, "layers", e))
 *		plan(x, &s);                 // pointers are arrays of zeros
 */
#ifndef QN_SEQ_SLAB_H
#define QN_SEQ_SLAB_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct qn_slab {
	float *base; /* NULL while it is being measured      */
	size_t used; /* floats taken; SIZE_MAX = too many    */
};

/* rows * columns numbers of four bytes, 64-byte aligned. */
void *qn_slab_take(struct qn_slab *s, size_t rows, size_t columns);

/* What was taken so far, as memory of zeros, from which it is taken again.
 * `what` names it in the error.  Free with qn_slab_release(). */
bool qn_slab_alloc(struct qn_slab *s, const char *what, struct qn_err *e);
void qn_slab_release(struct qn_slab *s);
#endif
