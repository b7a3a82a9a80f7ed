/* SPDX-License-Identifier: MIT */
/*
 * test_pretoken.c -- GPT-2's pattern, case by case.
 */
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/rng.h"
#include "text/pretoken.h"

/* The pieces of `text` with '|' between them. */
static void expect(enum qn_pretoken_rule rule, const char *text,
                   const char *pieces)
{
	struct qn_pretokens *t = qn_pretokens_new(rule);
	struct qn_buf b = {0};
	const char *p = text, *end = text + strlen(text);
	while (p < end) {
		size_t n = qn_pretoken_next(t, p, end);
		if (b.n)
			qn_buf_putc(&b, '|');
		qn_buf_add(&b, p, n);
		p += n;
	}
	ck_assert_str_eq(b.p, pieces);
	qn_buf_release(&b);
	qn_pretokens_free(t);
}

START_TEST(a_space_goes_with_the_word_behind_it)
{
	expect(QN_PRETOKEN_GPT2, "Hello world 42!", "Hello| world| 42|!");
	expect(QN_PRETOKEN_GPT2, "a1b", "a|1|b");
}
END_TEST

START_TEST(contractions_are_lower_case_and_short)
{
	expect(QN_PRETOKEN_GPT2, "I'm he'll you've we're it's don't she'd",
	       "I|'m| he|'ll| you|'ve| we|'re| it|'s| don|'t| she|'d");
	expect(QN_PRETOKEN_GPT2, "IT'S 'lo 'r'", "IT|'|S| '|lo| '|r|'");
	expect(QN_PRETOKEN_GPT2, "'sat '", "'s|at| '");
	expect(QN_PRETOKEN_GPT2, "!'s", "!'|s");
}
END_TEST

START_TEST(the_last_white_space_belongs_to_what_follows)
{
	expect(QN_PRETOKEN_GPT2, "a   b", "a|  | b");
	expect(QN_PRETOKEN_GPT2, "a  \n b", "a|  \n| b");
	expect(QN_PRETOKEN_GPT2, "a \nb", "a| |\n|b");
	expect(QN_PRETOKEN_GPT2, "a\n\nb", "a|\n|\n|b");
	expect(QN_PRETOKEN_GPT2, "a  ", "a|  ");
	expect(QN_PRETOKEN_GPT2, " ", " ");
	expect(QN_PRETOKEN_GPT2, "\xc2\xa0\xc2\xa0x", "\xc2\xa0|\xc2\xa0|x");
}
END_TEST

START_TEST(classes_are_those_of_unicode)
{
	/* Cyrillic, a letter beyond 65,535, Arabic digits, a superscript. */
	expect(QN_PRETOKEN_GPT2, "\xd0\xb6\xf0\x90\x8c\xb0 \xd9\xa1\xc2\xb2!",
	       "\xd0\xb6\xf0\x90\x8c\xb0| \xd9\xa1\xc2\xb2|!");
	/* A combining mark is no letter. */
	expect(QN_PRETOKEN_GPT2, "e\xcc\x81x", "e|\xcc\x81|x");
}
END_TEST

START_TEST(bytes_that_are_not_utf8_are_neither)
{
	expect(QN_PRETOKEN_GPT2, "a\xff\xfe!b", "a|\xff\xfe!|b");
	expect(QN_PRETOKEN_GPT2, "a\xe6\x97", "a|\xe6\x97");
}
END_TEST

START_TEST(the_rule_of_spaces_cuts_nowhere_else)
{
	expect(QN_PRETOKEN_SPACE, "It's 3.5  km,\tsay",
	       "It's| 3.5| | km,|\t|say");
}
END_TEST

START_TEST(pieces_cover_any_bytes)
{
	struct qn_pretokens *t = qn_pretokens_new(QN_PRETOKEN_GPT2);
	struct qn_rng rng = qn_rng_new(1, 0);
	for (int i = 0; i < 10000; i++) {
		char text[40];
		size_t n = 1 + qn_rng_below(&rng, sizeof text);
		for (size_t k = 0; k < n; k++) {
			uint64_t r = qn_rng_next(&rng);
			text[k] =
			    r & 1 ? (char)(r >> 8) : " 'slA1\n\xe3"[r >> 8 & 7];
		}
		size_t at = 0;
		while (at < n) {
			size_t piece = qn_pretoken_next(t, text + at, text + n);
			ck_assert(piece > 0 && piece <= n - at);
			at += piece;
		}
	}
	qn_pretokens_free(t);
}
END_TEST

SUITE(pretoken, a_space_goes_with_the_word_behind_it,
      contractions_are_lower_case_and_short,
      the_last_white_space_belongs_to_what_follows,
      classes_are_those_of_unicode, bytes_that_are_not_utf8_are_neither,
      the_rule_of_spaces_cuts_nowhere_else, pieces_cover_any_bytes)
