/* SPDX-License-Identifier: MIT */
/*
 * test_rng.c -- numbers that depend on seed, stream and position alone.
 */
#include "tests/unit/suite.h"

#include <math.h>

#include "base/rng.h"

START_TEST(a_stream_can_be_resumed_at_any_position)
{
	struct qn_rng a = qn_rng_new(1, 2), b = a;
	for (int i = 0; i < 100; i++)
		qn_rng_next(&a);
	b.position = 100;
	for (int i = 0; i < 100; i++)
		ck_assert_uint_eq(qn_rng_next(&a), qn_rng_next(&b));
}
END_TEST

START_TEST(seeds_and_streams_do_not_meet)
{
	uint64_t first[400];
	size_t n = 0;
	for (uint64_t seed = 0; seed < 20; seed++)
		for (uint64_t stream = 0; stream < 20; stream++) {
			struct qn_rng r = qn_rng_new(seed, stream);
			first[n++] = qn_rng_next(&r);
		}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			ck_assert_uint_ne(first[i], first[j]);
}
END_TEST

START_TEST(numbers_below_n_are_uniform)
{
	enum { N = 10, DRAWS = 100000 };
	int seen[N] = {0};
	struct qn_rng r = qn_rng_new(3, 0);
	for (int i = 0; i < DRAWS; i++) {
		uint32_t x = qn_rng_below(&r, N);
		ck_assert_uint_lt(x, N);
		seen[x]++;
	}
	/* Chi-squared with 9 degrees of freedom: 27.9 is one in a thousand. */
	double chi = 0, mean = (double)DRAWS / N;
	for (int i = 0; i < N; i++)
		chi += (seen[i] - mean) * (seen[i] - mean) / mean;
	ck_assert_double_lt(chi, 27.9);
	ck_assert_uint_eq(qn_rng_below(&r, 1), 0);
}
END_TEST

START_TEST(doubles_fill_the_unit_interval)
{
	struct qn_rng r = qn_rng_new(4, 0);
	double sum = 0, least = 1, most = 0;
	for (int i = 0; i < 100000; i++) {
		double x = qn_rng_double(&r);
		sum += x;
		least = fmin(least, x);
		most = fmax(most, x);
	}
	ck_assert_double_ge(least, 0);
	ck_assert_double_lt(most, 1);
	ck_assert_double_lt(least, 1e-3);
	ck_assert_double_gt(most, 1 - 1e-3);
	ck_assert_double_eq_tol(sum / 100000, 0.5, 0.005);
}
END_TEST

START_TEST(every_bit_is_set_half_of_the_time)
{
	int ones[64] = {0};
	struct qn_rng r = qn_rng_new(5, 0);
	for (int i = 0; i < 10000; i++)
		for (uint64_t x = qn_rng_next(&r); x; x &= x - 1)
			ones[__builtin_ctzll(x)]++;
	for (int i = 0; i < 64; i++) {
		ck_assert_int_gt(ones[i], 4750);
		ck_assert_int_lt(ones[i], 5250);
	}
}
END_TEST

SUITE(rng, a_stream_can_be_resumed_at_any_position,
      seeds_and_streams_do_not_meet, numbers_below_n_are_uniform,
      doubles_fill_the_unit_interval, every_bit_is_set_half_of_the_time)
