/* SPDX-License-Identifier: MIT */
/*
 * fttree.h -- the tree of fastText's hierarchical softmax.
 *
 * It is not in the file but follows from the counts, so it has to be the very
 * tree that fastText builds (embed/huffman.h numbers nodes from the root, and
 * treats word 0 apart).  Leaves are 0..n-1 in the order of the dictionary,
 * inner nodes n..2n-2 in the order in which they are joined, the root last;
 * row k of the output matrix belongs to inner node n + k.
 *
 *	node[i].child[0] lighter, or taken first; turn 0 (score 1 - p)
 *	node[i].child[1] the other; turn 1 (score p)
 */
#ifndef QN_EMBED_FTTREE_H
#define QN_EMBED_FTTREE_H

#include <stdint.h>

#include "base/err.h"
#include "embed/ftdict.h"

struct qn_ft_node {
	uint32_t child[2]; /* leaves below n, or inner nodes               */
};

struct qn_ft_tree {
	uint32_t n;              /* leaves                                 */
	struct qn_ft_node *node; /* [n - 1]: of inner node n + k           */
	uint32_t *parent;        /* [2n - 1]: k of the inner node above;
	                          * QN_FT_NONE of the root                 */
	uint8_t *turn;           /* [2n - 1]: which child it is            */
};

/* The tree of the counts of leaf [n], n >= 1, each below 1e15 (an error
 * otherwise: fastText loops there).  Release with qn_ft_tree_release(). */
bool qn_ft_tree_init(struct qn_ft_tree *t, const struct qn_ft_word *leaf,
                     uint32_t n, struct qn_err *e);
void qn_ft_tree_release(struct qn_ft_tree *t);
#endif
