/* SPDX-License-Identifier: MIT */
/*
 * bpepairs.h -- for training: pairs of neighbours, how often they occur and
 * where, and which is the most frequent.
 *
 *	(t, h) --> count 901777, at [4, 19, 812, ...]
 *
 * A place is the index of the left one's first cell (text/bpelearn.c).  Lists
 * are never shortened: what stands at a place may have changed since.
 */
#ifndef QN_TEXT_BPEPAIRS_H
#define QN_TEXT_BPEPAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct qn_bpe_pair {
	uint32_t left, right;
	uint64_t count; /* by the words' counts; the pair may be gone: 0 */
	uint32_t *at;   /* [n] ascending; owned                          */
	uint32_t n;
	bool used; /* the slot holds a pair                         */
};

/* Open addressing.  Zero-initialise; release with qn_bpe_pairs_release(). */
struct qn_bpe_pairs {
	struct qn_bpe_pair *slot; /* [slots], a power of two */
	size_t slots, count;
};

/* The pair, added if it is new; valid until the next call. */
struct qn_bpe_pair *qn_bpe_pairs_get(struct qn_bpe_pairs *p, uint32_t left,
                                     uint32_t right);
void qn_bpe_pairs_release(struct qn_bpe_pairs *p);

/* Join ascending places [n], which the pair then owns, to those it has. */
void qn_bpe_pair_join(struct qn_bpe_pair *pair, uint32_t *at, uint32_t n);

/* --- the most frequent ---------------------------------------------------- */

struct qn_bpe_candidate {
	uint64_t count; /* when it was pushed */
	uint32_t left, right;
};

/* A heap.  Zero-initialise; free `at`. */
struct qn_bpe_queue {
	struct qn_bpe_candidate *at; /* [n] */
	size_t n, room;
};

void qn_bpe_queue_push(struct qn_bpe_queue *q, struct qn_bpe_candidate c);

/* The most frequent, of those the one with the least ids; q->n > 0. */
struct qn_bpe_candidate qn_bpe_queue_pop(struct qn_bpe_queue *q);
#endif
