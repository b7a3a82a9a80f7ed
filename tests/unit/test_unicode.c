/* SPDX-License-Identifier: MIT */
/*
 * test_unicode.c -- UTF-8 in blocks against ICU's reading of one character
 * after the other.
 */
#include "tests/unit/suite.h"

#include <stdint.h>
#include <unicode/utf8.h>

#include "base/rng.h"
#include "text/unicode.h"

enum { MOST = 300 };

/* Where the first character is that is none. */
static size_t checked_one_by_one(const char *text, size_t n)
{
	for (size_t i = 0; i < n;) {
		int32_t used = 0, left = n - i < 4 ? (int32_t)(n - i) : 4;
		const char *p = text + i;
		UChar32 c;
		U8_NEXT(p, used, left, c);
		if (c < 0)
			return i;
		i += (size_t)used;
	}
	return n;
}

/* Characters of each length, surrogates now and then. */
static size_t random_text(struct qn_rng *r, char *to)
{
	static const UChar32 first[] = {0,      0,       0x80,    0x800,
	                                0x7ff0, 0x10000, 0x10fff0};
	static const uint32_t range[] = {0x80,   0x80,     0x780, 0xc800,
	                                 0x8010, 0x100000, 0x10};
	size_t n = 0, most = qn_rng_below(r, MOST - 8);
	while (n < most) {
		uint32_t kind = qn_rng_below(r, 7);
		UChar32 c = first[kind] + (UChar32)qn_rng_below(r, range[kind]);
		if (qn_rng_below(r, 500) == 0)
			c = 0xd800 + (UChar32)qn_rng_below(r, 0x800);
		U8_APPEND_UNSAFE(to, n, c);
	}
	return n;
}

/* Bytes about which the rules are. */
static void spoil(struct qn_rng *r, char *text, size_t n)
{
	static const unsigned char bytes[] = {
	    0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1,
	    0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff};
	text[qn_rng_below(r, (uint32_t)n)] =
	    (char)bytes[qn_rng_below(r, sizeof bytes)];
}

START_TEST(the_first_wrong_byte_is_found)
{
	size_t whole = 0, texts = 100000;
	for (uint64_t seed = 0; seed < texts; seed++) {
		struct qn_rng r = qn_rng_new(seed, 0);
		char text[MOST];
		size_t n = random_text(&r, text);
		for (uint32_t i = qn_rng_below(&r, 4); n && i > 1; i--)
			spoil(&r, text, n);
		if (n > 3)
			n -= qn_rng_below(&r, 3);
		size_t good = checked_one_by_one(text, n);
		if (qn_utf8_check((struct qn_slice){text, n}) != good)
			ck_abort_msg("seed %d", (int)seed);
		whole += good == n;
	}
	ck_assert_uint_gt(whole, texts / 10);
	ck_assert_uint_lt(whole, texts / 2);
}
END_TEST

SUITE(unicode, the_first_wrong_byte_is_found)
