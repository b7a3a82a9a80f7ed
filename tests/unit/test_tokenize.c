/* SPDX-License-Identifier: MIT */
/*
 * test_tokenize.c -- lines to tokens, against ICU itself where it decides.
 */
#define _GNU_SOURCE /* memmem */
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "base/rng.h"
#include "tests/unit/pipe.h"
#include "tests/unit/scratch.h"
#include "text/tokenize.h"
#include "text/tokenlines.h"
#include "text/unicode.h"

/* The tokens of `line`, each followed by '|', appended to `b`. */
static bool tokenize(struct qn_tokenizer *t, struct qn_slice line,
                     struct qn_buf *b, struct qn_err *e)
{
	struct qn_slice token;
	if (!qn_tokenizer_begin(t, line, e))
		return false;
	while (qn_tokenizer_next(t, &token, e)) {
		qn_buf_add(b, token.p, token.n);
		qn_buf_putc(b, '|');
	}
	return !e->failed;
}

static void expect(struct qn_tokenizer_options o, const char *line,
                   const char *tokens)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf b = {0};
	struct qn_tokenizer *t = qn_tokenizer_new(&o, &e);
	qn_buf_puts(&b, "");
	ck_assert_msg(tokenize(t, qn_slice_of(line), &b, &e), "%s", e.text);
	ck_assert_str_eq(b.p, tokens);
	qn_buf_release(&b);
	qn_tokenizer_free(t);
}

START_TEST(pieces_are_icus_without_white_space_and_controls)
{
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	expect(o, "Don't turn 3.5 querns!", "Don't|turn|3.5|querns|!|");
	expect(o, "  a \t b\x01 c\v", "a|b|c|");
	expect(o, "x\xc2\xa0y\xe3\x80\x80z", "x|y|z|");
	expect(o, "", "");
	expect(o, " \t ", "");
	expect(o, "a_b@c.d", "a_b@c.d|");
}
END_TEST

START_TEST(dropping_punctuation_keeps_letters_and_numbers)
{
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	o.punct = QN_PUNCT_DROP;
	expect(o, "a, b! -- 3 _ \xe2\x85\xa7 \xc2\xbd \xe2\x82\xac",
	       "a|b|3|\xe2\x85\xa7|\xc2\xbd|");
}
END_TEST

START_TEST(numbers_are_dropped_or_folded)
{
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	o.numbers = QN_NUMBERS_DROP;
	expect(o, "in 1984 , 3.14 b2b \xd9\xa3 \xc2\xbd", "in|,|b2b|");
	o.numbers = QN_NUMBERS_FOLD;
	expect(o, "in 1984 , 3.14 b2b \xd9\xa3 \xc2\xbd", "in|0|,|0|b2b|0|0|");
}
END_TEST

START_TEST(lower_is_full_case_folding)
{
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	o.lower = true;
	expect(o,
	       "ABC Stra\xc3\x9f"
	       "e \xc3\x89t\xc3\xa9 @Z[",
	       "abc|strasse|\xc3\xa9t\xc3\xa9|@z|[|");
}
END_TEST

START_TEST(accents_are_left_out)
{
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	o.fold_accents = true;
	expect(o, "\xc3\x89t\xc3\xa9 e\xcc\x81 na\xc3\xafve \xed\x95\x9c",
	       "Ete|e|naive|\xed\x95\x9c|");
	o.lower = true;
	expect(o, "\xc3\x89T\xc3\x89", "ete|");
	/* A mark by itself is nothing then. */
	expect(o, "a \xcc\x81 b", "a|b|");
}
END_TEST

START_TEST(text_is_normalised_before_it_is_cut)
{
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	expect(o, "e\xcc\x81", "e\xcc\x81|");
	o.form = QN_FORM_NFC;
	expect(o, "e\xcc\x81 \xef\xac\x81", "\xc3\xa9|\xef\xac\x81|");
	o.form = QN_FORM_NFKC;
	expect(o,
	       "e\xcc\x81 \xef\xac\x81 a\xc2\xa0"
	       "b",
	       "\xc3\xa9|fi|a|b|");
	o.mode = QN_TOKEN_SPACE;
	expect(o,
	       "\xef\xac\x81, a\xc2\xa0"
	       "b",
	       "fi,|a|b|");
}
END_TEST

