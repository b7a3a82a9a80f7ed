/* SPDX-License-Identifier: MIT */
/*
 * rankfuse.h -- one ranking from several, by ranks alone.
 *
 *	score(d) = sum over the rankings that hold d of 1 / (60 + rank of d)
 *
 * Cormack, Clarke, Buettcher, "Reciprocal Rank Fusion outperforms Condorcet
 * and individual Rank Learning Methods", 2009.
 */
#ifndef QN_TEXT_RANKFUSE_H
#define QN_TEXT_RANKFUSE_H

#include "text/topk.h"

struct qn_ranked {
	const struct qn_scored *hit; /* [n], best first */
	size_t n;
};

/* The best `k` of all that occur in `rankings` [lists], best first, equal ones
 * by document, into `out` [k]; returns how many. */
size_t qn_rank_fuse(const struct qn_ranked *rankings, size_t lists, size_t k,
                    struct qn_scored *out);
#endif
