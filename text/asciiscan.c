/* SPDX-License-Identifier: MIT */
/*
 * asciiscan.c -- sixteen bytes at a time.
 *
 * Comparisons of signed bytes: those above 127 are below all others.
 */
#include "text/asciiscan.h"

#include <string.h>

typedef char lanes __attribute__((vector_size(16)));
typedef signed char mask __attribute__((vector_size(16)));

static inline unsigned bits_of(mask m)
{
#ifdef __SSE2__
	return (unsigned)__builtin_ia32_pmovmskb128((lanes)m);
#else
	unsigned bits = 0;
	for (int i = 0; i < 16; i++)
		bits |= (unsigned)(m[i] & 1) << i;
	return bits;
#endif
}

static inline mask between(mask c, signed char low, signed char high)
{
	return (c >= low) & (c <= high);
}

static inline mask is_word(mask c)
{
	return between(c | 0x20, 'a', 'z') | between(c, '0', '9') | (c == '_');
}

static inline mask is_dark(mask c)
{
	return (c > ' ') | between(c, 0, 8) | between(c, 14, 27);
}

/* A block from `p` to `to`; or's what it saw into *seen. */
static inline uint64_t scan_block(const char *p, enum qn_ascii_kind kind,
                                  bool lower, char *to, mask *seen)
{
	uint64_t bits = 0;
	for (unsigned i = 0; i < QN_ASCII_BLOCK; i += 16) {
		mask c;
		memcpy(&c, p + i, 16);
		*seen |= c;
		mask is = kind == QN_ASCII_WORD ? is_word(c) : is_dark(c);
		bits |= (uint64_t)bits_of(is) << i;
		if (lower)
			c |= between(c, 'A', 'Z') & 0x20;
		memcpy(to + i, &c, 16);
	}
	return bits;
}

static inline __attribute__((always_inline)) bool scan(struct qn_slice s,
                                                       enum qn_ascii_kind kind,
                                                       bool lower, char *to,
                                                       uint64_t *bits)
{
	char last[QN_ASCII_BLOCK] = {0};
	size_t whole = s.n / QN_ASCII_BLOCK, rest = s.n % QN_ASCII_BLOCK;
	mask seen = {0};
	for (size_t b = 0; b < whole; b++)
		bits[b] = scan_block(s.p + b * QN_ASCII_BLOCK, kind, lower,
		                     to + b * QN_ASCII_BLOCK, &seen);
	if (rest)
		memcpy(last, s.p + whole * QN_ASCII_BLOCK, rest);
	bits[whole] =
	    scan_block(last, kind, lower, to + whole * QN_ASCII_BLOCK, &seen) &
	    ((UINT64_C(1) << rest) - 1);
	return bits_of(seen < 0) == 0;
}

bool qn_ascii_scan(struct qn_slice s, enum qn_ascii_kind kind, bool lower,
                   char *to, uint64_t *bits)
{
	if (kind == QN_ASCII_WORD)
		return lower ? scan(s, QN_ASCII_WORD, true, to, bits)
		             : scan(s, QN_ASCII_WORD, false, to, bits);
	return lower ? scan(s, QN_ASCII_DARK, true, to, bits)
	             : scan(s, QN_ASCII_DARK, false, to, bits);
}
