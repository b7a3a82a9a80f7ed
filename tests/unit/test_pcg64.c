/* SPDX-License-Identifier: MIT */
/* test_pcg64.c -- numbers that NumPy 2.4 gave for the same seeds. */
#include "base/pcg64.h"

#include "tests/unit/suite.h"

START_TEST(draws_are_numpy_s)
{
	static const uint32_t below[] = {2100, 682,  2369, 951, 613,
	                                 2395, 1930, 2031, 2969};
	static const char bits[] = "1011100110000011111111110100110110110001";
	struct qn_pcg64 r = qn_pcg64_new(12345);
	for (size_t i = 0; i < sizeof below / sizeof *below; i++)
		ck_assert_uint_eq(qn_pcg64_below(&r, 3004), below[i]);
	r = qn_pcg64_new(12345);
	for (size_t i = 0; i + 1 < sizeof bits; i++)
		ck_assert_int_eq(qn_pcg64_bit(&r), bits[i] - '0');
	r = qn_pcg64_new(12345);
	ck_assert_uint_eq(qn_pcg64_next(&r), UINT64_C(4193609425186963869));
	r = qn_pcg64_new(UINT64_C(0x123456789abcdef));
	ck_assert_uint_eq(qn_pcg64_next(&r), UINT64_C(13120626929746913276));
}
END_TEST

/* Bounds that do not divide 2^32 are drawn again, some of the time. */
START_TEST(draws_below_a_bound_are_uniform)
{
	struct qn_pcg64 r = qn_pcg64_new(7);
	int seen[3] = {0};
	for (int i = 0; i < 30000; i++)
		seen[qn_pcg64_below(&r, 3000000000u) / 1000000000u]++;
	for (int i = 0; i < 3; i++) {
		ck_assert_int_gt(seen[i], 9600);
		ck_assert_int_lt(seen[i], 10400);
	}
	ck_assert_uint_eq(qn_pcg64_below(&r, 1), 0);
}
END_TEST

SUITE(pcg64, draws_are_numpy_s, draws_below_a_bound_are_uniform)
