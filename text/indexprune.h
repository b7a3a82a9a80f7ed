/* SPDX-License-Identifier: MIT */
/*
 * indexprune.h -- the best documents without going through all.
 *
 *	impacts (bytes) --sum, 16 bits--> documents that may be good enough
 *	                --exact scores--> hits
 *
 * A list's impacts and weight, both rounded up, bound what it adds to a score.
 * Windows whose bounds stay below the worst hit are passed over; within a
 * window, lists that could not lift a document by themselves are only asked
 * for the documents that the others leave (MaxScore by blocks: Turtle and
 * Flood, 1995; Ding and Suel, "Faster Top-k Document Retrieval Using Block-Max
 * Indexes", 2011), where that costs less than adding them up.
 */
#ifndef QN_TEXT_INDEXPRUNE_H
#define QN_TEXT_INDEXPRUNE_H

#include "text/topk.h"
#include "text/searchlists.h"

struct qn_pruner;
struct qn_pruner *qn_pruner_new(const struct qn_index_weights *w);
void qn_pruner_free(struct qn_pruner *p);

/* False, and nothing is done, when there are too many lists for it. */
bool qn_prune_search(struct qn_pruner *p, const struct qn_search_lists *lists,
                     struct qn_topk *hits);
#endif
