/* SPDX-License-Identifier: MIT */
/*
 * test_varint.c -- numbers in as few bytes as they need.
 */
#include "base/varint.h"

#include "tests/unit/suite.h"

static const unsigned char *begin(const struct qn_buf *b)
{
	return (const unsigned char *)b->p;
}

START_TEST(every_size_of_number_comes_back)
{
	struct qn_buf b = {0};
	for (int bits = 0; bits <= 64; bits++)
		for (uint64_t off = 0; off < 3; off++) {
			uint64_t x = bits < 64 ? UINT64_C(1) << bits : 0;
			x += off - 1;
			qn_buf_clear(&b);
			qn_varint_put(&b, x);
			const unsigned char *p = begin(&b), *end = p + b.n;
			size_t need = 1;
			for (uint64_t rest = x; rest >>= 7;)
				need++;
			ck_assert_uint_eq(b.n, need);
			ck_assert_uint_le(b.n, QN_VARINT_MOST);
			ck_assert(qn_varint_get(&p, end) == x);
			ck_assert_ptr_eq(p, end);
		}
	qn_buf_release(&b);
}
END_TEST

START_TEST(numbers_are_skipped_up_to_the_end)
{
	struct qn_buf b = {0};
	for (uint64_t x = 1; x < 1000000; x *= 10)
		qn_varint_put(&b, x);
	const unsigned char *end = begin(&b) + b.n, *p = begin(&b);
	ck_assert_ptr_eq(qn_varint_skip(p, end, 0), p);
	p = qn_varint_skip(p, end, 4);
	ck_assert_uint_eq(qn_varint_get(&p, end), 10000);
	ck_assert_ptr_eq(qn_varint_skip(p, end, 1), end);
	ck_assert_ptr_eq(qn_varint_skip(p, end, 1000), end);
	qn_buf_release(&b);
}
END_TEST

START_TEST(nothing_is_read_beyond_the_end)
{
	static const unsigned char cut[] = {0xff, 0xff, 0xff};
	const unsigned char *p = cut;
	ck_assert_uint_eq(qn_varint_get(&p, cut + 2), 0x3fff);
	ck_assert_ptr_eq(p, cut + 2);
	ck_assert_uint_eq(qn_varint_get(&p, cut + 2), 0);
	ck_assert_ptr_eq(p, cut + 2);
}
END_TEST

START_TEST(a_number_that_never_ends_does)
{
	unsigned char endless[40];
	for (size_t i = 0; i < sizeof endless; i++)
		endless[i] = 0x80;
	const unsigned char *p = endless;
	ck_assert_uint_eq(qn_varint_get(&p, endless + sizeof endless), 0);
	ck_assert_ptr_eq(p, endless + QN_VARINT_MOST);
}
END_TEST

SUITE(varint, every_size_of_number_comes_back,
      numbers_are_skipped_up_to_the_end, nothing_is_read_beyond_the_end,
      a_number_that_never_ends_does)
