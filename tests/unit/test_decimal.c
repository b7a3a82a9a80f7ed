/* SPDX-License-Identifier: MIT */
/* test_decimal.c -- floats as text, held to libc. */
#include "base/decimal.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/suite.h"

static float of_bits(uint32_t bits)
{
	float x;
	memcpy(&x, &bits, sizeof x);
	return x;
}

static bool same_bits(float a, float b)
{
	return memcmp(&a, &b, sizeof a) == 0;
}

static const char *written(float x, int digits)
{
	static char text[QN_FLOAT_TEXT + 1];
	text[qn_float_write(text, x, digits)] = '\0';
	return text;
}

/* The float in `text`, all of which must be a number. */
static float read_all(const char *text)
{
	float x = 0;
	const char *end = text + strlen(text);
	ck_assert_msg(qn_float_read(text, end, &x) == end, "%s", text);
	return x;
}

START_TEST(floats_of_all_sizes_come_back_bit_for_bit)
{
	/* A prime stride meets every exponent and many mantissas. */
	for (uint64_t i = 0; i < UINT64_C(1) << 32; i += 65537 * 31) {
		float x = of_bits((uint32_t)i);
		if (!isnan(x))
			ck_assert_msg(same_bits(read_all(written(x, 0)), x),
			              "%a", (double)x);
	}
}
END_TEST

START_TEST(no_digit_is_written_that_is_not_needed)
{
	for (uint32_t i = 0; i < 20000; i++) {
		float x = of_bits(0x3a000000 + i * 6007);
		char text[32];
		int digits = 1;
		do
			snprintf(text, sizeof text, "%.*g", digits, (double)x);
		while (strtof(text, NULL) != x && digits++ < 9);
		ck_assert_uint_le(strlen(written(x, 0)), strlen(text));
	}
	ck_assert_str_eq(written(0.1f, 0), "0.1");
	ck_assert_str_eq(written(-1e10f, 0), "-1e+10");
	ck_assert_str_eq(written(16777216, 0), "16777216");
	ck_assert_str_eq(written(-0.0f, 0), "-0");
}
END_TEST

START_TEST(given_digits_are_laid_out_as_printf_does)
{
	for (uint64_t i = 0; i < UINT64_C(1) << 32; i += 65537 * 127) {
		float x = of_bits((uint32_t)i);
		if (isnan(x))
			continue;
		for (int digits = 1; digits <= 9; digits++) {
			char text[32];
			snprintf(text, sizeof text, "%.*g", digits, (double)x);
			ck_assert_str_eq(written(x, digits), text);
		}
	}
	/* Halfway between two decimals: to even. */
	ck_assert_str_eq(written(0.00390625f, 5), "0.0039062");
}
END_TEST

START_TEST(decimals_near_the_middle_round_as_strtof_does)
{
	for (uint32_t i = 0; i < 20000; i++) {
		uint32_t bits = 0x00800000 + i * 211000;
		char text[64];
		double middle =
		    (double)of_bits(bits) + (double)of_bits(bits + 1);
		for (int ulp = -1; ulp <= 1; ulp++) {
			double x = middle / 2 * (1 + ulp * DBL_EPSILON);
			snprintf(text, sizeof text, "%.25g", x);
			ck_assert_msg(
			    same_bits(read_all(text), strtof(text, NULL)), "%s",
			    text);
		}
	}
}
END_TEST

START_TEST(extreme_numbers_are_read_as_strtof_reads_them)
{
	static const char *const texts[] = {
	    "3.4028235e38",
	    "3.4028236e38",
	    "3.5e38",
	    "1e39",
	    "1.17549435e-38",
	    "1.1754942e-38",
	    "1e-45",
	    "7e-46",
	    "7.1e-46",
	    "1e-400",
	    "1e400",
	    "1e99999999999",
	    "1e-99999999999",
	    "0e99999999999",
	    "00000000000000000000001",
	    "123456789012345678901234567890",
	    "0.00000000000000000000000012",
	    "16777217",
	    "16777219",
	    ".5",
	    "5.",
	    "+1.5",
	    "-0",
	    "0.1000000000000000000000000000000000000000000000000001"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		ck_assert_msg(
		    same_bits(read_all(texts[i]), strtof(texts[i], NULL)), "%s",
		    texts[i]);
}
END_TEST

START_TEST(names_of_no_number_are_read)
{
	ck_assert(isnan(read_all("nan")));
	ck_assert(isnan(read_all("-NaN")));
	ck_assert(read_all("inf") == INFINITY);
	ck_assert(read_all("-Infinity") == -INFINITY);
	ck_assert_str_eq(written(-INFINITY, 0), "-inf");
	ck_assert_str_eq(written(NAN, 0), "nan");
}
END_TEST

START_TEST(what_is_no_number_is_refused)
{
	static const char *const texts[] = {"",    "-",   ".",   "e5", "x",
	                                    "--1", "+-1", "-e1", "in", "na"};
	float x;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		ck_assert_ptr_null(
		    qn_float_read(texts[i], texts[i] + strlen(texts[i]), &x));
}
END_TEST

START_TEST(reading_stops_where_the_number_does)
{
	static const struct {
		const char *text;
		size_t n;
	} cases[] = {{"1.5 2", 3},     {"0x10", 1},     {"1e", 1},
	             {"1e+", 1},       {"1e+3x", 4},    {"1.2.3", 3},
	             {"12345678", 8},  {"infinite", 3}, {"1,5", 1},
	             {"123456789:", 9}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		float x;
		const char *p = cases[i].text;
		ck_assert_msg(qn_float_read(p, p + strlen(p), &x) ==
		                  p + cases[i].n,
		              "%s", p);
	}
}
END_TEST

START_TEST(nothing_is_read_past_the_end)
{
	/* Exactly as large as the text, so that a sanitizer sees a step too
	 * far. */
	static const char text[] = "-1234.56789012e-12";
	for (size_t n = 0; n < sizeof text; n++) {
		char *p = malloc(n ? n : 1);
		float x;
		memcpy(p, text, n);
		qn_float_read(p, p + n, &x);
		free(p);
	}
}
END_TEST

SUITE(decimal, floats_of_all_sizes_come_back_bit_for_bit,
      no_digit_is_written_that_is_not_needed,
      given_digits_are_laid_out_as_printf_does,
      decimals_near_the_middle_round_as_strtof_does,
      extreme_numbers_are_read_as_strtof_reads_them,
      names_of_no_number_are_read, what_is_no_number_is_refused,
      reading_stops_where_the_number_does, nothing_is_read_past_the_end)
