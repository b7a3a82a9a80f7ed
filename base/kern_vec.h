/* SPDX-License-Identifier: MIT */
/*
 * kern_vec.h -- what the kernels are written in: vectors of W floats, their
 * horizontal sums, and loops that do or do not become straight code.
 *
 * Part of kern_template.h, which says what W and REGS are.
 */
#ifndef QN_BASE_KERN_VEC_H
#define QN_BASE_KERN_VEC_H

#include <stddef.h>
#include <stdint.h>

#include "base/inline.h"
#include "base/kern.h"

typedef float vf __attribute__((vector_size(4 * W)));
typedef int32_t vi __attribute__((vector_size(4 * W)));
typedef float vf_any __attribute__((vector_size(4 * W), aligned(4), may_alias));

#define COLS  8          /* outputs whose dot products are summed at once */
#define LANES (2 * COLS) /* logits that become gradients at once          */

typedef float v_cols __attribute__((vector_size(4 * COLS)));
typedef float v_lanes __attribute__((vector_size(4 * LANES)));

/* Loops over registers must vanish, loops over memory must not multiply.
 * Under a sanitizer, which checks every access, straight code would take
 * minutes to compile. */
#if defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#else
#define SANITIZED 0
#endif
#if SANITIZED || defined(__SANITIZE_ADDRESS__)
#define UNROLL
#define ROLLED
#elif defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#define ROLLED _Pragma("clang loop unroll(disable)")
#else
#define UNROLL _Pragma("GCC unroll 8")
#define ROLLED _Pragma("GCC unroll 1")
#endif

/* One load for several uses: compilers would fold it into each of them. */
#if defined(__x86_64__)
#define IN_REGISTER(v) __asm__("" : "+v"(v))
#elif defined(__aarch64__)
#define IN_REGISTER(v) __asm__("" : "+w"(v))
#else
#define IN_REGISTER(v) (void)(v)
#endif

INLINE vf load(const float *p)
{
	return *(const vf *)p;
}

INLINE void store(float *p, vf v)
{
	*(vf *)p = v;
}

INLINE vf splat(float f)
{
	return f - (vf){0};
}

/* Columns j.. of the rows needed soon; a vector may be less than a line, which
 * is asked for by its first. */
INLINE void fetch(float *const *ahead, size_t n, size_t j, const size_t columns)
{
	const size_t lines = columns < QN_ROW ? 1 : columns / QN_ROW;
	if (j % QN_ROW == 0)
		ROLLED for (size_t i = 0; i < n; i++)
		    UNROLL for (size_t l = 0; l < lines; l++)
		        __builtin_prefetch(ahead[i] + j + l * QN_ROW, 1, 3);
}

/* Sums of neighbouring lanes of a and b, interleaved; after two such steps
 * each group of four lanes holds one partial sum of four vectors. */
#define SHUF(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#if W == 16
INLINE vf pair1(vf a, vf b)
{
	return SHUF(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13,
	            29) +
	       SHUF(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30,
	            15, 31);
}
INLINE vf pair2(vf a, vf b)
{
	return SHUF(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28,
	            29) +
	       SHUF(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15,
	            30, 31);
}
INLINE vf pair4(vf a, vf b)
{
	return SHUF(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26,
	            27) +
	       SHUF(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29,
	            30, 31);
}
#elif W == 8
INLINE vf pair1(vf a, vf b)
{
	return SHUF(a, b, 0, 8, 1, 9, 4, 12, 5, 13) +
	       SHUF(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
}
INLINE vf pair2(vf a, vf b)
{
	return SHUF(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +
	       SHUF(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
}
INLINE vf pair4(vf a, vf b)
{
	return SHUF(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +
	       SHUF(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
}
#else
INLINE vf pair1(vf a, vf b)
{
	return SHUF(a, b, 0, 4, 1, 5) + SHUF(a, b, 2, 6, 3, 7);
}
INLINE vf pair2(vf a, vf b)
{
	return SHUF(a, b, 0, 1, 4, 5) + SHUF(a, b, 2, 3, 6, 7);
}
#endif

INLINE vf quad(vf a, vf b, vf c, vf d)
{
	return pair2(pair1(a, b), pair1(c, d));
}

/* The lanes of each of the COLS vectors at `a` summed into to_a[0..COLS-1],
 * and of those at `b` into to_b. */
INLINE void sum_lanes(const vf *a, const vf *b, float *to_a, float *to_b)
{
	vf a0 = quad(a[0], a[1], a[2], a[3]), a1 = quad(a[4], a[5], a[6], a[7]);
	vf b0 = quad(b[0], b[1], b[2], b[3]), b1 = quad(b[4], b[5], b[6], b[7]);
#if W == 16
	vf both = pair4(pair4(a0, a1), pair4(b0, b1));
	*(v_cols *)to_a = SHUF(both, both, 0, 1, 2, 3, 4, 5, 6, 7);
	*(v_cols *)to_b = SHUF(both, both, 8, 9, 10, 11, 12, 13, 14, 15);
#elif W == 8
	store(to_a, pair4(a0, a1));
	store(to_b, pair4(b0, b1));
#else
	store(to_a, a0);
	store(to_a + 4, a1);
	store(to_b, b0);
	store(to_b + 4, b1);
#endif
}
#endif
