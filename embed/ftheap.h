/* SPDX-License-Identifier: MIT */
/*
 * ftheap.h -- the k best of many scores, in the order of fastText.
 *
 * fastText keeps them in a heap of the C++ library with the smallest on top.
 * Which of equal scores stays, and in which order equals come out, follows
 * from how that heap moves its items; so this one moves them alike: a hole
 * that the top leaves sinks to the bottom along the smaller children before
 * the last item rises in it (Floyd's variant of heapsort).
 */
#ifndef QN_EMBED_FTHEAP_H
#define QN_EMBED_FTHEAP_H

#include <stddef.h>
#include <stdint.h>

struct qn_ft_scored {
	float score;
	uint32_t id;
};

/* Put `x` where the hole at i rises to, no further than `top`. */
static inline void qn_ft_heap_rise(struct qn_ft_scored *heap, size_t i,
                                   size_t top, struct qn_ft_scored x)
{
	while (i > top) {
		size_t parent = (i - 1) / 2;
		if (!(heap[parent].score > x.score))
			break;
		heap[i] = heap[parent];
		i = parent;
	}
	heap[i] = x;
}

/* Move the smallest of n >= 1 items to the end; the others are a heap. */
static inline void qn_ft_heap_pop(struct qn_ft_scored *heap, size_t n)
{
	struct qn_ft_scored last = heap[n - 1];
	size_t hole = 0, left = n - 1; /* items without `last` */
	heap[n - 1] = heap[0];
	while (2 * hole + 2 < left) {
		size_t child = 2 * hole + 2;
		if (heap[child].score > heap[child - 1].score)
			child--;
		heap[hole] = heap[child];
		hole = child;
	}
	if (2 * hole + 2 == left) { /* an only child */
		heap[hole] = heap[left - 1];
		hole = left - 1;
	}
	if (left)
		qn_ft_heap_rise(heap, hole, 0, last);
}

/* Add an item to a heap of *n <= k, of which the k best stay; it has room for
 * k + 1. */
static inline void qn_ft_heap_offer(struct qn_ft_scored *heap, size_t *n,
                                    size_t k, struct qn_ft_scored x)
{
	qn_ft_heap_rise(heap, *n, 0, x);
	if (*n < k)
		++*n;
	else
		qn_ft_heap_pop(heap, k + 1);
}

/* Sort a heap of n, largest first. */
static inline void qn_ft_heap_sort(struct qn_ft_scored *heap, size_t n)
{
	for (; n > 1; n--)
		qn_ft_heap_pop(heap, n);
}
#endif
