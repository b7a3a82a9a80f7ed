/* SPDX-License-Identifier: MIT */
/*
 * test_wordsim.c -- Spearman's correlation, and the files of word pairs.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "embed/nearest.h"
#include "embed/wordsim.h"

static bool close_to(double a, double b)
{
	return fabs(a - b) < 1e-12;
}

START_TEST(spearman_sees_order_and_nothing_else)
{
	const double x[] = {1, 2, 3, 4}, up[] = {10, 11, 500, 1e9},
	             down[] = {4, 3, 2, -1e9};
	ck_assert(close_to(qn_spearman(x, up, 4), 1));
	ck_assert(close_to(qn_spearman(x, down, 4), -1));
}
END_TEST

START_TEST(equal_values_share_the_mean_of_their_ranks)
{
	/* Ranks 1 2.5 2.5 4 and 1 2 3.5 3.5: xy = 3.75, xx = yy = 4.5. */
	const double x[] = {1, 2, 2, 3}, y[] = {1, 2, 3, 3};
	ck_assert(close_to(qn_spearman(x, y, 4), 3.75 / 4.5));
}
END_TEST

START_TEST(without_two_values_that_differ_there_is_no_correlation)
{
	const double x[] = {1, 1, 1}, y[] = {1, 2, 3};
	ck_assert(isnan(qn_spearman(x, y, 3)));
	ck_assert(isnan(qn_spearman(y, y, 1)));
	ck_assert(isnan(qn_spearman(NULL, NULL, 0)));
}
END_TEST

/* Unit vectors of a few words in the plane, by angle. */
static struct qn_vectors *compass(void)
{
	static const char *const words[] = {"north", "east", "south", "é"};
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *v = qn_vectors_new(4, 2, &e);
	ck_assert(v);
	for (size_t i = 0; i < 4; i++) {
		qn_map_add(&v->words, qn_slice_of(words[i]));
		v->owned[i * v->stride] = cosf((float)i);
		v->owned[i * v->stride + 1] = sinf((float)i);
		qn_unit(v->owned + i * v->stride, 2);
	}
	return v;
}

static bool eval(const char *text, bool keep_case, struct qn_wordsim *r,
                 struct qn_err *e)
{
	char path[] = "/tmp/quern-wordsim-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	fputs(text, file);
	fclose(file);
	struct qn_vectors *v = compass();
	struct qn_wordtest t = {0};
	bool ok = qn_wordtest_open(&t, path, keep_case, e) &&
	          qn_wordsim_eval(v, &t, r, e);
	qn_wordtest_close(&t);
	qn_vectors_free(v);
	unlink(path);
	return ok;
}

START_TEST(pairs_with_an_unknown_word_are_left_out_and_counted)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_wordsim r;
	ck_assert(eval("North\tEAST\t9\nnorth\tup\t3\n\nnorth south 2\r\n",
	               false, &r, &e));
	ck_assert_uint_eq(r.pairs, 3);
	ck_assert_uint_eq(r.known, 2);
	ck_assert(close_to(r.spearman, 1));
}
END_TEST

START_TEST(words_are_lower_cased_as_unicode_has_it_unless_told_not_to)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_wordsim r;
	ck_assert(eval("É\tNORTH\t1\n", false, &r, &e));
	ck_assert_uint_eq(r.known, 1);
	ck_assert(eval("É\tNORTH\t1\n", true, &r, &e));
	ck_assert_uint_eq(r.known, 0);
}
END_TEST

START_TEST(a_heading_is_skipped_and_a_bad_line_is_named)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_wordsim r;
	ck_assert(eval("one\ttwo\tscore\nnorth\teast\t1\n", false, &r, &e));
	ck_assert_uint_eq(r.pairs, 1);
	ck_assert(!eval("north\teast\t1\nnorth\teast\n", false, &r, &e));
	ck_assert(strstr(e.text, "line 2: not a pair"));
}
END_TEST

START_TEST(a_file_without_pairs_is_no_test)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_wordsim r;
	ck_assert(!eval("\n\n", false, &r, &e));
	ck_assert(strstr(e.text, "no pairs"));
}
END_TEST

SUITE(wordsim, spearman_sees_order_and_nothing_else,
      equal_values_share_the_mean_of_their_ranks,
      without_two_values_that_differ_there_is_no_correlation,
      pairs_with_an_unknown_word_are_left_out_and_counted,
      words_are_lower_cased_as_unicode_has_it_unless_told_not_to,
      a_heading_is_skipped_and_a_bad_line_is_named,
      a_file_without_pairs_is_no_test)
