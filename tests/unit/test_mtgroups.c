/* SPDX-License-Identifier: MIT */
/*
 * test_mtgroups.c -- sums by name and by length.
 */
#include "seq/mtgroups.h"

#include <stdio.h>
#include "tests/unit/suite.h"

#define WIDTH 3

START_TEST(groups_come_in_the_order_in_which_they_appeared)
{
	struct qn_mt_groups g = {.width = WIDTH};
	for (int i = 0; i < 100; i++) {
		char name[8];
		const double stats[WIDTH] = {1, i, 0.5};
		snprintf(name, sizeof name, "%d", (i * 3 + 2) % 40);
		qn_mt_groups_add(&g, qn_slice_of(name), stats);
	}
	ck_assert_uint_eq(g.names.count, 40);
	ck_assert(qn_slice_eq(qn_map_string(&g.names, 1), qn_slice_of("5")));
	/* 2 came at 0, 40 and 80, 5 at 1, 41 and 81; 59 and 99 were 39's. */
	ck_assert_uint_eq(g.group[0].segments, 3);
	ck_assert_double_eq(g.group[0].sum[1], 120);
	ck_assert_double_eq(g.group[1].sum[1], 123);
	ck_assert_uint_eq(g.group[39].segments, 2);
	ck_assert_double_eq(g.group[39].sum[2], 1);
	qn_mt_groups_release(&g);
}
END_TEST

START_TEST(lengths_are_grouped_in_tens)
{
	static const size_t words[] = {60, 9, 10, 0, 59, 1000, 19};
	static const size_t segments[] = {2, 2, 0, 0, 0, 1, 2};
	struct qn_mt_groups g = {.width = 1};
	const double one = 1;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		qn_mt_groups_add_length(&g, words[i], &one);
	ck_assert_uint_eq(g.names.count, 7);
	for (uint32_t i = 0; i < g.names.count; i++) {
		ck_assert_uint_eq(g.group[i].segments, segments[i]);
		ck_assert_double_eq(g.group[i].sum[0], (double)segments[i]);
	}
	ck_assert(qn_slice_eq(qn_map_string(&g.names, 0), qn_slice_of("0-9")));
	ck_assert(qn_slice_eq(qn_map_string(&g.names, 6), qn_slice_of("60-")));
	qn_mt_groups_release(&g);
}
END_TEST

SUITE(mtgroups, groups_come_in_the_order_in_which_they_appeared,
      lengths_are_grouped_in_tens)
