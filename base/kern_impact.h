/* SPDX-License-Identifier: MIT */
/*
 * kern_impact.h -- scores of a window of documents, 16 bits each: added to
 * from bytes, and gone through for the large ones.
 *
 * Part of kern_template.h.
 */
#ifndef QN_BASE_KERN_IMPACT_H
#define QN_BASE_KERN_IMPACT_H

#include "base/kern_vec.h"

#define HALVES (2 * W) /* 16-bit numbers of a vector */

typedef uint16_t vh
    __attribute__((vector_size(2 * HALVES), aligned(2), may_alias));
typedef uint8_t vb __attribute__((vector_size(HALVES), aligned(1), may_alias));
typedef uint64_t vq __attribute__((vector_size(2 * HALVES)));

static void add_impacts(uint16_t *sum, const uint8_t *impact, uint16_t weight,
                        size_t n)
{
	for (size_t i = 0; i < n; i += HALVES) {
		vh x = __builtin_convertvector(*(const vb *)(impact + i), vh);
		*(vh *)(sum + i) += x * weight;
	}
}

INLINE bool any(vh v)
{
	vq q = (vq)v;
	uint64_t all = 0;
	for (size_t j = 0; j < sizeof q / 8; j++)
		all |= q[j];
	return all != 0;
}

/* The places of a block, which has some. */
static size_t find_large(const uint16_t *sum, uint16_t limit, size_t from,
                         uint16_t *found)
{
	size_t n = 0;
	for (size_t v = 0; v < QN_KERN_SUMS; v += HALVES) {
		if (!any((vh)(*(const vh *)(sum + from + v) >= limit)))
			continue;
		for (size_t i = from + v; i < from + v + HALVES; i++) {
			found[n] = (uint16_t)i;
			n += sum[i] >= limit;
		}
	}
	return n;
}

static size_t large_sums(const uint16_t *sum, uint16_t limit, uint16_t *found,
                         size_t n)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i += QN_KERN_SUMS) {
		vh large = {0};
		for (size_t v = 0; v < QN_KERN_SUMS; v += HALVES)
			large |= (vh)(*(const vh *)(sum + i + v) >= limit);
		if (any(large))
			k += find_large(sum, limit, i, found + k);
	}
	return k;
}
#endif
