/* SPDX-License-Identifier: MIT */
/*
 * kern_math.h -- functions of vectors: limits, powers of two, and what all of
 * a vector's lanes come to.
 *
 * Part of kern_template.h.
 */
#ifndef QN_BASE_KERN_MATH_H
#define QN_BASE_KERN_MATH_H

#include "base/kern_vec.h"
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* v between least and most. */
INLINE vf within(vf v, vf least, vf most)
{
#if defined(__x86_64__) && W == 16
	return (vf)_mm512_min_ps(_mm512_max_ps((__m512)v, (__m512)least),
	                         (__m512)most);
#elif defined(__x86_64__) && W == 8
	return (vf)_mm256_min_ps(_mm256_max_ps((__m256)v, (__m256)least),
	                         (__m256)most);
#elif defined(__x86_64__)
	return (vf)_mm_min_ps(_mm_max_ps((__m128)v, (__m128)least),
	                      (__m128)most);
#else
	vi low = v<least, high = v> most;
	return (vf)(((vi)v & ~low & ~high) | ((vi)least & low) |
	            ((vi)most & high));
#endif
}

/* 2^t for -126 <= t <= 0, off by at most 2e-7 of it: the whole part goes into
 * the exponent, Taylor's polynomial takes care of what is left. */
INLINE vf power_of_two(vf t)
{
	vi whole = __builtin_convertvector(t - splat(0.5f), vi);
	vf x = (t - __builtin_convertvector(whole, vf)) * splat(0.69314718056f);
	vf p = splat(1.0f / 720);
	p = p * x + splat(1.0f / 120);
	p = p * x + splat(1.0f / 24);
	p = p * x + splat(1.0f / 6);
	p = p * x + splat(0.5f);
	p = p * x + splat(1);
	p = p * x + splat(1);
	return (vf)((vi)p + (whole << 23));
}

/* The larger of a and b in each lane; b where they cannot be compared. */
INLINE vf larger(vf a, vf b)
{
#if defined(__x86_64__) && W == 16
	return (vf)_mm512_max_ps((__m512)a, (__m512)b);
#elif defined(__x86_64__) && W == 8
	return (vf)_mm256_max_ps((__m256)a, (__m256)b);
#elif defined(__x86_64__)
	return (vf)_mm_max_ps((__m128)a, (__m128)b);
#else
	vi more = a > b;
	return (vf)(((vi)a & more) | ((vi)b & ~more));
#endif
}

/* The largest lane. */
INLINE float largest_lane(vf v)
{
#if W == 16
	v = larger(v, SHUF(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5,
	                   6, 7));
	v = larger(v, SHUF(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9,
	                   10, 11));
#elif W == 8
	v = larger(v, SHUF(v, v, 4, 5, 6, 7, 0, 1, 2, 3));
#endif
	float a = v[0] > v[1] ? v[0] : v[1], b = v[2] > v[3] ? v[2] : v[3];
	return a > b ? a : b;
}

/* The lanes of a vector, added. */
INLINE float sum_of_lanes(vf v)
{
	typedef float v_four __attribute__((vector_size(16)));
#if W == 16
	typedef float v_eight __attribute__((vector_size(32)));
	v_eight h = SHUF(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
	            SHUF(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
	v_four q = SHUF(h, h, 0, 1, 2, 3) + SHUF(h, h, 4, 5, 6, 7);
#elif W == 8
	v_four q = SHUF(v, v, 0, 1, 2, 3) + SHUF(v, v, 4, 5, 6, 7);
#else
	v_four q = v;
#endif
	return (q[0] + q[2]) + (q[1] + q[3]);
}
#endif
