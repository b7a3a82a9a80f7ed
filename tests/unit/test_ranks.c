/* SPDX-License-Identifier: MIT */
/*
 * test_ranks.c -- what processes have in common, of one alone; of several it
 * is for tests/cli/mpi*.sh.
 */
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pool.h"
#include "base/ranks_engine.h"
#include "text/vocabjoin.h"

START_TEST(shares_cover_everything_once)
{
	for (size_t n = 0; n < 40; n++)
		for (int size = 1; size < 9; size++) {
			size_t at = 0, begin, end;
			for (int i = 0; i < size; i++) {
				struct qn_ranks r = {.rank = i, .size = size};
				qn_ranks_share(&r, n, &begin, &end);
				ck_assert_uint_eq(begin, at);
				ck_assert_uint_le(end - begin,
				                  n / (size_t)size + 1);
				at = end;
			}
			ck_assert_uint_eq(at, n);
		}
}
END_TEST

START_TEST(alone_every_meeting_is_with_oneself)
{
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_ranks *r = qn_pool_ranks(pool);
	struct qn_err e = QN_ERR_INIT;
	float x[2] = {1, 2};
	uint64_t n[1] = {3};
	size_t bytes[1] = {4}, got[1];
	char out[4] = "abc", in[4] = "";
	ck_assert_int_eq(r->size, 1);
	ck_assert(qn_ranks_agree(r, &e) && qn_ranks_same(r, 1, "ones", &e));
	ck_assert(qn_ranks_sum_floats(r, x, 2, &e) && x[0] == 1 && x[1] == 2);
	ck_assert(qn_ranks_sum_counts(r, n, 1, &e) && n[0] == 3);
	ck_assert(qn_ranks_gather(r, out, in, bytes, &e));
	ck_assert_str_eq(in, "abc");
	char *all = qn_ranks_collect(r, out, 4, got, &e);
	ck_assert(all && got[0] == 4 && strcmp(all, "abc") == 0);
	qn_big_free(all);
	all = qn_ranks_deal(r, out, bytes, got, &e);
	ck_assert(all && got[0] == 4 && strcmp(all, "abc") == 0);
	qn_big_free(all);
	qn_pool_free(pool);
}
END_TEST

START_TEST(who_has_failed_meets_nobody)
{
	struct qn_ranks r = QN_RANKS_ALONE;
	struct qn_err e = QN_ERR_INIT;
	size_t bytes[1];
	float x = 1;
	qn_fail(&e, "no");
	ck_assert(!qn_ranks_agree(&r, &e));
	ck_assert(!qn_ranks_sum_floats(&r, &x, 1, &e));
	ck_assert_ptr_null(qn_ranks_collect(&r, &x, sizeof x, bytes, &e));
	ck_assert_str_eq(e.text, "no");
}
END_TEST

START_TEST(a_launcher_tells_how_many_there_are)
{
	struct qn_ranks r;
	struct qn_err e = QN_ERR_INIT;
	ck_assert_int_eq(qn_ranks_launched(), 1);
	ck_assert(qn_ranks_begin(&r, &e) && r.size == 1);
	qn_ranks_end(&r);
	setenv("OMPI_COMM_WORLD_SIZE", "3", 1);
	ck_assert_int_eq(qn_ranks_launched(), 3);
	unsetenv("OMPI_COMM_WORLD_SIZE");
	setenv("PMIX_RANK", "0", 1);
	setenv("SLURM_NTASKS", "5", 1);
	ck_assert_int_eq(qn_ranks_launched(), 5);
	unsetenv("PMIX_RANK");
	ck_assert_int_eq(qn_ranks_launched(), 1);
}
END_TEST

START_TEST(a_vocabulary_joined_with_none_stays)
{
	struct qn_ranks r = QN_RANKS_ALONE;
	struct qn_err e = QN_ERR_INIT;
	struct qn_vocab *own = qn_vocab_new();
	uint32_t to[3];
	qn_vocab_add(own, qn_slice_of("quern"), 3);
	qn_vocab_add(own, (struct qn_slice){"a\0b", 3}, 2);
	qn_vocab_add(own, qn_slice_of(""), 1);
	struct qn_vocab *v = qn_vocab_join(own, to, &r, &e);
	ck_assert_ptr_nonnull(v);
	ck_assert_uint_eq(qn_vocab_hash(v), qn_vocab_hash(own));
	ck_assert_uint_eq(v->total, 6);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_uint_eq(to[i], i);
	qn_vocab_free(v);
	qn_vocab_free(own);
}
END_TEST

SUITE(ranks, shares_cover_everything_once, alone_every_meeting_is_with_oneself,
      who_has_failed_meets_nobody, a_launcher_tells_how_many_there_are,
      a_vocabulary_joined_with_none_stays)
