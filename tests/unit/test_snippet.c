/* SPDX-License-Identifier: MIT */
/*
 * test_snippet.c -- the part of a text that is shown.
 */
#include "text/snippet.h"

#include <string.h>

#include "base/rng.h"
#include "tests/unit/suite.h"
#include "text/tokenize.h"

static struct qn_tokenizer *cutter(enum qn_token_form form)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index_about about = QN_INDEX_DEFAULTS;
	about.tokenizer.offsets = true;
	about.tokenizer.form = form;
	struct qn_tokenizer *t = qn_tokenizer_new(&about.tokenizer, &e);
	ck_assert_ptr_nonnull(t);
	return t;
}

/* The snippet with its marks in brackets; whether they make sense is looked
 * at on the way. */
static const char *show(struct qn_slice text, const char *query, size_t words,
                        enum qn_token_form form)
{
	static struct qn_buf out;
	struct qn_err e = QN_ERR_INIT;
	struct qn_query q = {.n = 0};
	struct qn_snippet s = {.n = 0};
	struct qn_tokenizer *t = cutter(form);
	qn_query_parse(&q, qn_slice_of(query), false, t, &e);
	ck_assert(qn_snippet_find(&s, text, &q, words, t, &e));
	ck_assert_uint_le(s.begin, s.end);
	ck_assert_uint_le(s.end, text.n);
	ck_assert_uint_le(s.n, words);
	qn_buf_clear(&out);
	qn_buf_puts(&out, "");
	size_t at = s.begin;
	for (size_t i = 0; i < s.n; i++) {
		ck_assert_uint_le(at, s.mark[i][0]);
		ck_assert_uint_lt(s.mark[i][0], s.mark[i][1]);
		ck_assert_uint_le(s.mark[i][1], s.end);
		qn_buf_add(&out, text.p + at, s.mark[i][0] - at);
		qn_buf_putc(&out, '[');
		at = s.mark[i][1];
		qn_buf_add(&out, text.p + s.mark[i][0], at - s.mark[i][0]);
		qn_buf_putc(&out, ']');
	}
	qn_buf_add(&out, text.p + at, s.end - at);
	qn_snippet_release(&s);
	qn_query_release(&q);
	qn_tokenizer_free(t);
	return out.p;
}

static void expect(const char *text, const char *query, size_t words,
                   const char *wanted)
{
	ck_assert_str_eq(show(qn_slice_of(text), query, words, QN_FORM_AS_IS),
	                 wanted);
}

START_TEST(a_short_text_is_shown_whole)
{
	expect("The Quern turns.", "quern", 10, "The [Quern] turns.");
	expect("The quern turns.", "mill", 10, "The quern turns.");
	expect("quern quern", "quern", 10, "[quern] [quern]");
	expect("", "quern", 10, "");
	expect(" ... !", "quern", 10, "");
}
END_TEST

START_TEST(the_window_with_most_of_the_query_is_chosen)
{
	expect("a b c d e f g h", "zzz", 3, "a b c");
	expect("a b c d e f g h", "h", 3, "f g [h]");
	expect("a b c d e f g h", "d", 3, "c [d] e");
	expect("a a a x y b c x y", "a b c", 3, "[b] [c] x");
	expect("x a x x x a a x", "a", 3, "[a] [a] x");
	expect("a x x x x x a x x", "a", 2, "[a] x");
	expect("a b c d", "b", 1, "[b]");
}
END_TEST

START_TEST(the_window_holds_no_more_words_than_asked_for)
{
	struct qn_buf text = {0};
	struct qn_rng r = qn_rng_new(8, 0);
	struct qn_tokenizer *t = cutter(QN_FORM_AS_IS);
	for (int i = 0; i < 500; i++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_slice token;
		size_t n = 0, words = 1 + qn_rng_below(&r, 12);
		qn_buf_clear(&text);
		for (uint32_t k = qn_rng_below(&r, 60); k > 0; k--)
			qn_buf_printf(&text, "%c%s",
			              'a' + (int)qn_rng_below(&r, 9),
			              qn_rng_below(&r, 5) ? " " : " -- ");
		struct qn_buf shown = {0};
		qn_buf_puts(&shown, show(qn_buf_slice(&text), "a b \"c d\"",
		                         words, QN_FORM_AS_IS));
		for (size_t k = 0; k < shown.n; k++)
			if (shown.p[k] == '[' || shown.p[k] == ']')
				shown.p[k] = ' ';
		qn_tokenizer_begin(t, qn_buf_slice(&shown), &e);
		while (qn_tokenizer_next(t, &token, &e))
			n++;
		ck_assert_uint_le(n, words);
		qn_buf_release(&shown);
	}
	qn_tokenizer_free(t);
	qn_buf_release(&text);
}
END_TEST

START_TEST(words_that_one_character_holds_are_marked_once)
{
	/* U+FDFA is four words in NFKC, U+2100 two. */
	static const char *const text[] = {"x \xef\xb7\xba y",
	                                   "x \xe2\x84\x80 y"};
	static const char *const query[] = {
	    "\xd8\xb5\xd9\x84\xd9\x89 \xd8\xa7\xd9\x84\xd9\x84\xd9\x87", "a c"};
	static const char *const wanted[] = {"x [\xef\xb7\xba] y",
	                                     "x [\xe2\x84\x80] y"};
	for (int i = 0; i < 2; i++)
		ck_assert_str_eq(
		    show(qn_slice_of(text[i]), query[i], 10, QN_FORM_NFKC),
		    wanted[i]);
}
END_TEST

SUITE(snippet, a_short_text_is_shown_whole,
      the_window_with_most_of_the_query_is_chosen,
      the_window_holds_no_more_words_than_asked_for,
      words_that_one_character_holds_are_marked_once)
