/* SPDX-License-Identifier: MIT */
/*
 * pairtable.h -- numbers by pairs of ids, in one open-addressing table.
 *
 *	(3, 17) --hash--> slot {3 << 32 | 17, 5}
 */
#ifndef QN_TEXT_PAIRTABLE_H
#define QN_TEXT_PAIRTABLE_H

#include <stddef.h>
#include <stdint.h>

struct qn_pair_slot {
	uint64_t key;   /* qn_pair_key() */
	uint64_t value; /* 0 = free      */
};

/* Zero-initialise; release with qn_pairtable_release(). */
struct qn_pairtable {
	struct qn_pair_slot *slot; /* [slots], a power of two or 0 */
	size_t slots, used;        /* at most two thirds           */
	int shift;                 /* 64 - log2(slots)             */
};

static inline uint64_t qn_pair_key(uint32_t a, uint32_t b)
{
	return (uint64_t)a << 32 | b;
}

/* Make room for `more` further pairs. */
void qn_pairtable_reserve(struct qn_pairtable *t, size_t more);

/* The value of a pair, valid until the next reserve: 0 if it is new, for
 * which there is room, and the caller then makes it something else. */
uint64_t *qn_pairtable_at(struct qn_pairtable *t, uint64_t key);

/* The value of a pair, 0 if there is none. */
uint64_t qn_pairtable_get(const struct qn_pairtable *t, uint64_t key);

/* A pair is needed soon. */
void qn_pairtable_fetch(const struct qn_pairtable *t, uint64_t key);

void qn_pairtable_release(struct qn_pairtable *t);
#endif
