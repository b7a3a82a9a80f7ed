/* SPDX-License-Identifier: MIT */
/*
 * inline.h -- functions that are to be part of their callers, whatever the
 * compiler thinks of it.
 *
 * Kernels want it for speed; what only fetches ahead needs it, because GCC
 * takes such a function for one without effect, and drops calls of it.
 */
#ifndef QN_BASE_INLINE_H
#define QN_BASE_INLINE_H

#define INLINE static inline __attribute__((always_inline))

#endif
