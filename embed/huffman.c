/* SPDX-License-Identifier: MIT */
/*
 * huffman.c -- van Leeuwen's two queues: leaves by rising count, inner nodes
 * in the order in which they are made, which is by rising weight already.
 */
#include "embed/huffman.h"

#include <stdlib.h>

#include "base/mem.h"

struct leaf {
	uint64_t count;
	uint32_t word;
};

struct tree {
	uint32_t n;        /* leaves; inner nodes are n .. 2n-2, root last */
	struct leaf *leaf; /* [n] by rising count                        */
	uint64_t *weight;  /* [n - 1] of inner nodes                     */
	uint32_t *parent;  /* [2n - 1]; a leaf's index is its rank       */
	uint8_t *turn;     /* [2n - 1] the turn that leads here          */
};

static int by_count(const void *a, const void *b)
{
	const struct leaf *x = a, *y = b;
	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	return (x->word < y->word) - (x->word > y->word);
}

/* The lighter of the next leaf and the next inner node. */
static uint32_t lighter(const struct tree *t, uint32_t *leaf, uint32_t *inner,
                        uint32_t made, uint64_t *weight)
{
	if (*leaf < t->n &&
	    (*inner >= made || t->leaf[*leaf].count <= t->weight[*inner])) {
		*weight += t->leaf[*leaf].count;
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
                       uint32_t rank, uint32_t first, uint32_t depth)
{
	struct qn_huffman_path *p = &h->path[t->leaf[rank].word];
	uint32_t root = 2 * t->n - 2, at = rank;
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
	/* Frequent words, the highest ranks, first: their paths share lines. */
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
	    .leaf = qn_malloc(n, sizeof *t.leaf),
	    .weight = qn_malloc(n, sizeof *t.weight),
	    .parent = qn_calloc(2 * (size_t)n, sizeof *t.parent),
	    .turn = qn_calloc(2 * (size_t)n, sizeof *t.turn),
	};
	for (uint32_t i = 0; i < n; i++)
		t.leaf[i] = (struct leaf){count[i], i};
	qsort(t.leaf, n, sizeof *t.leaf, by_count);
	join(&t);
	bool ok = write_paths(&t, h, e);
	free(t.turn);
	free(t.parent);
	free(t.weight);
	free(t.leaf);
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
