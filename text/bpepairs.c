/* SPDX-License-Identifier: MIT */
/*
 * bpepairs.c -- a table that only grows, and a heap that is lazy: a count
 * that has fallen since it was pushed is found out when it is popped.
 */
#include "text/bpepairs.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"

#define FIRST_SLOTS ((size_t)1 << 10)

static size_t home(const struct qn_bpe_pairs *p, uint32_t left, uint32_t right)
{
	uint64_t h = ((uint64_t)left << 32 | right) * QN_RNG_GOLDEN;
	h = (h ^ h >> 32) * QN_RNG_GOLDEN;
	return (size_t)(h ^ h >> 32) & (p->slots - 1);
}

static struct qn_bpe_pair *probe(const struct qn_bpe_pairs *p, uint32_t left,
                                 uint32_t right)
{
	size_t i = home(p, left, right);
	while (p->slot[i].used &&
	       (p->slot[i].left != left || p->slot[i].right != right))
		i = (i + 1) & (p->slots - 1);
	return &p->slot[i];
}

static void grow(struct qn_bpe_pairs *p)
{
	struct qn_bpe_pair *old = p->slot;
	size_t n = p->slots;
	p->slots = n ? 2 * n : FIRST_SLOTS;
	p->slot = qn_calloc(p->slots, sizeof *p->slot);
	for (size_t i = 0; i < n; i++)
		if (old[i].used)
			*probe(p, old[i].left, old[i].right) = old[i];
	free(old);
}

struct qn_bpe_pair *qn_bpe_pairs_get(struct qn_bpe_pairs *p, uint32_t left,
                                     uint32_t right)
{
	if (2 * p->count >= p->slots)
		grow(p);
	struct qn_bpe_pair *pair = probe(p, left, right);
	if (pair->used)
		return pair;
	p->count++;
	*pair =
	    (struct qn_bpe_pair){.left = left, .right = right, .used = true};
	return pair;
}

void qn_bpe_pairs_release(struct qn_bpe_pairs *p)
{
	for (size_t i = 0; i < p->slots; i++)
		free(p->slot[i].at);
	free(p->slot);
	*p = (struct qn_bpe_pairs){0};
}

void qn_bpe_pair_join(struct qn_bpe_pair *pair, uint32_t *at, uint32_t n)
{
	if (!pair->n) {
		free(pair->at);
		pair->at = at;
		pair->n = n;
		return;
	}
	uint32_t *both = qn_malloc((size_t)pair->n + n, sizeof *both);
	for (uint32_t i = 0, j = 0, k = 0; i < pair->n || j < n; k++)
		both[k] = j == n || (i < pair->n && pair->at[i] <= at[j])
		              ? pair->at[i++]
		              : at[j++];
	free(pair->at);
	free(at);
	pair->at = both;
	pair->n += n;
}

/* --- the most frequent ---------------------------------------------------- */

static bool before(struct qn_bpe_candidate a, struct qn_bpe_candidate b)
{
	if (a.count != b.count)
		return a.count > b.count;
	return a.left != b.left ? a.left < b.left : a.right < b.right;
}

void qn_bpe_queue_push(struct qn_bpe_queue *q, struct qn_bpe_candidate c)
{
	if (q->n == q->room) {
		q->room = q->room ? 2 * q->room : 1024;
		q->at = qn_realloc(q->at, q->room, sizeof *q->at);
	}
	size_t i = q->n++;
	for (; i && before(c, q->at[(i - 1) / 2]); i = (i - 1) / 2)
		q->at[i] = q->at[(i - 1) / 2];
	q->at[i] = c;
}

struct qn_bpe_candidate qn_bpe_queue_pop(struct qn_bpe_queue *q)
{
	struct qn_bpe_candidate top = q->at[0], c = q->at[--q->n];
	size_t i = 0;
	for (size_t child; (child = 2 * i + 1) < q->n; i = child) {
		if (child + 1 < q->n && before(q->at[child + 1], q->at[child]))
			child++;
		if (!before(q->at[child], c))
			break;
		q->at[i] = q->at[child];
	}
	q->at[i] = c;
	return top;
}
