/* SPDX-License-Identifier: MIT */
/*
 * byteblock.h -- 64 bytes as vectors, and words of bits about them.
 *
 *	block   c a n ' t   3 ...           in_range('a', 26)  1110100...
 *
 * Included by kernel templates that define W, the bytes of a vector.  Vectors
 * are GCC's, but for what it has no word for: taking one bit of each byte.
 */
#ifndef QN_TEXT_BYTEBLOCK_H
#define QN_TEXT_BYTEBLOCK_H

#include <stdint.h>

typedef unsigned char vec __attribute__((vector_size(W)));

/* 64 bytes. */
struct block {
	vec v[64 / W];
};

#if W == 64
#include <immintrin.h>
/* With AVX-512 a comparison gives the bits at once. */
#define EQUAL(v, x)   _cvtmask64_u64(_mm512_cmpeq_epi8_mask((__m512i)(v), x))
#define BELOW(v, n)   _cvtmask64_u64(_mm512_cmplt_epu8_mask((__m512i)(v), n))
#define EVERYWHERE(x) _mm512_set1_epi8((char)(x))
#define HIGH_BITS(v)  _cvtmask64_u64(_mm512_movepi8_mask((__m512i)(v)))
#else
#define EQUAL(v, x)   high_bits((vec)((v) == (x)))
#define BELOW(v, n)   high_bits((vec)((v) < (n)))
#define EVERYWHERE(x) (unsigned char)(x)
#define HIGH_BITS(v)  high_bits(v)

/* Bit i: the highest bit of byte i. */
static inline uint64_t high_bits(vec v)
{
#if W == 32 && defined __AVX2__
	typedef char chars __attribute__((vector_size(32)));
	return (uint32_t)__builtin_ia32_pmovmskb256((chars)v);
#elif W == 16 && defined __SSE2__
	typedef char chars __attribute__((vector_size(16)));
	return (uint32_t)__builtin_ia32_pmovmskb128((chars)v);
#else
	uint64_t bits = 0;
	for (int i = 0; i < W; i++)
		bits |= (uint64_t)(v[i] >> 7) << i;
	return bits;
#endif
}
#endif

/* Bit i: byte i is `x`. */
static inline uint64_t equal(const struct block *b, unsigned char x)
{
	uint64_t bits = 0;
	for (int i = 0; i < 64 / W; i++)
		bits |= EQUAL(b->v[i], EVERYWHERE(x)) << (W * i % 64);
	return bits;
}

/* Bit i: byte i, with the bits of `set` set, is one of [first, first + n). */
static inline uint64_t in_range(const struct block *b, unsigned char set,
                                unsigned char first, unsigned char n)
{
	uint64_t bits = 0;
	for (int i = 0; i < 64 / W; i++)
		bits |= BELOW((b->v[i] | set) - first, EVERYWHERE(n))
		        << (W * i % 64);
	return bits;
}

static inline uint64_t above_ascii(const struct block *b)
{
	uint64_t bits = 0;
	for (int i = 0; i < 64 / W; i++)
		bits |= HIGH_BITS(b->v[i]) << (W * i % 64);
	return bits;
}
#endif
