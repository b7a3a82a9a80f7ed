/* SPDX-License-Identifier: MIT */
/* test_map.c -- interning strings. */
#include "base/map.h"

#include <stdio.h>

#include "tests/unit/suite.h"

START_TEST(an_empty_map_finds_nothing)
{
	struct qn_map m = {0};
	ck_assert_uint_eq(qn_map_find(&m, qn_slice_of("a")), QN_MAP_NONE);
	qn_map_release(&m);
}
END_TEST

START_TEST(ids_are_given_in_order_and_kept)
{
	struct qn_map m = {0};
	char name[32];
	for (uint32_t i = 0; i < 50000; i++) {
		snprintf(name, sizeof name, "word%u", i);
		ck_assert_uint_eq(qn_map_add(&m, qn_slice_of(name)), i);
	}
	for (uint32_t i = 0; i < 50000; i++) {
		snprintf(name, sizeof name, "word%u", i);
		ck_assert_uint_eq(qn_map_add(&m, qn_slice_of(name)), i);
		ck_assert_uint_eq(qn_map_find(&m, qn_slice_of(name)), i);
		ck_assert(qn_slice_eq(qn_map_string(&m, i), qn_slice_of(name)));
	}
	ck_assert_uint_eq(m.count, 50000);
	qn_map_release(&m);
}
END_TEST

START_TEST(any_bytes_are_a_string)
{
	struct qn_map m = {0};
	struct qn_slice nul = {"a\0b", 3}, empty = {"", 0};
	ck_assert_uint_eq(qn_map_add(&m, nul), 0);
	ck_assert_uint_eq(qn_map_add(&m, qn_slice_of("a")), 1);
	ck_assert_uint_eq(qn_map_add(&m, empty), 2);
	ck_assert_uint_eq(qn_map_find(&m, nul), 0);
	ck_assert_uint_eq(qn_map_find(&m, qn_slice_of("")), 2);
	qn_map_release(&m);
}
END_TEST

START_TEST(the_hash_sees_every_byte_and_the_length)
{
	char s[40] = {0};
	for (size_t n = 0; n < sizeof s; n++) {
		uint64_t h = qn_hash(s, n);
		ck_assert(n == 0 || h != qn_hash(s, n - 1));
		for (size_t i = 0; i < n; i++) {
			s[i] = 1;
			ck_assert(qn_hash(s, n) != h);
			s[i] = 0;
		}
	}
}
END_TEST

START_TEST(a_string_that_is_too_long_is_an_error)
{
	struct qn_err e = QN_ERR_INIT;
	ck_assert(qn_map_fits((struct qn_slice){"", QN_MAP_LONGEST}, "x", &e));
	ck_assert(
	    !qn_map_fits((struct qn_slice){"", (size_t)1 << 32}, "x", &e));
	ck_assert_str_eq(e.text, "x: a word of 4294967296 bytes is too long");
}
END_TEST

SUITE(map, a_string_that_is_too_long_is_an_error, an_empty_map_finds_nothing,
      ids_are_given_in_order_and_kept, any_bytes_are_a_string,
      the_hash_sees_every_byte_and_the_length)
