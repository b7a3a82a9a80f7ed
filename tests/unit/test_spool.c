/* SPDX-License-Identifier: MIT */
/*
 * test_spool.c -- bytes put away and read back.
 */
#include "base/spool.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "tests/unit/suite.h"

START_TEST(an_empty_spool_maps_to_nothing)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_spool s = {.fd1 = 0};
	ck_assert(qn_spool_add(&s, "", 0, "nothing", &e));
	ck_assert_uint_eq(qn_spool_map(&s, "nothing", &e).n, 0);
	ck_assert(!e.failed);
	qn_spool_release(&s);
}
END_TEST

START_TEST(all_bytes_come_back_in_order_and_more_can_follow)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_spool s = {.fd1 = 0};
	struct qn_buf all = {0};
	struct qn_rng r = qn_rng_new(9, 0);
	char *piece = calloc(1, 2u << 20);
	for (int i = 0; i < 200; i++) {
		size_t n = qn_rng_below(&r, i % 50 == 7 ? 2u << 20 : 20000);
		memset(piece, i, n);
		qn_buf_add(&all, piece, n);
		ck_assert(qn_spool_add(&s, piece, n, "a test", &e));
		ck_assert_uint_eq(s.n, all.n);
		if (i % 67 && i != 199)
			continue;
		struct qn_slice map = qn_spool_map(&s, "a test", &e);
		ck_assert(qn_slice_eq(map, qn_buf_slice(&all)));
		/* The same once more, with nothing between. */
		ck_assert_ptr_eq(qn_spool_map(&s, "a test", &e).p, map.p);
	}
	ck_assert_msg(!e.failed, "%s", e.text);
	free(piece);
	qn_buf_release(&all);
	qn_spool_release(&s);
	ck_assert_uint_eq(s.n, 0);
}
END_TEST

START_TEST(without_a_folder_it_says_what_has_no_place)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_spool s = {.fd1 = 0};
	const char *was = getenv("TMPDIR");
	char *kept = was ? strdup(was) : NULL;
	setenv("TMPDIR", "/nowhere/at/all", 1);
	ck_assert(qn_spool_add(&s, "x", 1, "a test", &e));
	ck_assert_uint_eq(qn_spool_map(&s, "a test", &e).n, 0);
	ck_assert(e.failed);
	ck_assert_ptr_nonnull(strstr(e.text, "/nowhere/at/all"));
	ck_assert(!qn_spool_add(&s, "x", 1, "a test", &e));
	qn_spool_release(&s);
	if (kept)
		setenv("TMPDIR", kept, 1);
	else
		unsetenv("TMPDIR");
	free(kept);
}
END_TEST

SUITE(spool, an_empty_spool_maps_to_nothing,
      all_bytes_come_back_in_order_and_more_can_follow,
      without_a_folder_it_says_what_has_no_place)
