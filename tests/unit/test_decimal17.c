/* SPDX-License-Identifier: MIT */
/*
 * test_decimal17.c -- against printf, digit by digit.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal17.h"

static void same_as_printf(double x)
{
	char ours[QN_DOUBLE_TEXT + 1], theirs[64];
	ours[qn_double_write(ours, x)] = '\0';
	snprintf(theirs, sizeof theirs, "%.17g", x);
	ck_assert_str_eq(ours, theirs);
}

START_TEST(plain_numbers_are_written_as_printf_does)
{
	static const double x[] = {0,
	                           -0.0,
	                           1,
	                           -1,
	                           3,
	                           10,
	                           100,
	                           0.1,
	                           0.5,
	                           0.25,
	                           1e-3,
	                           1e-4,
	                           9.5e-5,
	                           1e-5,
	                           1e-7,
	                           1e-10,
	                           1e-11,
	                           1e-12,
	                           1e15,
	                           1e16,
	                           1e17,
	                           1e18,
	                           1e22,
	                           1e300,
	                           5e-324,
	                           1e-300,
	                           1.0 / 3,
	                           2.0 / 3,
	                           123456789,
	                           4294967295.0,
	                           0.3,
	                           99999999999999999.0,
	                           9999999999999998.0,
	                           0.99999999999999989,
	                           INFINITY,
	                           -INFINITY,
	                           9.9999999999999995e-05};
	for (size_t i = 0; i < sizeof x / sizeof *x; i++)
		same_as_printf(x[i]);
}
END_TEST

START_TEST(powers_of_two_and_ten_and_their_neighbours_agree)
{
	for (int i = -1074; i < 1024; i++) {
		double x = ldexp(1, i);
		same_as_printf(x);
		same_as_printf(nextafter(x, 0));
		same_as_printf(nextafter(x, INFINITY));
	}
	for (int i = -30; i < 30; i++) {
		double x = pow(10, i);
		same_as_printf(x);
		same_as_printf(nextafter(x, 0));
		same_as_printf(nextafter(x, INFINITY));
	}
}
END_TEST

START_TEST(random_numbers_agree)
{
	uint64_t seed = 1;
	for (int i = 0; i < 200000; i++) {
		seed = seed * UINT64_C(6364136223846793005) +
		       UINT64_C(1442695040888963407);
		double x = (double)(seed >> 11) / 9007199254740992.0;
		same_as_printf(x);
		same_as_printf(-x * 1000);
		same_as_printf(x * x * x * x * x);
		same_as_printf(floor(x * 1e6) / 1024);
		uint64_t bits = seed;
		double any;
		memcpy(&any, &bits, sizeof any);
		if (isfinite(any))
			same_as_printf(any);
	}
}
END_TEST

SUITE(decimal17, plain_numbers_are_written_as_printf_does,
      powers_of_two_and_ten_and_their_neighbours_agree, random_numbers_agree)
