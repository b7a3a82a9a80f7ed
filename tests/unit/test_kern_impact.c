/* SPDX-License-Identifier: MIT */
/*
 * test_kern_impact.c -- sums of impacts, the search for large ones and for
 * single documents, with every table that this machine can run, against a plain
 * loop.
 */
#include <string.h>

#include "base/kern.h"
#include "base/rng.h"
#include "tests/unit/suite.h"

enum { MOST = 8192, ROOM = MOST + 64 };

static const char *const NAMES[] = {"generic", "avx2", "avx512", "neon"};
#define TABLES (sizeof NAMES / sizeof *NAMES)

static void check_add(const struct qn_kern *kern, size_t n, size_t from,
                      struct qn_rng *r)
{
	static uint8_t impact[ROOM];
	static uint16_t sum[ROOM], wanted[ROOM];
	uint16_t weight = (uint16_t)qn_rng_below(r, 65536);
	for (size_t i = 0; i < ROOM; i++) {
		impact[i] = (uint8_t)qn_rng_below(r, 256);
		sum[i] = wanted[i] = (uint16_t)qn_rng_below(r, 65536);
	}
	for (size_t i = 0; i < n; i++)
		wanted[from + i] =
		    (uint16_t)(wanted[from + i] +
		               ((uint32_t)weight * impact[63 - from + i] >> 8));
	kern->add_impacts(sum + from, impact + 63 - from, weight, n);
	ck_assert(memcmp(sum, wanted, sizeof sum) == 0);
}

START_TEST(impacts_are_added_at_any_length_and_alignment)
{
	struct qn_rng r = qn_rng_new(1, 0);
	static const size_t n[] = {0, 64, 128, 192, 256, 960, MOST};
	for (size_t t = 0; t < TABLES; t++) {
		const struct qn_kern *kern = qn_kern_named(NAMES[t]);
		for (size_t i = 0; kern && i < sizeof n / sizeof *n; i++)
			for (size_t from = 0; from < 64; from++)
				check_add(kern, n[i], from, &r);
	}
}
END_TEST

/* `most` is the largest sum drawn: how many are large depends on it. */
static void check_large(const struct qn_kern *kern, size_t n, uint16_t limit,
                        uint32_t most, struct qn_rng *r)
{
	static uint16_t sum[ROOM], at[MOST], value[MOST];
	static uint16_t wanted[MOST], large[MOST];
	size_t k = 0;
	for (size_t i = 0; i < ROOM; i++)
		sum[i] = (uint16_t)qn_rng_below(r, most + 1);
	/* What lies behind is not to be found. */
	memset(sum + n, 0xff, (ROOM - n) * sizeof *sum);
	for (size_t i = 0; i < n; i++)
		if (sum[i] >= limit) {
			large[k] = sum[i];
			wanted[k++] = (uint16_t)i;
		}
	ck_assert_uint_eq(kern->take_large(sum, limit, at, value, n), k);
	ck_assert(memcmp(at, wanted, k * sizeof *at) == 0);
	ck_assert(memcmp(value, large, k * sizeof *value) == 0);
	for (size_t i = 0; i < ROOM; i++)
		ck_assert_uint_eq(sum[i], i < n ? 0 : 0xffff);
}

START_TEST(large_sums_are_taken_wherever_they_are)
{
	struct qn_rng r = qn_rng_new(2, 0);
	static const size_t n[] = {0, QN_KERN_SUMS, 3 * QN_KERN_SUMS, MOST};
	static const uint16_t limit[] = {0, 1, 2, 1000, 32767, 32768, 65535};
	for (size_t t = 0; t < TABLES; t++) {
		const struct qn_kern *kern = qn_kern_named(NAMES[t]);
		for (size_t i = 0; kern && i < sizeof n / sizeof *n; i++)
			for (size_t l = 0; l < sizeof limit / sizeof *limit;
			     l++) {
				uint32_t at = limit[l];
				check_large(kern, n[i], limit[l], 65535, &r);
				check_large(kern, n[i], limit[l], at, &r);
				check_large(kern, n[i], limit[l], at + at / 500,
				            &r);
			}
	}
}
END_TEST

/* A list of every number with a probability of `share`, asked for numbers in
 * two rising runs, some of which it holds. */
static void check_look_up(const struct qn_kern *kern, double share,
                          struct qn_rng *r)
{
	static uint16_t list[ROOM], at[2 * MOST];
	static uint8_t impact[ROOM], of[MOST], found[2 * MOST];
	uint32_t n = 0;
	size_t k = 0;
	for (uint32_t i = 0; i < MOST; i++) {
		bool in = qn_rng_double(r) < share;
		of[i] = in ? (uint8_t)(1 + qn_rng_below(r, 255)) : 0;
		list[n] = (uint16_t)i;
		impact[n] = of[i];
		n += in;
	}
	for (uint32_t i = 0; i < 2 * MOST; i++) {
		at[k] = (uint16_t)(i % MOST);
		k += qn_rng_below(r, 3) == 0;
	}
	/* What lies behind is not to be found. */
	for (uint32_t i = 0; i < 64; i++) {
		list[n + i] = at[i];
		impact[n + i] = 255;
	}
	kern->look_up(list, impact, n, at, found, k);
	for (size_t i = 0; i < k; i++)
		ck_assert_uint_eq(found[i], of[at[i]]);
}

START_TEST(impacts_are_looked_up_in_lists_of_any_length)
{
	struct qn_rng r = qn_rng_new(3, 0);
	static const double share[] = {0,    0.0002, 0.002, 0.004,
	                               0.02, 0.1,    0.5,   1};
	for (size_t t = 0; t < TABLES; t++) {
		const struct qn_kern *kern = qn_kern_named(NAMES[t]);
		for (size_t i = 0; kern && i < sizeof share / sizeof *share;
		     i++)
			for (int again = 0; again < 5; again++)
				check_look_up(kern, share[i], &r);
	}
}
END_TEST

SUITE(kern_impact, impacts_are_added_at_any_length_and_alignment,
      large_sums_are_taken_wherever_they_are,
      impacts_are_looked_up_in_lists_of_any_length)
