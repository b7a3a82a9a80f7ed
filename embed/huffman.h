/* SPDX-License-Identifier: MIT */
/*
 * huffman.h -- the binary tree of hierarchical softmax.
 *
 * Every word is a leaf; the way from the root to it is a list of inner nodes
 * and a turn at each (Morin and Bengio, 2005; Huffman's tree as in Mikolov et
 * al., "Efficient estimation of word representations in vector space", 2013).
 *
 *	            node 3 (root)
 *	       0 /        \ 1
 *	    node 2         "the"       path of "of": nodes 3, 2; turns 0, 1
 *	   0 /  \ 1
 *	 ...    "of"
 */
#ifndef QN_EMBED_HUFFMAN_H
#define QN_EMBED_HUFFMAN_H

#include <stdint.h>

#include "base/err.h"

#define QN_HUFFMAN_DEPTH 64 /* longest path */

struct qn_huffman_path {
	uint64_t turns;  /* bit d: the turn at the d-th node from the root */
	uint32_t first;  /* its nodes begin here in `node`                 */
	uint32_t length; /* nodes on the way                               */
};

struct qn_huffman {
	uint32_t n;                   /* leaves                            */
	struct qn_huffman_path *path; /* [n]                               */
	uint32_t *node;               /* [sum of lengths] each < n - 1     */
};

/*
 * The tree of `count` [n], n >= 1, which falls from word 1 on.  Word 0 may
 * have any count, as "</s>" has, and joins last; with it in its place no tree
 * has a smaller sum of count x length.  Inner nodes are numbered from the root
 * down by weight, so that those which are used most lie together.  Fails
 * when a path would be longer than QN_HUFFMAN_DEPTH.  Release with
 * qn_huffman_release().
 */
bool qn_huffman_init(struct qn_huffman *h, const uint64_t *count, uint32_t n,
                     struct qn_err *e);
void qn_huffman_release(struct qn_huffman *h);
#endif
