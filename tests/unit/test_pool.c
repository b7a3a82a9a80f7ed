/* SPDX-License-Identifier: MIT */
/*
 * test_pool.c -- every item once, whoever does it.
 */
#include "tests/unit/suite.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"

struct marks {
	unsigned char *item; /* [n] times seen */
	size_t n, shards;
	atomic_int calls;
};

static void mark(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct marks *m = ctx;
	ck_assert_uint_lt(shard, m->shards);
	ck_assert_uint_le(begin, end);
	ck_assert_uint_le(end, m->n);
	for (size_t i = begin; i < end; i++)
		m->item[i]++;
	m->calls++;
}

static void run(struct qn_pool *pool, size_t n, size_t shards)
{
	struct marks m = {.item = calloc(n + 1, 1), .n = n, .shards = shards};
	qn_pool_for(pool, n, shards, mark, &m);
	ck_assert_int_eq(m.calls, (int)shards);
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(m.item[i], 1);
	free(m.item);
}

START_TEST(every_item_is_done_once)
{
	static const size_t sizes[] = {0, 1, 2, 7, 1000};
	for (int threads = 1; threads <= 5; threads++) {
		struct qn_pool *pool = qn_pool_new(threads);
		for (size_t i = 0; i < 5; i++)
			for (size_t shards = 0; shards < 12; shards++)
				if (shards || !sizes[i])
					run(pool, sizes[i], shards);
		qn_pool_free(pool);
	}
}
END_TEST

START_TEST(many_small_jobs_follow_each_other)
{
	struct qn_pool *pool = qn_pool_new(3);
	for (int i = 0; i < 5000; i++)
		run(pool, 10, 3);
	qn_pool_free(pool);
}
END_TEST

static void note(void *ctx, size_t shard, size_t begin, size_t end)
{
	size_t *ends = ctx;
	ends[shard] = begin * 1000 + end;
}

START_TEST(shards_do_not_depend_on_threads)
{
	size_t one[7], many[7];
	struct qn_pool *a = qn_pool_new(1), *b = qn_pool_new(4);
	qn_pool_for(a, 100, 7, note, one);
	qn_pool_for(b, 100, 7, note, many);
	ck_assert_mem_eq(one, many, sizeof one);
	qn_pool_free(a);
	qn_pool_free(b);
}
END_TEST

START_TEST(zero_threads_means_every_core)
{
	struct qn_pool *pool = qn_pool_new(0);
	ck_assert_int_eq(qn_pool_threads(pool), qn_pool_cores());
	qn_pool_free(pool);
	qn_pool_free(NULL);
}
END_TEST

static void meet(void *ctx, size_t shard, size_t begin, size_t end)
{
	atomic_int *here = ctx;
	(void)shard;
	(void)begin;
	(void)end;
	++*here;
	while (*here < 3)
		;
}

START_TEST(as_many_shards_as_threads_run_at_once)
{
	atomic_int here = 0;
	struct qn_pool *pool = qn_pool_new(3);
	qn_pool_for(pool, 3, 3, meet, &here);
	ck_assert_int_eq(here, 3);
	qn_pool_free(pool);
}
END_TEST

SUITE(pool, every_item_is_done_once, many_small_jobs_follow_each_other,
      shards_do_not_depend_on_threads, zero_threads_means_every_core,
      as_many_shards_as_threads_run_at_once)