START_TEST(short_tokens_are_dropped_by_characters)
{
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	o.min_length = 2;
	expect(o, "a bc \xc3\xa9 \xc3\xa9t", "bc|\xc3\xa9t|");
}
END_TEST

START_TEST(mode_space_passes_bytes_through)
{
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	o.mode = QN_TOKEN_SPACE;
	expect(o, " a,b \t\xff\xfe c\rd \r e\r", "a,b|\xff\xfe|cd|e|");
	o.lower = true;
	expect(o, " A,b \tC\rd \r E\r", "a,b|cd|e|");
}
END_TEST

START_TEST(bad_utf8_is_told_replaced_or_skipped)
{
	static const char line[] = "caf\xc3\xa9 \xff x\xe2\x82 \xed\xa0\x80.";
	struct qn_err e = QN_ERR_INIT;
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	struct qn_tokenizer *t = qn_tokenizer_new(&o, &e);
	ck_assert(!qn_tokenizer_begin(t, qn_slice_of(line), &e));
	ck_assert_str_eq(e.text,
	                 "not UTF-8 at byte 7; use --invalid=replace to go on");
	qn_tokenizer_free(t);
	o.invalid = QN_INVALID_SKIP;
	expect(o, line, "caf\xc3\xa9|x|.|");
	o.invalid = QN_INVALID_REPLACE;
	expect(o, "a\xff\xc0\xaf", "a|\xef\xbf\xbd|\xef\xbf\xbd|\xef\xbf\xbd|");
}
END_TEST

/* Each token as "text@begin-end|". */
static void expect_places(struct qn_tokenizer_options o, const char *line,
                          const char *want)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf b = {0};
	o.offsets = true;
	struct qn_tokenizer *t = qn_tokenizer_new(&o, &e);
	const struct qn_token *token;
	size_t n;
	ck_assert(qn_tokenizer_begin(t, qn_slice_of(line), &e));
	while (qn_tokenizer_batch(t, &token, &n, &e))
		for (size_t i = 0; i < n; i++) {
			qn_buf_add(&b, token[i].text.p, token[i].text.n);
			qn_buf_printf(&b, "@%zu-%zu|", token[i].begin,
			              token[i].end);
		}
	ck_assert_str_eq(b.p, want);
	qn_buf_release(&b);
	qn_tokenizer_free(t);
}

START_TEST(tokens_tell_where_they_stood_in_the_text_as_it_was)
{
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	expect_places(o, "a \xc3\xa9t bc", "a@0-1|\xc3\xa9t@2-5|bc@6-8|");
	o.lower = true;
	expect_places(o,
	              "A Stra\xc3\x9f"
	              "e b",
	              "a@0-1|strasse@2-9|b@10-11|");
	o.form = QN_FORM_NFKC;
	expect_places(o, "\xef\xac\x81n e\xcc\x81t \xe2\x91\xa0 x",
	              "fin@0-4|\xc3\xa9t@5-9|1@10-13|x@14-15|");
	o.form = QN_FORM_AS_IS;
	o.invalid = QN_INVALID_REPLACE;
	expect_places(o, "a \xff", "a@0-1|\xef\xbf\xbd@2-3|");
	expect_places(o, "a\xff b\xe2\x82 c",
	              "a@0-1|\xef\xbf\xbd@1-2|b@3-4|\xef\xbf\xbd@4-6|c@7-8|");
	o.invalid = QN_INVALID_SKIP;
	expect_places(o,
	              "\xff\xff"
	              "a\xff"
	              "b c",
	              "ab@2-5|c@6-7|");
	o.mode = QN_TOKEN_SPACE;
	expect_places(o,
	              "\xff"
	              "A,b \tC",
	              "a,b@1-4|c@6-7|");
}
END_TEST

START_TEST(lower_case_can_be_a_languages_own)
{
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	o.lower = true;
	o.locale = "tr";
	expect(o, "I \xc4\xb0Z D", "\xc4\xb1|iz|d|");
	o.locale = "el";
	expect(o, "I \xce\xa3\xce\x91\xce\xa3", "i|\xcf\x83\xce\xb1\xcf\x83|");
	struct qn_err e = QN_ERR_INIT;
	o.locale = "xx9";
	ck_assert_ptr_null(qn_tokenizer_new(&o, &e));
	ck_assert_str_eq(e.text, "no language is called \"xx9\"");
}
END_TEST

