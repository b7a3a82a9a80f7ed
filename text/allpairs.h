/* SPDX-License-Identifier: MIT */
/*
 * allpairs.h -- all pairs of rows that are alike: copies and near-copies.
 *
 *	rows of length 1           pairs i < j, cosine >= .9, by i, then j
 *	  0   .8 .6  .
 *	  1   .  .  1.    --->     0 2 0.96
 *	  2   .6 .8  .
 *
 * The result is exact: what comparing every row with every other one finds.
 */
#ifndef QN_TEXT_ALLPAIRS_H
#define QN_TEXT_ALLPAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "text/sparse.h"

struct qn_pair {
	uint32_t i, j; /* rows, i < j                                      */
	double score;  /* the sum of their products, by rising column      */
};

/* Called with the next `n` pairs, from the thread that called the library;
 * false: there is no need for more. */
typedef bool qn_pair_fn(void *ctx, const struct qn_pair *pair, size_t n);

/* What a score may lack of the threshold, for having been rounded: copies are
 * alike at threshold 1. */
#define QN_PAIR_SLACK 1e-9

/*
 * Hand to `fn` all pairs of rows of `m` whose score is at least `threshold`,
 * above 0 and at most 1: by rising i, then j, the same for any number of
 * threads.  Rows, fewer than 2^32 - 1, have length 1 or are empty; an empty
 * one is like no other.  It takes up to 24 bytes of memory for each cell of
 * `m`, 110 for each row, and for each thread 8 more for each row and column;
 * pairs are handed over as they come.  False with `e` set for another
 * threshold, a row of another length, no memory, or when `progress` says to
 * stop.
 */
QN_API bool qn_allpairs(const struct qn_sparse *m, double threshold,
                        qn_pair_fn *fn, void *ctx, struct qn_pool *pool,
                        const struct qn_progress *progress, struct qn_err *e);
#endif
