/* SPDX-License-Identifier: MIT */
/*
 * slab.c -- see slab.h.
 */
#include "seq/slab.h"

#include "base/mem.h"

#define ALIGN 16 /* floats of a cache line */

void *qn_slab_take(struct qn_slab *s, size_t rows, size_t columns)
{
	float *p = s->base ? s->base + s->used : NULL;
	size_t n;
	if (__builtin_mul_overflow(rows, columns, &n) ||
	    __builtin_add_overflow(n, ALIGN - 1, &n) ||
	    __builtin_add_overflow(s->used, n / ALIGN * ALIGN, &s->used))
		s->used = SIZE_MAX;
	return p;
}

bool qn_slab_alloc(struct qn_slab *s, const char *what, struct qn_err *e)
{
	s->base = qn_big_alloc(s->used, sizeof *s->base, what, e);
	s->used = 0;
	return s->base != NULL;
}

void qn_slab_release(struct qn_slab *s)
{
	qn_big_free(s->base);
	*s = (struct qn_slab){0};
}