START_TEST(mode_uax29_goes_by_the_standard)
{
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	o.mode = QN_TOKEN_UAX29;
	expect(o, "a:b c@d \xe6\x97\xa5\xe6\x9c\xac",
	       "a:b|c|@|d|\xe6\x97\xa5|\xe6\x9c\xac|");
}
END_TEST

/* --- against ICU ---------------------------------------------------------- */

static bool is_token(const UChar *p, int32_t n)
{
	for (int32_t i = 0; i < n;) {
		UChar32 c;
		U16_NEXT(p, i, n, c);
		if (!u_isUWhiteSpace(c) && u_charType(c) != U_CONTROL_CHAR)
			return true;
	}
	return false;
}

/* What ICU gives for the whole line at once. */
static void by_icu(struct qn_slice line, struct qn_buf *b)
{
	UErrorCode u = U_ZERO_ERROR;
	int32_t n, at = 0, to, bytes;
	UChar *s = malloc((line.n + 1) * sizeof *s);
	u_strFromUTF8(s, (int32_t)line.n + 1, &n, line.p, (int32_t)line.n, &u);
	UBreakIterator *breaks = ubrk_open(UBRK_WORD, "", s, n, &u);
	ck_assert(U_SUCCESS(u));
	for (; (to = ubrk_next(breaks)) != UBRK_DONE; at = to) {
		if (!is_token(s + at, to - at))
			continue;
		qn_buf_reserve(b, 3 * (size_t)(to - at) + 1);
		u_strToUTF8(b->p + b->n, (int32_t)(b->cap - b->n), &bytes,
		            s + at, to - at, &u);
		b->n += (size_t)bytes;
		qn_buf_putc(b, '|');
	}
	ubrk_close(breaks);
	free(s);
}

/* Characters that the rules of word boundaries tell apart. */
static void random_line(struct qn_rng *r, size_t n, struct qn_buf *b)
{
	static const char *const pieces[] = {
	    "a",
	    "Z",
	    "the",
	    "3",
	    "14",
	    " ",
	    " ",
	    " ",
	    "  ",
	    "\t",
	    ".",
	    ",",
	    ":",
	    ";",
	    "'",
	    "\"",
	    "_",
	    "-",
	    "@",
	    "/",
	    "\x01",
	    "\r",
	    "\v",
	    "\x7f",
	    "\xc2\x85",
	    "\xc2\xa0",
	    "\xc2\xad",
	    "\xc2\xb7",
	    "\xc3\xa9",
	    "\xcc\x81",
	    "\xd7\x90",
	    "\xd7\xb4",
	    "\xd9\xa3",
	    "\xe0\xb8\xa0",
	    "\xe0\xb8\xb2\xe0\xb8\xa9\xe0\xb8\xb2",
	    "\xe2\x80\x8b",
	    "\xe2\x80\x8d",
	    "\xe2\x80\x99",
	    "\xe2\x80\xa8",
	    "\xe2\x80\xaf",
	    "\xe3\x80\x80",
	    "\xe3\x82\xab\xe3\x82\xbf",
	    "\xe3\x81\x8b",
	    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
	    "\xed\x95\x9c",
	    "\xef\xbb\xbf",
	    "\xf0\x9f\x91\xa9",
	    "\xf0\x9f\x8f\xbd",
	    "\xf0\x9f\x87\xa9",
	    "\xf0\x9f\x87\xaa",
	    "\xf0\x9d\x94\xb8"};
	const uint32_t kinds = sizeof pieces / sizeof *pieces;
	while (b->n < n)
		qn_buf_puts(b, pieces[qn_rng_below(r, kinds)]);
}

static void compare_with_icu(struct qn_tokenizer *t, struct qn_slice line)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf ours = {0}, icus = {0};
	qn_buf_puts(&ours, "");
	qn_buf_puts(&icus, "");
	ck_assert(tokenize(t, line, &ours, &e));
	by_icu(line, &icus);
	ck_assert_uint_eq(ours.n, icus.n);
	ck_assert_msg(memcmp(ours.p, icus.p, ours.n) == 0, "%s\nnot %s", ours.p,
	              icus.p);
	qn_buf_release(&ours);
	qn_buf_release(&icus);
}

