/* SPDX-License-Identifier: MIT */
/*
 * wordmarks.h -- looking for ones in marks: bit i % 64 of word i / 64 is about
 * place i (wordbreak_ascii.h).
 */
#ifndef QN_TEXT_WORDMARKS_H
#define QN_TEXT_WORDMARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first one from `at` on, at most `n`. */
static inline size_t qn_mark_next(const uint64_t *marks, size_t at, size_t n)
{
	size_t i = at / 64;
	if (at >= n)
		return n;
	uint64_t mask = marks[i] & ~UINT64_C(0) << at % 64;
	while (!mask && i < n / 64)
		mask = marks[++i];
	size_t place = mask ? 64 * i + (size_t)__builtin_ctzll(mask) : n;
	return place < n ? place : n;
}

/* The last one in [from, at]; `from` if there is none. */
static inline size_t qn_mark_last(const uint64_t *marks, size_t from, size_t at)
{
	size_t i = at / 64;
	uint64_t mask = marks[i] & (~UINT64_C(0) >> (63 - at % 64));
	while (!mask && i > from / 64)
		mask = marks[--i];
	size_t place =
	    mask ? 64 * i + 63 - (size_t)__builtin_clzll(mask) : from;
	return place > from ? place : from;
}

/* Whether there may be any in [from, to]: false is certain. */
static inline bool qn_mark_any(const uint64_t *marks, size_t from, size_t to)
{
	uint64_t any = 0;
	for (size_t w = from / 64; w <= to / 64; w++)
		any |= marks[w];
	return any;
}

/* How many there are in [from, to], perhaps some more. */
static inline size_t qn_mark_count(const uint64_t *marks, size_t from,
                                   size_t to)
{
	size_t n = 0;
	for (size_t w = from / 64; w <= to / 64; w++)
		n += marks[w] ? (size_t)__builtin_popcountll(marks[w]) : 0;
	return n;
}

/* Whether there are any in [from, to), which is not empty.  A word more than
 * has to is read. */
static inline bool qn_mark_within(const uint64_t *marks, size_t from, size_t to)
{
	if (__builtin_expect(to - from > 64, 0))
		return qn_mark_next(marks, from, to) < to;
	const uint64_t *m = marks + from / 64;
	uint64_t place = m[0] >> from % 64 | m[1] << 1 << (63 - from % 64);
	return place << (64 - (to - from));
}
#endif
