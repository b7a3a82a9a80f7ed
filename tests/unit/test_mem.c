/* SPDX-License-Identifier: MIT */
/* test_mem.c -- allocation: checked sizes, aligned arrays, arenas. */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/suite.h"

START_TEST(a_product_that_overflows_is_an_error)
{
	size_t product = 0;
	struct qn_err e = QN_ERR_INIT;
	ck_assert(qn_mul_size(1000, 3, "rows", &product, &e));
	ck_assert_uint_eq(product, 3000);
	ck_assert(!qn_mul_size(SIZE_MAX / 2, 3, "rows", &product, &e));
	ck_assert(e.failed);
	ck_assert_ptr_nonnull(strstr(e.text, "rows"));
}
END_TEST

START_TEST(big_arrays_are_aligned_and_zeroed)
{
	const size_t sizes[] = {0, 1, 63, 4097, (size_t)5 << 20};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct qn_err e = QN_ERR_INIT;
		char *p = qn_big_alloc(sizes[i], 1, "rows", &e);
		ck_assert_ptr_nonnull(p);
		ck_assert_uint_eq((uintptr_t)p % 64, 0);
		for (size_t k = 0; k < sizes[i]; k += 61)
			ck_assert_int_eq(p[k], 0);
		qn_big_free(p);
	}
}
END_TEST

START_TEST(an_impossible_array_is_an_ordinary_error)
{
	struct qn_err e = QN_ERR_INIT;
	ck_assert_ptr_null(qn_big_alloc(SIZE_MAX / 4, 8, "rows", &e));
	ck_assert(e.failed);
	struct qn_err f = QN_ERR_INIT;
	ck_assert_ptr_null(qn_big_alloc(SIZE_MAX - 1, 1, "rows", &f));
	ck_assert(f.failed);
	/* Sticky: nothing is tried after a failure. */
	ck_assert_ptr_null(qn_big_alloc(1, 1, "rows", &f));
}
END_TEST

START_TEST(an_arena_keeps_what_it_gave)
{
	struct qn_arena a = {0};
	char *p[2000];
	for (int i = 0; i < 2000; i++) {
		size_t n = (size_t)i * 37 % 700;
		p[i] = qn_arena_alloc(&a, n);
		ck_assert_uint_eq((uintptr_t)p[i] % 16, 0);
		memset(p[i], i & 255, n);
	}
	for (int i = 0; i < 2000; i++)
		for (size_t k = 0; k < (size_t)i * 37 % 700; k++)
			ck_assert_int_eq((unsigned char)p[i][k], i & 255);
	char *big = qn_arena_alloc(&a, (size_t)9 << 20);
	memset(big, 1, (size_t)9 << 20);
	ck_assert_str_eq(qn_arena_bytes(&a, "kernel", 4), "kern");
	ck_assert_str_eq(qn_arena_bytes(&a, NULL, 0), "");
	qn_arena_release(&a);
	ck_assert_uint_eq(a.total, 0);
}
END_TEST

START_TEST(copies_end_with_a_nul)
{
	char *s = qn_strndup("miller", 4);
	ck_assert_str_eq(s, "mill");
	free(s);
}
END_TEST

SUITE(mem, a_product_that_overflows_is_an_error,
      big_arrays_are_aligned_and_zeroed,
      an_impossible_array_is_an_ordinary_error, an_arena_keeps_what_it_gave,
      copies_end_with_a_nul)