START_TEST(random_lines_are_cut_as_icu_cuts_them)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	struct qn_tokenizer *t = qn_tokenizer_new(&o, &e);
	struct qn_buf line = {0};
	for (uint64_t seed = 0; seed < 2000; seed++) {
		struct qn_rng r = qn_rng_new(seed, 0);
		qn_buf_clear(&line);
		random_line(&r, qn_rng_below(&r, 200), &line);
		compare_with_icu(
		    t, (struct qn_slice){line.p ? line.p : "", line.n});
	}
	qn_buf_release(&line);
	qn_tokenizer_free(t);
}
END_TEST

START_TEST(long_lines_are_cut_as_icu_cuts_them_whole)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	struct qn_tokenizer *t = qn_tokenizer_new(&o, &e);
	struct qn_buf line = {0};
	struct qn_rng r = qn_rng_new(7, 0);
	random_line(&r, 700000, &line);
	compare_with_icu(t, qn_buf_slice(&line));
	/* One word with no place to cut it. */
	memset(line.p, 'x', line.n);
	compare_with_icu(t, qn_buf_slice(&line));
	qn_buf_release(&line);
	qn_tokenizer_free(t);
}
END_TEST

START_TEST(the_tokens_cover_all_that_is_visible)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	struct qn_tokenizer *t = qn_tokenizer_new(&o, &e);
	for (uint64_t seed = 0; seed < 500; seed++) {
		struct qn_rng r = qn_rng_new(seed, 1);
		struct qn_buf line = {0};
		random_line(&r, 100, &line);
		struct qn_slice token, rest = qn_buf_slice(&line);
		ck_assert(qn_tokenizer_begin(t, rest, &e));
		while (qn_tokenizer_next(t, &token, &e)) {
			const char *at =
			    memmem(rest.p, rest.n, token.p, token.n);
			ck_assert_ptr_nonnull(at);
			rest.n -= (size_t)(at - rest.p) + token.n;
			rest.p = at + token.n;
		}
		ck_assert(!e.failed);
		qn_buf_release(&line);
	}
	qn_tokenizer_free(t);
}
END_TEST

/* --- by all threads ------------------------------------------------------- */

struct collected {
	struct qn_buf lane[8], all;
	size_t lanes;
};

static void add_tokens(void *ctx, size_t lane, const struct qn_token *token,
                       size_t n, size_t at)
{
	struct qn_buf *b = &((struct collected *)ctx)->lane[lane];
	(void)at;
	for (size_t i = 0; i < n; i++) {
		qn_buf_add(b, token[i].text.p, token[i].text.n);
		qn_buf_putc(b, '|');
	}
}

static void add_line(void *ctx, size_t lane, bool last)
{
	(void)last;
	qn_buf_putc(&((struct collected *)ctx)->lane[lane], '\n');
}

static bool add_batch(void *ctx, size_t lanes, struct qn_err *e)
{
	struct collected *c = ctx;
	for (size_t i = 0; i < lanes; i++) {
		qn_buf_add(&c->all, c->lane[i].p, c->lane[i].n);
		qn_buf_clear(&c->lane[i]);
	}
	return !e->failed;
}

/* The tokens of standard input or a file; release ->all. */
static struct qn_buf tokenize_all(const char *path, int threads,
                                  struct qn_err *e)
{
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	struct qn_pool *pool = qn_pool_new(threads);
	struct collected c = {.lanes = (size_t)threads};
	const struct qn_token_visitor v = {.ctx = &c,
	                                   .tokens = add_tokens,
	                                   .line = add_line,
	                                   .batch = add_batch};
	struct qn_token_lanes *lanes = qn_token_lanes_new(&o, false, pool, e);
	qn_tokenize_files(lanes, &path, path ? 1 : 0, NULL, &v, e);
	qn_token_lanes_free(lanes);
	for (size_t i = 0; i < c.lanes; i++)
		qn_buf_release(&c.lane[i]);
	qn_pool_free(pool);
	return c.all;
}

