/* SPDX-License-Identifier: MIT */
/* test_buf.c -- slices and growing buffers. */
#include "base/buf.h"

#include <string.h>

#include "tests/unit/suite.h"

START_TEST(a_buffer_grows_and_stays_terminated)
{
	struct qn_buf b = {0};
	for (int i = 0; i < 1000; i++) {
		qn_buf_putc(&b, (char)('a' + i % 26));
		ck_assert_uint_eq(b.n, (size_t)i + 1);
		ck_assert_int_eq(b.p[b.n], '\0');
	}
	qn_buf_clear(&b);
	ck_assert_str_eq(b.p, "");
	qn_buf_puts(&b, "one ");
	qn_buf_add(&b, "two three", 3);
	ck_assert_str_eq(b.p, "one two");
	qn_buf_release(&b);
	ck_assert_ptr_null(b.p);
}
END_TEST

START_TEST(an_empty_append_still_gives_a_string)
{
	struct qn_buf b = {0};
	qn_buf_add(&b, NULL, 0);
	ck_assert_ptr_nonnull(b.p);
	ck_assert_str_eq(b.p, "");
	qn_buf_release(&b);
}
END_TEST

START_TEST(printing_appends_any_length)
{
	struct qn_buf b = {0};
	char wide[3000];
	memset(wide, 'w', sizeof wide - 1);
	wide[sizeof wide - 1] = '\0';
	qn_buf_printf(&b, "%d-", 7);
	qn_buf_printf(&b, "%s", wide);
	ck_assert_uint_eq(b.n, 2 + sizeof wide - 1);
	ck_assert_int_eq(strncmp(b.p, "7-www", 5), 0);
	qn_buf_release(&b);
}
END_TEST

START_TEST(slices_compare_by_bytes)
{
	struct qn_slice none = {NULL, 0}, nul = {"a\0b", 3};
	ck_assert(qn_slice_eq(none, qn_slice_of("")));
	ck_assert(!qn_slice_eq(nul, qn_slice_of("a")));
	ck_assert(qn_slice_eq(nul, (struct qn_slice){"a\0bc", 3}));
}
END_TEST

SUITE(buf, a_buffer_grows_and_stays_terminated,
      an_empty_append_still_gives_a_string, printing_appends_any_length,
      slices_compare_by_bytes)
