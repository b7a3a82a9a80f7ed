/* SPDX-License-Identifier: MIT */
/* test_pairtable.c -- counted twice: in the table, and by reckoning. */
#include "text/pairtable.h"

#include "tests/unit/suite.h"

#define PAIRS 100000

/* Pairs whose ids share many bits, each another. */
static uint64_t pair(uint32_t i)
{
	return qn_pair_key(i % 317, i / 317 << 12);
}

START_TEST(a_hundred_thousand_pairs_keep_their_counts)
{
	struct qn_pairtable t = {0};
	for (uint32_t round = 1; round <= 3; round++)
		for (uint32_t i = 0; i < PAIRS; i += round) {
			qn_pairtable_reserve(&t, 1);
			++*qn_pairtable_at(&t, pair(i));
		}
	ck_assert_uint_eq(t.used, PAIRS);
	ck_assert_uint_le(t.used, t.slots / 3 * 2);
	for (uint32_t i = 0; i < PAIRS; i++)
		ck_assert_uint_eq(qn_pairtable_get(&t, pair(i)),
		                  1 + (i % 2 == 0) + (i % 3 == 0));
	ck_assert_uint_eq(qn_pairtable_get(&t, pair(PAIRS)), 0);
	qn_pairtable_release(&t);
}
END_TEST

START_TEST(the_order_of_a_pair_counts)
{
	struct qn_pairtable t = {0};
	qn_pairtable_reserve(&t, 2);
	*qn_pairtable_at(&t, qn_pair_key(0, 1)) = 5;
	*qn_pairtable_at(&t, qn_pair_key(1, 0)) = UINT64_MAX;
	ck_assert_uint_eq(qn_pairtable_get(&t, qn_pair_key(0, 1)), 5);
	ck_assert_uint_eq(qn_pairtable_get(&t, qn_pair_key(1, 0)), UINT64_MAX);
	qn_pairtable_release(&t);
}
END_TEST

/* Room for many at once: no slot moves while they are taken. */
START_TEST(room_that_was_made_stays_where_it_is)
{
	struct qn_pairtable t = {0};
	qn_pairtable_reserve(&t, PAIRS);
	const struct qn_pair_slot *slot = t.slot;
	for (uint32_t i = 0; i < PAIRS; i++) {
		qn_pairtable_fetch(&t, pair(i));
		*qn_pairtable_at(&t, pair(i)) = i + 1;
	}
	ck_assert_ptr_eq(t.slot, slot);
	for (uint32_t i = 0; i < PAIRS; i++)
		ck_assert_uint_eq(qn_pairtable_get(&t, pair(i)), i + 1);
	qn_pairtable_release(&t);
}
END_TEST

START_TEST(an_empty_table_holds_nothing)
{
	struct qn_pairtable t = {0};
	ck_assert_uint_eq(qn_pairtable_get(&t, qn_pair_key(0, 0)), 0);
	qn_pairtable_release(&t);
}
END_TEST

SUITE(pairtable, a_hundred_thousand_pairs_keep_their_counts,
      the_order_of_a_pair_counts, room_that_was_made_stays_where_it_is,
      an_empty_table_holds_nothing)
