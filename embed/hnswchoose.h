/* SPDX-License-Identifier: MIT */
/*
 * hnswchoose.h -- which of its near ones a node is linked to: the paper's
 * algorithm 4.  The nearest come first, and none is chosen that is nearer to
 * one chosen before than to the node itself:
 *
 *	      b a       c is farther than both and leads elsewhere; b is
 *	       \|       nearer to a than to the node, and a leads there
 *	        o---c
 */
#ifndef QN_EMBED_HNSWCHOOSE_H
#define QN_EMBED_HNSWCHOOSE_H

#include "embed/hnswwalk.h"

/* Up to `limit` links for a node of layer y into link [y->width], out of
 * w->near, which are by distance from it.  Moves the probe. */
void qn_choose_links(const struct qn_hnsw *h, struct qn_walk *w,
                     const struct qn_layer *y, size_t limit, uint32_t *link);
#endif
