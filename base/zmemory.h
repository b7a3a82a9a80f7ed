/* SPDX-License-Identifier: MIT */
/*
 * zmemory.h -- memory for zlib that does not run out without a word.
 */
#ifndef QN_BASE_ZMEMORY_H
#define QN_BASE_ZMEMORY_H

#include <stdlib.h>
#include <zlib.h>

#include "base/mem.h"

static inline void *qn_z_take(void *ctx, unsigned n, unsigned size)
{
	(void)ctx;
	return qn_calloc(n, size);
}

static inline void qn_z_give(void *ctx, void *p)
{
	(void)ctx;
	free(p);
}

/* A stream that takes its memory there. */
#define QN_Z_STREAM                                                            \
	(z_stream)                                                             \
	{                                                                      \
		.zalloc = qn_z_take, .zfree = qn_z_give                        \
	}
#endif
