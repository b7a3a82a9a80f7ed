/* SPDX-License-Identifier: MIT */
/*
 * test_indexabout.c -- what an index says of itself, printed and read back.
 */
#include "text/indexabout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/suite.h"

static struct qn_index_about sample(struct qn_stopwords *stop)
{
	struct qn_index_about a = QN_INDEX_DEFAULTS;
	qn_map_add(&stop->words, qn_slice_of("the"));
	qn_map_add(&stop->words, qn_slice_of("\xc3\xa0 la"));
	a.tokenizer.mode = QN_TOKEN_UAX29;
	a.tokenizer.form = QN_FORM_NFKC;
	a.tokenizer.numbers = QN_NUMBERS_FOLD;
	a.tokenizer.invalid = QN_INVALID_REPLACE;
	a.tokenizer.locale = "tr";
	a.tokenizer.stem = "english";
	a.tokenizer.fold_accents = true;
	a.tokenizer.min_length = 4000000000u;
	a.tokenizer.stop = stop;
	a.k1 = 0.1;
	a.b = 1.0 / 3;
	a.positions = false;
	a.texts = a.titles = a.names = true;
	a.documents = 4294967294u;
	a.ever = UINT64_C(999999999999999999);
	a.tokens[QN_FIELD_TEXT] = 123456789012345;
	a.tokens[QN_FIELD_TITLE] = 7;
	return a;
}

static struct qn_buf printed(const struct qn_index_about *a)
{
	struct qn_buf b = {0};
	qn_index_about_print(a, &b);
	return b;
}

START_TEST(everything_that_is_said_is_read_back)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_stopwords stop = {0};
	struct qn_index_about a = sample(&stop), b;
	struct qn_buf text = printed(&a);
	ck_assert_msg(
	    qn_index_about_parse(&b, qn_buf_slice(&text), "a file", &e), "%s",
	    e.text);
	ck_assert_int_eq(b.tokenizer.mode, QN_TOKEN_UAX29);
	ck_assert_int_eq(b.tokenizer.form, QN_FORM_NFKC);
	ck_assert_int_eq(b.tokenizer.numbers, QN_NUMBERS_FOLD);
	ck_assert_int_eq(b.tokenizer.invalid, QN_INVALID_REPLACE);
	ck_assert_int_eq(b.tokenizer.punct, QN_PUNCT_DROP);
	ck_assert_str_eq(b.tokenizer.locale, "tr");
	ck_assert_str_eq(b.tokenizer.stem, "english");
	ck_assert(b.tokenizer.lower && b.tokenizer.fold_accents);
	ck_assert_uint_eq(b.tokenizer.min_length, 4000000000u);
	ck_assert(b.k1 == 0.1 && b.b == 1.0 / 3);
	ck_assert(!b.positions && b.texts && b.titles && b.names);
	ck_assert_uint_eq(b.documents, 4294967294u);
	ck_assert_uint_eq(b.ever, UINT64_C(999999999999999999));
	ck_assert_uint_eq(b.tokens[QN_FIELD_TEXT], 123456789012345);
	ck_assert_uint_eq(b.tokens[QN_FIELD_TITLE], 7);
	ck_assert_uint_eq(b.tokenizer.stop->words.count, 2);
	struct qn_buf again = printed(&b);
	ck_assert_str_eq(again.p, text.p);
	ck_assert(qn_index_about_agree(&a, &b, "a file", &e));
	qn_buf_release(&text);
	qn_buf_release(&again);
	qn_index_about_release(&b);
	qn_map_release(&stop.words);
}
END_TEST

START_TEST(a_copy_counts_nothing_yet)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_stopwords stop = {0};
	struct qn_index_about a = sample(&stop), b;
	ck_assert(qn_index_about_copy(&b, &a, &e));
	ck_assert(qn_index_about_agree(&a, &b, "a file", &e));
	ck_assert(b.texts && !b.titles && !b.names);
	ck_assert(!b.documents && !b.ever && !b.tokens[0] && !b.tokens[1]);
	qn_index_about_release(&b);
	qn_map_release(&stop.words);
}
END_TEST

