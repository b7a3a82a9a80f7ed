/* SPDX-License-Identifier: MIT */
/*
 * seggrams.h -- the n-grams of a segment's references, as paths from the root
 * of a trie whose edges are symbols: words' numbers, or characters.
 *
 *	"a b", "a c":  root -a-> 1 -b-> 2
 *	                         1 -c-> 3
 *
 * All edges lie in one hash table, so an n-gram is found one symbol at a
 * time, and where a path ends no longer n-gram can follow.  The table is
 * emptied for the next segment by a new round number.
 */
#ifndef QN_SEQ_SEGGRAMS_H
#define QN_SEQ_SEGGRAMS_H

#include <stddef.h>
#include <stdint.h>

/* An edge and the node that it leads to, which is the n-gram. */
struct qn_seggram {
	uint32_t round;          /* that it belongs to          */
	uint32_t parent, symbol; /* parent: a node, 0 = root    */
	uint32_t count;          /* in the reference that has most of it */
	uint32_t reference, now; /* of the one counted last     */
};

/* Zero-initialise; qn_seggrams_release() ends it. */
struct qn_seggrams {
	struct qn_seggram *slot; /* [slots], a power of two or 0; a node is
	                          * the number of its slot, from 1 on  */
	size_t slots;
	int shift; /* 64 - log2(slots) */
	uint32_t round;
};

/* Forget all n-grams; up to `most` can be added. */
void qn_seggrams_begin(struct qn_seggrams *g, size_t most);
void qn_seggrams_release(struct qn_seggrams *g);

/* Count the n-grams of orders 1 to `order` of symbol[n] as those of reference
 * `reference`, references being added in order. */
void qn_seggrams_add(struct qn_seggrams *g, const uint32_t *symbol, size_t n,
                     size_t order, uint32_t reference);

/* Add to match[order] how many n-grams of each order of symbol[n] have one in
 * the references that none before was matched with; symbol 0 has none.
 * Counts are used up: once after qn_seggrams_begin(). */
void qn_seggrams_match(struct qn_seggrams *g, const uint32_t *symbol, size_t n,
                       size_t order, double *match);

/* The same, without the count: longest[n] becomes for each symbol the order of
 * the longest n-gram it is part of that was matched, 0 for none. */
void qn_seggrams_mark(struct qn_seggrams *g, const uint32_t *symbol, size_t n,
                      size_t order, unsigned char *longest);

/* How many n-grams of order k + 1 there are in n symbols. */
static inline size_t qn_seggrams_in(size_t n, size_t k)
{
	return n > k ? n - k : 0;
}
#endif
