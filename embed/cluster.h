/* SPDX-License-Identifier: MIT */
/*
 * cluster.h -- words in groups of similar direction: spherical k-means.
 *
 * Seeded by k-means++ (Arthur and Vassilvitskii, 2007), improved by Lloyd's
 * steps until nothing changes.  Rows and centres are unit vectors, so the
 * nearest centre is the one with the highest inner product.
 */
#ifndef QN_EMBED_CLUSTER_H
#define QN_EMBED_CLUSTER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "embed/vectors.h"

struct qn_cluster_options {
	size_t k;      /* clusters, 1..rows                            */
	int steps;     /* Lloyd steps at most; fewer when none moves   */
	uint64_t seed; /* same seed, same rows: same clusters, whatever
	                  the number of threads */
	const struct qn_progress *progress; /* may be NULL             */
};

#define QN_CLUSTER_DEFAULTS                                                    \
	(struct qn_cluster_options)                                            \
	{                                                                      \
		.k = 100, .steps = 25, .seed = 1                               \
	}

/*
 * The cluster, 0..k-1, of each row of `unit` (from qn_vectors_unit()) into
 * `cluster` [n].  Fewer than k of them are used when there are fewer than k
 * different rows.  False with `e` set for a bad option or no memory.
 */
QN_API bool qn_cluster(const struct qn_vectors *unit,
                       const struct qn_cluster_options *o, uint32_t *cluster,
                       struct qn_pool *pool, struct qn_err *e);
#endif