START_TEST(indexes_that_differ_are_told_in_what)
{
	struct qn_stopwords stop = {0}, other = {0};
	struct qn_index_about a = sample(&stop);
	static const char *const what[] = {
	    "mode", "stem", "k1", "b", "texts", "stop words", "stop words"};
	for (int i = 0; i < 7; i++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_index_about b = a;
		if (i == 0)
			b.tokenizer.mode = QN_TOKEN_SPACE;
		else if (i == 1)
			b.tokenizer.stem = NULL;
		else if (i == 2)
			b.k1 = nextafter(a.k1, 1);
		else if (i == 3)
			b.b = 0;
		else if (i == 4)
			b.texts = false;
		else if (i == 5)
			b.tokenizer.stop = NULL;
		else
			b.tokenizer.stop = &other;
		if (i == 6) {
			qn_map_add(&other.words, qn_slice_of("the"));
			qn_map_add(&other.words, qn_slice_of("a"));
		}
		ck_assert_msg(!qn_index_about_agree(&a, &b, "a file", &e), "%s",
		              what[i]);
		ck_assert_msg(strstr(e.text, what[i]), "%s", e.text);
	}
	qn_map_release(&stop.words);
	qn_map_release(&other.words);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
	struct qn_index_about usual = QN_INDEX_DEFAULTS, b;
	struct qn_buf text = printed(&usual), wrong = {0};
	static const char *const lines[] = {"mode\t0",
	                                    "mode\tICU",
	                                    "mode\t",
	                                    "lower\t2",
	                                    "lower\tyes",
	                                    "b\t1.5",
	                                    "b\tnan",
	                                    "k1\tinf",
	                                    "k1\t",
	                                    "colour\tred",
	                                    "documents\t4294967295",
	                                    "k1\t1.2x",
	                                    "lower",
	                                    "documents\t-1",
	                                    "ever\t1e400",
	                                    "documents\t1e3",
	                                    "documents\t0x10",
	                                    "ever\t 5",
	                                    "mode\tuax29",
	                                    "stem\ten\nstem\tde"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct qn_err e = QN_ERR_INIT;
		qn_buf_clear(&wrong);
		qn_buf_printf(&wrong, "%s%s\n", text.p, lines[i]);
		ck_assert_msg(!qn_index_about_parse(&b, qn_buf_slice(&wrong),
		                                    "a file", &e),
		              "%s", lines[i]);
		ck_assert_ptr_nonnull(strstr(e.text, "a file: "));
		qn_index_about_release(&b);
	}
	for (size_t n = 0; n < text.n; n++) {
		struct qn_err e = QN_ERR_INIT;
		ck_assert(!qn_index_about_parse(
		    &b, (struct qn_slice){text.p, n}, "a file", &e));
		qn_index_about_release(&b);
	}
	qn_buf_release(&wrong);
	qn_buf_release(&text);
}
END_TEST

START_TEST(options_out_of_range_are_refused)
{
	static const double wrong[][2] = {
	    {-1, 0.5}, {NAN, 0.5}, {INFINITY, 0.5}, {1e10, 0.5},
	    {1, -0.1}, {1, 1.1},   {1, NAN}};
	struct qn_err fine = QN_ERR_INIT;
	struct qn_index_about a = QN_INDEX_DEFAULTS;
	ck_assert(qn_index_check_options(&a, &fine));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct qn_err e = QN_ERR_INIT;
		a.k1 = wrong[i][0];
		a.b = wrong[i][1];
		ck_assert(!qn_index_check_options(&a, &e));
	}
}
END_TEST

SUITE(indexabout, everything_that_is_said_is_read_back,
      a_copy_counts_nothing_yet, indexes_that_differ_are_told_in_what,
      what_makes_no_sense_is_refused, options_out_of_range_are_refused)