static struct qn_buf many_lines(size_t lines)
{
	struct qn_buf text = {0}, line = {0};
	struct qn_rng r = qn_rng_new(3, 0);
	for (size_t i = 0; i < lines; i++) {
		qn_buf_clear(&line);
		random_line(&r, qn_rng_below(&r, 100), &line);
		qn_buf_add(&text, line.p, line.n);
		qn_buf_putc(&text, '\n');
	}
	qn_buf_puts(&text, "the end");
	qn_buf_release(&line);
	return text;
}

static void drop_tokens(void *ctx, size_t lane, const struct qn_token *token,
                        size_t n, size_t at)
{
	(void)ctx;
	(void)lane;
	(void)at;
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_le(token[i].text.n, 5);
}

START_TEST(a_token_that_is_too_long_is_an_error)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	struct qn_pool *pool = qn_pool_new(2);
	const struct qn_token_visitor v = {.tokens = drop_tokens, .longest = 5};
	const char *path = scratch_write("text", "quern mills\n", 12);
	struct qn_token_lanes *lanes = qn_token_lanes_new(&o, false, pool, &e);
	ck_assert(qn_tokenize_files(lanes, &path, 1, NULL, &v, &e));
	path = scratch_write("text", "quern\nwatermill\n", 16);
	ck_assert(!qn_tokenize_files(lanes, &path, 1, NULL, &v, &e));
	ck_assert_ptr_nonnull(
	    strstr(e.text, "line 2: a word of 9 bytes is too long"));
	qn_token_lanes_free(lanes);
	qn_pool_free(pool);
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_tokens)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf text = many_lines(40000);
	const char *path = scratch_write("text", text.p, text.n);
	struct qn_buf one = tokenize_all(path, 1, &e);
	for (int threads = 2; threads <= 5; threads += 3) {
		struct qn_buf many = tokenize_all(path, threads, &e);
		ck_assert(qn_slice_eq(qn_buf_slice(&one), qn_buf_slice(&many)));
		qn_buf_release(&many);
	}
	stdin_from(pipe_with(text.p, text.n, 10007));
	struct qn_buf piped = tokenize_all(NULL, 2, &e);
	ck_assert_msg(!e.failed, "%s", e.text);
	ck_assert(qn_slice_eq(qn_buf_slice(&one), qn_buf_slice(&piped)));
	qn_buf_release(&piped);
	qn_buf_release(&one);
	qn_buf_release(&text);
}
END_TEST

START_TEST(the_first_bad_line_is_named_whoever_meets_it)
{
	struct qn_buf text = many_lines(40000);
	text.p[text.n - 30000] = '\xff';
	text.p[text.n - 10] = '\xff';
	size_t line = 1;
	for (size_t i = 0; i < text.n - 30000; i++)
		line += text.p[i] == '\n';
	char want[64];
	snprintf(want, sizeof want, ": line %zu: not UTF-8 at byte ", line);
	const char *path = scratch_write("text", text.p, text.n);
	for (int threads = 1; threads <= 4; threads++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_buf b = tokenize_all(path, threads, &e);
		ck_assert_ptr_nonnull(strstr(e.text, want));
		qn_buf_release(&b);
	}
	qn_buf_release(&text);
}
END_TEST

SUITE(tokenize, pieces_are_icus_without_white_space_and_controls,
      dropping_punctuation_keeps_letters_and_numbers,
      numbers_are_dropped_or_folded, lower_is_full_case_folding,
      accents_are_left_out, text_is_normalised_before_it_is_cut,
      short_tokens_are_dropped_by_characters, mode_space_passes_bytes_through,
      bad_utf8_is_told_replaced_or_skipped,
      tokens_tell_where_they_stood_in_the_text_as_it_was,
      lower_case_can_be_a_languages_own, mode_uax29_goes_by_the_standard,
      random_lines_are_cut_as_icu_cuts_them,
      long_lines_are_cut_as_icu_cuts_them_whole,
      the_tokens_cover_all_that_is_visible,
      a_token_that_is_too_long_is_an_error,
      any_number_of_threads_gives_the_same_tokens,
      the_first_bad_line_is_named_whoever_meets_it)
