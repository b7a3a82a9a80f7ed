/* SPDX-License-Identifier: MIT */
/*
 * test_fttree.c -- the tree that fastText builds of the same counts.
 */
#include "embed/fttree.h"

#include "tests/unit/suite.h"

START_TEST(the_rarest_are_joined_first_and_nodes_before_leaves)
{
	/* Worked out by hand after loss.cc. */
	const struct qn_ft_word leaf[] = {{.count = 5},
	                                  {.count = 4},
	                                  {.count = 3},
	                                  {.count = 2},
	                                  {.count = 2}};
	const struct qn_ft_node expected[] = {
	    {{4, 3}}, /* 2 + 2 = 4 */
	    {{2, 5}}, /* 3 + the node of 4, before the leaf of 4 */
	    {{1, 0}}, /* 4 + 5 */
	    {{6, 7}}, /* 7 + 9 */
	};
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_tree t;
	ck_assert(qn_ft_tree_init(&t, leaf, 5, &e));
	for (uint32_t k = 0; k < 4; k++)
		for (uint32_t turn = 0; turn < 2; turn++) {
			uint32_t child = expected[k].child[turn];
			ck_assert_uint_eq(t.node[k].child[turn], child);
			ck_assert_uint_eq(t.parent[child], k);
			ck_assert_uint_eq(t.turn[child], turn);
		}
	ck_assert_uint_eq(t.parent[8], QN_FT_NONE);
	qn_ft_tree_release(&t);
}
END_TEST

START_TEST(one_leaf_is_its_own_root)
{
	const struct qn_ft_word leaf = {.count = 7};
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_tree t;
	ck_assert(qn_ft_tree_init(&t, &leaf, 1, &e));
	ck_assert_uint_eq(t.parent[0], QN_FT_NONE);
	qn_ft_tree_release(&t);
}
END_TEST

START_TEST(a_count_beyond_fasttexts_infinity_is_refused)
{
	const struct qn_ft_word leaf[] = {{.count = 1000000000000000},
	                                  {.count = 1}};
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_tree t;
	ck_assert(!qn_ft_tree_init(&t, leaf, 2, &e));
	ck_assert(e.failed);
	qn_ft_tree_release(&t);
}
END_TEST

SUITE(fttree, the_rarest_are_joined_first_and_nodes_before_leaves,
      one_leaf_is_its_own_root, a_count_beyond_fasttexts_infinity_is_refused)
