/* SPDX-License-Identifier: MIT */
/*
 * fttree.c -- Huffman's algorithm with two queues: the leaves from the
 * rarest up, and the inner nodes in the order in which they were made.
 *
 * Source: facebookresearch/fastText, loss.cc, whose ties it keeps: between a
 * leaf and a node of equal count the node is taken.
 */
#include "embed/fttree.h"

#include <stdlib.h>

#include "base/mem.h"

#define NOT_MADE UINT64_C(1000000000000000)

struct queues {
	const struct qn_ft_word *leaf;
	const uint64_t *made; /* [n - 1] counts of inner nodes             */
	uint32_t n;
	uint32_t leaves; /* not yet joined: 0..leaves-1                    */
	uint32_t node;   /* the next inner node, k                         */
};

/* The lighter one at the heads of the queues. */
static uint32_t take(struct queues *q, uint64_t *count)
{
	if (q->leaves > 0 && q->leaf[q->leaves - 1].count < q->made[q->node]) {
		*count = q->leaf[--q->leaves].count;
		return q->leaves;
	}
	*count = q->made[q->node];
	return q->n + q->node++;
}

static bool counts_fit(const struct qn_ft_word *leaf, uint32_t n,
                       struct qn_err *e)
{
	for (uint32_t i = 0; i < n; i++)
		if (leaf[i].count >= NOT_MADE)
			return qn_fail(e,
			               "a count of %llu is too large for a "
			               "tree of hierarchical softmax",
			               (unsigned long long)leaf[i].count);
	return !e->failed;
}

bool qn_ft_tree_init(struct qn_ft_tree *t, const struct qn_ft_word *leaf,
                     uint32_t n, struct qn_err *e)
{
	*t = (struct qn_ft_tree){.n = n};
	if (!counts_fit(leaf, n, e))
		return false;
	size_t all = 2 * (size_t)n - 1;
	t->node = qn_malloc(n, sizeof *t->node);
	t->parent = qn_malloc(all, sizeof *t->parent);
	t->turn = qn_calloc(all, sizeof *t->turn);
	uint64_t *made = qn_malloc(n, sizeof *made);
	for (uint32_t k = 0; k < n; k++)
		made[k] = NOT_MADE;
	struct queues q = {leaf, made, n, n, 0};
	for (uint32_t k = 0; k + 1 < n; k++) {
		uint64_t count[2];
		for (uint32_t turn = 0; turn < 2; turn++) {
			uint32_t child = take(&q, &count[turn]);
			t->node[k].child[turn] = child;
			t->parent[child] = k;
			t->turn[child] = (uint8_t)turn;
		}
		made[k] = count[0] + count[1];
	}
	t->parent[all - 1] = QN_FT_NONE;
	free(made);
	return true;
}

void qn_ft_tree_release(struct qn_ft_tree *t)
{
	free(t->node);
	free(t->parent);
	free(t->turn);
	*t = (struct qn_ft_tree){0};
}
