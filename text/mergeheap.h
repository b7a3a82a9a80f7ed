/* SPDX-License-Identifier: MIT */
/*
 * mergeheap.h -- the next merge of a word: a heap of numbers, least first.
 *
 *	rank << 32 | place: by rank, then from the left
 */
#ifndef QN_TEXT_MERGEHEAP_H
#define QN_TEXT_MERGEHEAP_H

#include <stddef.h>
#include <stdint.h>

/* The owner sees to it that there is room. */
struct qn_mergeheap {
	uint64_t *at; /* [n] */
	size_t n;
};

static inline void qn_mergeheap_push(struct qn_mergeheap *h, uint64_t x)
{
	size_t i = h->n++;
	for (; i && h->at[(i - 1) / 2] > x; i = (i - 1) / 2)
		h->at[i] = h->at[(i - 1) / 2];
	h->at[i] = x;
}

/* The least; h->n > 0. */
static inline uint64_t qn_mergeheap_pop(struct qn_mergeheap *h)
{
	uint64_t top = h->at[0], x = h->at[--h->n];
	size_t i = 0;
	for (size_t child; (child = 2 * i + 1) < h->n; i = child) {
		if (child + 1 < h->n && h->at[child + 1] < h->at[child])
			child++;
		if (h->at[child] >= x)
			break;
		h->at[i] = h->at[child];
	}
	h->at[i] = x;
	return top;
}
#endif
