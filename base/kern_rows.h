/* SPDX-License-Identifier: MIT */
/*
 * kern_rows.h -- one vector against rows picked from a table: inner products
 * and squared distances, over floats, half floats and bytes.
 *
 * Rows are taken four at a time, so that four chains of additions run side by
 * side and share the shuffles that sum their lanes.  A last group of fewer is
 * filled up with its last row: what a row gives does not depend on its company.
 * The rows are all over memory; those of the groups to come are fetched while
 * this one is worked on.
 */
#ifndef QN_BASE_KERN_ROWS_H
#define QN_BASE_KERN_ROWS_H

#include "base/kern_vec.h"

#define GROUP QN_ROWS_ROOM /* rows at a time           */
#define AHEAD 16           /* rows that are on the way */

typedef float v_group
    __attribute__((vector_size(4 * GROUP), aligned(4), may_alias));
typedef uint32_t vu __attribute__((vector_size(4 * W)));
typedef int16_t vs __attribute__((vector_size(4 * W)));
typedef uint16_t half_any
    __attribute__((vector_size(2 * W), aligned(2), may_alias));
typedef int8_t byte_any
    __attribute__((vector_size(2 * W), aligned(1), may_alias));

/* The lanes of each of the four vectors summed. */
INLINE void sum_group(const vf *s, float *to)
{
	vf v = quad(s[0], s[1], s[2], s[3]);
#if W == 16
	typedef float v_half __attribute__((vector_size(32)));
	v_half h = SHUF(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
	           SHUF(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
	*(v_group *)to = SHUF(h, h, 0, 1, 2, 3) + SHUF(h, h, 4, 5, 6, 7);
#elif W == 8
	*(v_group *)to = SHUF(v, v, 0, 1, 2, 3) + SHUF(v, v, 4, 5, 6, 7);
#else
	*(v_group *)to = v;
#endif
}

INLINE const char *row_at(const struct qn_rows *r, size_t i)
{
	return (const char *)r->rows + (size_t)r->id[i] * r->stride;
}

INLINE void fetch_rows(const struct qn_rows *r, size_t from, size_t n)
{
	size_t end = from + n < r->n ? from + n : r->n;
	for (size_t i = from; i < end; i++)
		for (size_t at = 0; at < r->stride; at += 64)
			__builtin_prefetch(row_at(r, i) + at, 0, 3);
}

/* The rows of the group from `i` on; asks for those a few groups ahead. */
INLINE void take_group(const struct qn_rows *r, size_t i,
                       const char *row[GROUP])
{
	fetch_rows(r, i + AHEAD, GROUP);
	for (size_t g = 0; g < GROUP; g++)
		row[g] = row_at(r, i + g < r->n ? i + g : r->n - 1);
}

/* --- floats and half floats ----------------------------------------------- */

INLINE vf load_float(const char *row, size_t j)
{
	const void *at = row + j * sizeof(float);
	return *(const vf_any *)at;
}

/* A half float shifted into place is a float 2^112 too small, which holds for
 * subnormal ones too. */
INLINE vf load_half(const char *row, size_t j)
{
	const void *at = row + j * sizeof(uint16_t);
	vu h = __builtin_convertvector(*(const half_any *)at, vu);
	vf size = (vf)((h & 0x7fff) << 13) * splat(0x1p112f);
	return (vf)((vu)size | (h & 0x8000) << 16);
}

INLINE void over_rows(const float *q, const struct qn_rows *r, float *to,
                      const bool half, const bool squared)
{
	fetch_rows(r, 0, AHEAD);
	for (size_t i = 0; i < r->n; i += GROUP) {
		const char *row[GROUP];
		vf s[GROUP] = {0};
		take_group(r, i, row);
		for (size_t j = 0; j < r->width; j += W) {
			vf u = load(q + j);
			UNROLL for (size_t g = 0; g < GROUP; g++)
			{
				vf v = half ? load_half(row[g], j)
				            : load_float(row[g], j);
				s[g] += squared ? (u - v) * (u - v) : u * v;
			}
		}
		sum_group(s, to + i);
	}
}

static void rows_dot(const void *x, const struct qn_rows *r, float *to)
{
	over_rows(x, r, to, false, false);
}

static void rows_square(const void *x, const struct qn_rows *r, float *to)
{
	over_rows(x, r, to, false, true);
}

static void half_dot(const void *x, const struct qn_rows *r, float *to)
{
	over_rows(x, r, to, true, false);
}

static void half_square(const void *x, const struct qn_rows *r, float *to)
{
	over_rows(x, r, to, true, true);
}

/* --- bytes ---------------------------------------------------------------- */

INLINE vs load_bytes(const void *row, size_t j)
{
	return __builtin_convertvector(
	    *(const byte_any *)((const char *)row + j), vs);
}

/* Products of bytes of at most 127 fit 16 bits, and so do sums of two. */
INLINE vi add_bytes(vi sum, const void *x, const void *y, size_t j)
{
	vs p = load_bytes(x, j) * load_bytes(y, j) +
	       load_bytes(x, j + 2 * W) * load_bytes(y, j + 2 * W);
	return sum + ((vi)p >> 16) + ((vi)((vu)p << 16) >> 16);
}

static void bytes_dot_plain(const void *x, const struct qn_rows *r, float *to)
{
	for (size_t i = 0; i < r->n; i += GROUP) {
		const char *row[GROUP];
		vi s[GROUP] = {0};
		vf sum[GROUP];
		take_group(r, i, row);
		for (size_t j = 0; j < r->width; j += 4 * W)
			UNROLL for (size_t g = 0; g < GROUP; g++) s[g] =
			    add_bytes(s[g], x, row[g], j);
		UNROLL for (size_t g = 0; g < GROUP; g++) sum[g] =
		    __builtin_convertvector(s[g], vf);
		sum_group(sum, to + i);
	}
}

#if W == 16 && defined(__x86_64__)
#include <immintrin.h>
/* The instruction takes one factor without a sign: 128 more than it is, and
 * 128 times the other too much comes out. */
__attribute__((target("avx512vnni"))) static void
bytes_dot_vnni(const void *x, const struct qn_rows *r, float *to)
{
	const __m512i top = _mm512_set1_epi8(-128), one = _mm512_set1_epi8(1);
	__m512i excess = _mm512_setzero_si512();
	for (size_t j = 0; j < r->width; j += 64)
		excess = _mm512_dpbusd_epi32(
		    excess, one, _mm512_loadu_si512((const char *)x + j));
	excess = _mm512_slli_epi32(excess, 7);
	for (size_t i = 0; i < r->n; i += GROUP) {
		const char *row[GROUP];
		__m512i s[GROUP] = {0};
		vf sum[GROUP];
		take_group(r, i, row);
		for (size_t j = 0; j < r->width; j += 64) {
			__m512i u = _mm512_loadu_si512((const char *)x + j);
			UNROLL for (size_t g = 0; g < GROUP; g++) s[g] =
			    _mm512_dpbusd_epi32(
			        s[g],
			        _mm512_xor_si512(_mm512_loadu_si512(row[g] + j),
			                         top),
			        u);
		}
		UNROLL for (size_t g = 0; g < GROUP; g++) sum[g] =
		    (vf)_mm512_cvtepi32_ps(_mm512_sub_epi32(s[g], excess));
		sum_group(sum, to + i);
	}
}
#endif

static void bytes_dot(const void *x, const struct qn_rows *r, float *to)
{
	fetch_rows(r, 0, AHEAD);
#if W == 16 && defined(__x86_64__)
	if (__builtin_cpu_supports("avx512vnni")) {
		bytes_dot_vnni(x, r, to);
		return;
	}
#endif
	bytes_dot_plain(x, r, to);
}

/* --- the nearest so far --------------------------------------------------- */

typedef uint64_t v_keys
    __attribute__((vector_size(4 * W), aligned(8), may_alias));
#define KEYS (W / 2)

/* What is moved up is read a vector at a time from the end; the first vector
 * of it is read before anything is written and written last, however much of
 * it there is. */
static size_t insert(uint64_t *sorted, size_t n, uint64_t x)
{
	size_t place = 0;
	for (size_t i = 0; i < n; i++)
		place += sorted[i] < x;
	v_keys first = *(v_keys *)(sorted + place);
	for (size_t i = n; i > place + KEYS; i -= KEYS) {
		v_keys v = *(v_keys *)(sorted + i - KEYS);
		*(v_keys *)(sorted + i - KEYS + 1) = v;
	}
	*(v_keys *)(sorted + place + 1) = first;
	sorted[place] = x;
	return place;
}
#endif
