/* SPDX-License-Identifier: MIT */
/*
 * asciiscan_template.h -- the kernel of asciiscan.h, for one width of vector.
 *
 * Included with W, the bytes of a vector, and KERN, the name of the set.
 */
#include <string.h>

#include "text/asciiscan.h"
#include "text/byteblock.h"

static inline uint64_t words_of(const struct block *b)
{
	return in_range(b, 0x20, 'a', 26) | in_range(b, 0, '0', 10) |
	       equal(b, '_');
}

static inline uint64_t dark_of(const struct block *b)
{
	uint64_t white = in_range(b, 0, 9, 5) | in_range(b, 0, 28, 5);
	return ~(white | above_ascii(b));
}

/* A block from `p` to `to`; or's what it saw into *seen. */
static inline uint64_t scan_block(const char *p, enum qn_ascii_kind kind,
                                  bool lower, char *to, vec *seen)
{
	struct block b;
	memcpy(&b, p, sizeof b);
	uint64_t bits = kind == QN_ASCII_WORD ? words_of(&b) : dark_of(&b);
	for (int i = 0; i < 64 / W; i++) {
		vec v = b.v[i];
		*seen |= v;
		b.v[i] = lower ? v | ((vec)(v - 'A' < 26) & 0x20) : v;
	}
	memcpy(to, &b, sizeof b);
	return bits;
}

static inline __attribute__((always_inline)) bool
scan_all(struct qn_slice s, enum qn_ascii_kind kind, bool lower, char *to,
         uint64_t *bits)
{
	char last[QN_ASCII_BLOCK] = {0};
	size_t whole = s.n / QN_ASCII_BLOCK, rest = s.n % QN_ASCII_BLOCK;
	struct block seen = {0};
	for (size_t b = 0; b < whole; b++)
		bits[b] = scan_block(s.p + b * QN_ASCII_BLOCK, kind, lower,
		                     to + b * QN_ASCII_BLOCK, seen.v);
	if (rest)
		memcpy(last, s.p + whole * QN_ASCII_BLOCK, rest);
	bits[whole] =
	    scan_block(last, kind, lower, to + whole * QN_ASCII_BLOCK, seen.v) &
	    ((UINT64_C(1) << rest) - 1);
	return above_ascii(&seen) == 0;
}

/* Each kind with a loop of its own. */
static bool scan(struct qn_slice s, enum qn_ascii_kind kind, bool lower,
                 char *to, uint64_t *bits)
{
	if (kind == QN_ASCII_WORD)
		return lower ? scan_all(s, QN_ASCII_WORD, true, to, bits)
		             : scan_all(s, QN_ASCII_WORD, false, to, bits);
	return lower ? scan_all(s, QN_ASCII_DARK, true, to, bits)
	             : scan_all(s, QN_ASCII_DARK, false, to, bits);
}

#define JOIN(a, b)  a##b
#define NAMED(kern) JOIN(qn_ascii_scan_, kern)
qn_ascii_scan_fn *const NAMED(KERN) = scan;
