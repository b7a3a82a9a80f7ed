/* SPDX-License-Identifier: MIT */
/*
 * ngramtable.h -- the n-grams of a length, to be found with one look at
 * memory.
 *
 * A bucket is a cache line of four slots, filled from the left.  The key of an
 * n-gram is the number of the slot that holds its suffix, at the level below,
 * and its first word, so that nothing but the very n-gram has it:
 *
 *	bucket  key 0 | key 1 | key 2 | key 3 | a0 a1 a2 a3 | b0 b1 b2 b3
 *	slot    4 * bucket + 0, 1, 2, 3
 *
 *	"<s> the quern" = slot of "the quern" << 32 | id of "<s>"
 *
 * A key's bucket is told by its hash; where that is full the next one follows.
 */
#ifndef QN_SEQ_NGRAMTABLE_H
#define QN_SEQ_NGRAMTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/rng.h"

#define QN_NGRAM_SLOTS   4          /* of a bucket              */
#define QN_NGRAM_FREE    UINT64_MAX /* the key of a free slot   */
#define QN_NGRAM_NONE    UINT32_MAX /* no slot                  */
#define QN_NGRAM_BUCKETS (UINT32_MAX / QN_NGRAM_SLOTS) /* buckets */

struct qn_ngram_bucket {
	uint64_t key[QN_NGRAM_SLOTS];
	uint32_t a[QN_NGRAM_SLOTS], b[QN_NGRAM_SLOTS]; /* values */
};

struct qn_ngram_table {
	const struct qn_ngram_bucket *bucket; /* [n] */
	size_t n;                             /* 1..QN_NGRAM_BUCKETS */
};

static inline uint64_t qn_ngram_key(uint32_t suffix, uint32_t first)
{
	return (uint64_t)suffix << 32 | first;
}

/* The bucket that a key is looked for in first. */
static inline size_t qn_ngram_home(size_t buckets, uint64_t key)
{
	return (size_t)((qn_rng_mix(key) >> 32) * buckets >> 32);
}

/* The slot of a key, or QN_NGRAM_NONE; `home` is its qn_ngram_home(). */
static inline uint32_t qn_ngram_find(const struct qn_ngram_table *t,
                                     uint64_t key, size_t home)
{
	for (size_t tries = 0, i = home; tries < t->n; tries++) {
		const uint64_t *k = t->bucket[i].key;
		unsigned hit =
		    (unsigned)(k[0] == key) | (unsigned)(k[1] == key) << 1 |
		    (unsigned)(k[2] == key) << 2 | (unsigned)(k[3] == key) << 3;
		if (hit)
			return (uint32_t)(i * QN_NGRAM_SLOTS) +
			       (uint32_t)__builtin_ctz(hit);
		if (k[QN_NGRAM_SLOTS - 1] == QN_NGRAM_FREE)
			break;
		i = i + 1 < t->n ? i + 1 : 0;
	}
	return QN_NGRAM_NONE;
}

static inline uint32_t qn_ngram_a(const struct qn_ngram_table *t, uint32_t slot)
{
	return t->bucket[slot / QN_NGRAM_SLOTS].a[slot % QN_NGRAM_SLOTS];
}

/* An empty table with room for `n` keys, to be freed with qn_big_free(); NULL
 * with `e` set when there is no memory.  *buckets is how long it is. */
struct qn_ngram_bucket *qn_ngram_table_make(size_t n, size_t *buckets,
                                            struct qn_err *e);

/* Put a key in that is not there; its slot. */
uint32_t qn_ngram_put(struct qn_ngram_bucket *bucket, size_t buckets,
                      uint64_t key, uint32_t a, uint32_t b);
#endif
