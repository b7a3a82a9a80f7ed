/* SPDX-License-Identifier: MIT */
/*
 * varint.h -- whole numbers in as few bytes as they need: seven bits a byte,
 * the lowest first, the top bit set on all but the last (LEB128).
 */
#ifndef QN_BASE_VARINT_H
#define QN_BASE_VARINT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define QN_VARINT_MOST 10 /* bytes of the longest */

/* Append `x`. */
static inline void qn_varint_put(struct qn_buf *b, uint64_t x)
{
	qn_buf_reserve(b, QN_VARINT_MOST);
	for (; x > 0x7f; x >>= 7)
		b->p[b->n++] = (char)(x | 0x80);
	b->p[b->n++] = (char)x;
}

/*
 * The number at *p, which moves behind it.  It is never read at or beyond
 * `end`: a number cut short there is what there is of it.
 */
static inline uint64_t qn_varint_get(const unsigned char **p,
                                     const unsigned char *end)
{
	uint64_t x = 0;
	for (int shift = 0; *p < end && shift < 64; shift += 7) {
		unsigned char c = *(*p)++;
		x |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			break;
	}
	return x;
}

/* *p moved behind `n` numbers, or to `end`. */
static inline const unsigned char *
qn_varint_skip(const unsigned char *p, const unsigned char *end, uint64_t n)
{
	while (n && p < end)
		n -= *p++ < 0x80;
	return p;
}
#endif
