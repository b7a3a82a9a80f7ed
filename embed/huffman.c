/* SPDX-License-Identifier: MIT */
/*
 * huffman.c -- van Leeuwen's two queues: leaves by rising count, inner nodes
 * in the order in which they are made, which is by rising weight already.
 *
 * Of a leaf and an inner node of the same weight the inner node goes first,
 * and leaves are taken in the order they come in: the tree is word2vec.c's to
 * the last turn.  Neighbours in the vocabulary, which were first seen near
 * each other when they are rare, are neighbours in the tree.
 */
#include "embed/huffman.h"

#include <stdlib.h>

#include "base/mem.h"

struct tree {
	uint32_t n; /* leaves; inner nodes are n .. 2n-2, root last */
	const uint64_t *count; /* [n] of words, borrowed                     */
	uint64_t *weight;      /* [n - 1] of inner nodes                     */
	uint32_t *parent;      /* [2n - 1]; leaf i is word n - 1 - i         */
	uint8_t *turn;         /* [2n - 1] the turn that leads here          */
};

/* The lighter of the next leaf and the next inner node.  Words that never
 * occur would make one long branch if nodes went first. */
static uint32_t lighter(const struct tree *t, uint32_t *leaf, uint32_t *inner,
                        uint32_t made, uint64_t *weight)
{
	uint64_t count = *leaf < t->n ? t->count[t->n - 1 - *leaf] : UINT64_MAX;
	if (*inner >= made || count == 0 || count < t->weight[*inner]) {
		*weight += count;
		return (*leaf)++;
	}
	*weight += t->weight[*inner];
	return t->n + (*inner)++;
}

static void join(struct tree *t)
{
	uint32_t leaf = 0, inner = 0;
	for (uint32_t made = 0; made + 1 < t->n; made++) {
		uint64_t weight = 0;
		for (uint8_t turn = 0; turn < 2; turn++) {
			uint32_t child =
			    lighter(t, &leaf, &inner, made, &weight);
			t->parent[child] = t->n + made;
			t->turn[child] = turn;
		}
		t->weight[made] = weight;
	}
}

static uint32_t depth_of(const struct tree *t, uint32_t at)
{
	uint32_t depth = 0, root = 2 * t->n - 2;
	for (; at != root; at = t->parent[at])
		depth++;
	return depth;
}

static void write_path(const struct tree *t, struct qn_huffman *h,
                       uint32_t leaf, uint32_t first, uint32_t depth)
{
	struct qn_huffman_path *p = &h->path[t->n - 1 - leaf];
	uint32_t root = 2 * t->n - 2, at = leaf;
	*p = (struct qn_huffman_path){.first = first, .length = depth};
	for (uint32_t d = depth; d-- > 0; at = t->parent[at]) {
		p->turns |= (uint64_t)t->turn[at] << d;
		h->node[first + d] = root - t->parent[at];
	}
}

static bool write_paths(const struct tree *t, struct qn_huffman *h,
                        struct qn_err *e)
{
	size_t total = 0;
	for (uint32_t i = 0; i < t->n; i++) {
		uint32_t depth = depth_of(t, i);
		if (depth > QN_HUFFMAN_DEPTH)
			return qn_fail(e, "the Huffman tree is deeper than %d",
			               QN_HUFFMAN_DEPTH);
		total += depth;
	}
	if (total > UINT32_MAX)
		return qn_fail(e, "the Huffman tree has too many nodes");
	h->path = qn_big_alloc(t->n, sizeof *h->path, "Huffman tree", e);
	h->node = qn_big_alloc(total, sizeof *h->node, "Huffman tree", e);
	if (e->failed)
		return false;
	/* Frequent words, the last leaves, first: their paths share lines. */
	uint32_t first = 0;
	for (uint32_t i = t->n; i-- > 0;) {
		uint32_t depth = depth_of(t, i);
		write_path(t, h, i, first, depth);
		first += depth;
	}
	return true;
}

bool qn_huffman_init(struct qn_huffman *h, const uint64_t *count, uint32_t n,
                     struct qn_err *e)
{
	*h = (struct qn_huffman){.n = n};
	if (e->failed)
		return false;
	struct tree t = {
	    .n = n,
	    .count = count,
	    .weight = qn_malloc(n, sizeof *t.weight),
	    .parent = qn_calloc(2 * (size_t)n, sizeof *t.parent),
	    .turn = qn_calloc(2 * (size_t)n, sizeof *t.turn),
	};
	join(&t);
	bool ok = write_paths(&t, h, e);
	free(t.turn);
	free(t.parent);
	free(t.weight);
	if (!ok)
		qn_huffman_release(h);
	return ok;
}

void qn_huffman_release(struct qn_huffman *h)
{
	qn_big_free(h->path);
	qn_big_free(h->node);
	*h = (struct qn_huffman){0};
}
