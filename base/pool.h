/* SPDX-License-Identifier: MIT */
/*
 * pool.h -- the one place where threads are made.
 *
 * The caller makes a pool and hands it down; library code never starts a
 * thread of its own.  Work is cut into shards whose number depends on the
 * work and never on the threads, so that one thread and N give the same
 * bytes when each shard's result depends on the shard alone.
 *
 *	items   0 .......................... n
 *	shards  [  0  ][  1  ][  2  ] ... [ S-1 ]   taken in this order by
 *	threads  whichever is free
 */
#ifndef QN_BASE_POOL_H
#define QN_BASE_POOL_H

#include <stddef.h>

#include "base/err.h"

struct qn_pool;
struct qn_ranks;

/* Items [begin, end) of shard `shard`. */
typedef void qn_shard_fn(void *ctx, size_t shard, size_t begin, size_t end);

/* A pool of `threads` >= 1 (the caller counts as one); 0 means every core
 * this process may use.  Free with qn_pool_free(). */
QN_API struct qn_pool *qn_pool_new(int threads);
QN_API void qn_pool_free(struct qn_pool *pool);

/* The processes that work at the same thing, each with a pool of its own
 * (base/ranks.h), borrowed; a pool that was told of none is alone.  What is
 * learnt by several says so in its header. */
void qn_pool_join(struct qn_pool *pool, struct qn_ranks *ranks);
struct qn_ranks *qn_pool_ranks(const struct qn_pool *pool);

/* How many threads work at once, the caller included. */
QN_API int qn_pool_threads(const struct qn_pool *pool);

/* Cores this process may run on. */
int qn_pool_cores(void);

/*
 * Run `fn` over [0, n) cut into `shards` nearly equal runs (some may be
 * empty) and return when all are done.  With shards == qn_pool_threads() all
 * of them run at once if the machine has the cores to spare; no shard may
 * wait for one that has perhaps not begun.  Not to be called from inside `fn`.
 */
QN_API void qn_pool_for(struct qn_pool *pool, size_t n, size_t shards,
                        qn_shard_fn *fn, void *ctx);

#ifndef __cplusplus /* which knows no _Atomic */
/* From inside `fn`: wait until *counter is `least` or more, which a shard that
 * has begun will see to. */
void qn_pool_await(const struct qn_pool *pool, const _Atomic size_t *counter,
                   size_t least);
#endif
#endif
