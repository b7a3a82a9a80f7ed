/* SPDX-License-Identifier: MIT */
/*
 * test_rankfuse.c -- ranks put together by hand and by the library.
 */
#include "text/rankfuse.h"

#include "tests/unit/suite.h"

START_TEST(documents_that_both_rank_high_come_first)
{
	const struct qn_scored words[] = {{7, 9.0}, {3, 5.0}, {1, 1.0}};
	const struct qn_scored vectors[] = {{3, 0.9}, {8, 0.8}};
	const struct qn_ranked both[] = {{words, 3}, {vectors, 2}};
	struct qn_scored out[10];
	ck_assert_uint_eq(qn_rank_fuse(both, 2, 10, out), 4);
	ck_assert_uint_eq(out[0].doc, 3);
	ck_assert(out[0].score == 1.0 / 62 + 1.0 / 61);
	ck_assert_uint_eq(out[1].doc, 7);
	ck_assert(out[1].score == 1.0 / 61);
	ck_assert_uint_eq(out[2].doc, 8);
	ck_assert_uint_eq(out[3].doc, 1);
	ck_assert(out[3].score == 1.0 / 63);
}
END_TEST

START_TEST(equal_ranks_come_in_the_order_of_the_documents)
{
	const struct qn_scored one[] = {{9, 1.0}}, two[] = {{4, 1.0}};
	const struct qn_ranked both[] = {{one, 1}, {two, 1}};
	struct qn_scored out[1];
	ck_assert_uint_eq(qn_rank_fuse(both, 2, 1, out), 1);
	ck_assert_uint_eq(out[0].doc, 4);
}
END_TEST

START_TEST(nothing_ranked_is_nothing_found)
{
	const struct qn_ranked none[] = {{NULL, 0}, {NULL, 0}};
	struct qn_scored out[1];
	ck_assert_uint_eq(qn_rank_fuse(none, 2, 1, out), 0);
}
END_TEST

SUITE(rankfuse, documents_that_both_rank_high_come_first,
      equal_ranks_come_in_the_order_of_the_documents,
      nothing_ranked_is_nothing_found)
