/* SPDX-License-Identifier: MIT */
/*
 * kern_impact.h -- scores of a window of documents, 16 bits each: added to
 * from bytes, and gone through for the large ones.
 *
 * Part of kern_template.h.  Compilers have no portable way to a vector's
 * larger numbers, nor to the bits of a comparison; both are half of what a
 * short query costs, hence the two intrinsics of each set.
 */
#ifndef QN_BASE_KERN_IMPACT_H
#define QN_BASE_KERN_IMPACT_H

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "base/kern_vec.h"

#define HALVES (2 * W) /* 16-bit numbers of a vector */
#define BITS   64      /* sums that are compared at once */
#define SOON   1024    /* bytes that are fetched ahead     */

typedef uint16_t vh
    __attribute__((vector_size(2 * HALVES), aligned(2), may_alias));
typedef uint8_t vb __attribute__((vector_size(HALVES), aligned(1), may_alias));

/* impact * weight / 256 of HALVES impacts: of 256 times the impacts, products'
 * upper halves. */
INLINE vh weighed(const uint8_t *impact, uint16_t weight)
{
#if defined(__AVX512BW__)
	__m512i x = _mm512_cvtepu8_epi16(
	    _mm256_loadu_si256((const __m256i *)(const void *)impact));
	return (vh)_mm512_mulhi_epu16(_mm512_slli_epi16(x, 8),
	                              _mm512_set1_epi16((short)weight));
#elif defined(__AVX2__)
	__m256i x = _mm256_cvtepu8_epi16(
	    _mm_loadu_si128((const __m128i *)(const void *)impact));
	return (vh)_mm256_mulhi_epu16(_mm256_slli_epi16(x, 8),
	                              _mm256_set1_epi16((short)weight));
#else
	vh x = __builtin_convertvector(*(const vb *)impact, vh);
	return x * (uint16_t)(weight >> 8) +
	       (x * (uint16_t)(weight & 255) >> 8);
#endif
}

static void add_impacts(uint16_t *sum, const uint8_t *impact, uint16_t weight,
                        size_t n)
{
	for (size_t i = 0; i < n; i += HALVES) {
		/* Pages begin where the processor's own prefetching ends. */
		__builtin_prefetch(impact + i + SOON);
		*(vh *)(sum + i) += weighed(impact + i, weight);
	}
}

/* Bit i: sum[i] is not below the limit; of BITS sums. */
INLINE uint64_t large_bits(const uint16_t *sum, uint16_t limit)
{
	uint64_t bits = 0;
#if defined(__AVX512BW__)
	__m512i l = _mm512_set1_epi16((short)limit);
	for (size_t i = 0; i < BITS; i += 32)
		bits |= (uint64_t)_mm512_cmpge_epu16_mask(
		            _mm512_loadu_si512(sum + i), l)
		        << i;
#elif defined(__AVX2__)
	__m256i l = _mm256_set1_epi16((short)limit);
	for (size_t i = 0; i < BITS; i += 32) {
		const __m256i *p = (const __m256i *)(const void *)(sum + i);
		__m256i a = _mm256_loadu_si256(p);
		__m256i b = _mm256_loadu_si256(p + 1);
		a = _mm256_cmpeq_epi16(_mm256_max_epu16(a, l), a);
		b = _mm256_cmpeq_epi16(_mm256_max_epu16(b, l), b);
		/* Packing goes by halves of a register. */
		__m256i both =
		    _mm256_permute4x64_epi64(_mm256_packs_epi16(a, b), 0xd8);
		bits |= (uint64_t)(uint32_t)_mm256_movemask_epi8(both) << i;
	}
#else
	for (size_t i = 0; i < BITS; i++)
		bits |= (uint64_t)(sum[i] >= limit) << i;
#endif
	return bits;
}

/* Whether any of QN_KERN_SUMS sums is not below the limit. */
INLINE bool any_large(const uint16_t *sum, uint16_t limit)
{
#if defined(__AVX512BW__)
	__m512i most = _mm512_loadu_si512(sum);
	for (size_t i = 32; i < QN_KERN_SUMS; i += 32)
		most = _mm512_max_epu16(most, _mm512_loadu_si512(sum + i));
	return _mm512_cmpge_epu16_mask(most, _mm512_set1_epi16((short)limit));
#elif defined(__AVX2__)
	const __m256i *p = (const __m256i *)(const void *)sum;
	__m256i most = _mm256_loadu_si256(p);
	__m256i l = _mm256_set1_epi16((short)limit);
	for (size_t i = 1; i < QN_KERN_SUMS / 16; i++)
		most = _mm256_max_epu16(most, _mm256_loadu_si256(p + i));
	return _mm256_movemask_epi8(
	    _mm256_cmpeq_epi16(_mm256_max_epu16(most, l), most));
#else
	uint16_t large = 0;
	for (size_t i = 0; i < QN_KERN_SUMS; i++)
		large |= sum[i] >= limit;
	return large;
#endif
}

static size_t take_large(uint16_t *sum, uint16_t limit, uint16_t *at,
                         uint16_t *value, size_t n)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i += QN_KERN_SUMS) {
		bool any = any_large(sum + i, limit);
		for (size_t j = i; any && j < i + QN_KERN_SUMS; j += BITS) {
			uint64_t bits = large_bits(sum + j, limit);
			for (; bits; bits &= bits - 1, k++) {
				at[k] = (uint16_t)(j + (size_t)__builtin_ctzll(
				                           bits));
				value[k] = sum[at[k]];
			}
		}
		for (size_t j = i; j < i + QN_KERN_SUMS; j += HALVES)
			*(vh *)(sum + j) = (vh){0};
	}
	return k;
}

/* --- looking up ----------------------------------------------------------- */

#define NEAR 32 /* numbers that are compared at once */

/* Bit i: p[i] is x; of NEAR numbers. */
INLINE uint32_t equal_bits(const uint16_t *p, uint16_t x)
{
#if defined(__AVX512BW__)
	return _mm512_cmpeq_epu16_mask(_mm512_loadu_si512(p),
	                               _mm512_set1_epi16((short)x));
#elif defined(__AVX2__)
	const __m256i *v = (const __m256i *)(const void *)p;
	__m256i y = _mm256_set1_epi16((short)x);
	__m256i both = _mm256_permute4x64_epi64(
	    _mm256_packs_epi16(
	        _mm256_cmpeq_epi16(_mm256_loadu_si256(v), y),
	        _mm256_cmpeq_epi16(_mm256_loadu_si256(v + 1), y)),
	    0xd8);
	return (uint32_t)_mm256_movemask_epi8(both);
#else
	uint32_t bits = 0;
	for (int i = 0; i < NEAR; i++)
		bits |= (uint32_t)(p[i] == x) << i;
	return bits;
#endif
}

static void look_up(const uint16_t *list, const uint8_t *impact, uint32_t n,
                    const uint16_t *at, uint8_t *found, size_t k)
{
	uint32_t last = n > NEAR ? n - NEAR : 0, from = 0;
	uint32_t mask = n < NEAR ? (UINT32_C(1) << n) - 1 : UINT32_MAX;
	for (size_t i = 0; i < k; i++) {
		if (i && at[i] < at[i - 1])
			from = 0;
		while (from < last && list[from + NEAR - 1] < at[i])
			from = from + NEAR < last ? from + NEAR : last;
		uint32_t bits = equal_bits(list + from, at[i]) & mask;
		uint32_t rank =
		    from + (uint32_t)__builtin_ctz(bits | UINT32_C(1) << 31);
		found[i] = bits ? impact[rank] : 0;
	}
}
#endif
