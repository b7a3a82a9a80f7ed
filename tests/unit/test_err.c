/* SPDX-License-Identifier: MIT */
/* test_err.c -- the sticky error record. */
#include "base/err.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/suite.h"

START_TEST(the_first_failure_stays)
{
	struct qn_err e = QN_ERR_INIT;
	ck_assert(!e.failed);
	ck_assert(!qn_fail(&e, "a.txt: line %d", 7));
	ck_assert(!qn_fail(&e, "b.txt"));
	ck_assert(e.failed);
	ck_assert_str_eq(e.text, "a.txt: line 7");
}
END_TEST

START_TEST(errno_ends_the_sentence)
{
	struct qn_err e = QN_ERR_INIT;
	errno = ENOENT;
	qn_fail_errno(&e, "%s", "corpus.txt");
	ck_assert_str_eq(e.text, "corpus.txt: No such file or directory");
}
END_TEST

START_TEST(a_sentence_is_one_line_and_fits)
{
	char name[2 * QN_ERR_TEXT];
	struct qn_err e = QN_ERR_INIT;
	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	memcpy(name + 3, "\n\r\t\x1b\x7f", 5);
	errno = ENOENT;
	qn_fail_errno(&e, "%s", name);
	ck_assert_uint_lt(strlen(e.text), QN_ERR_TEXT);
	ck_assert_int_eq(strncmp(e.text, "xxx     x", 9), 0);
}
END_TEST

START_TEST(an_interruption_is_told_from_a_failure)
{
	struct qn_err e = QN_ERR_INIT, f = QN_ERR_INIT;
	qn_fail_interrupted(&e, "training");
	ck_assert(e.failed && e.interrupted);
	qn_fail(&f, "disk");
	qn_fail_interrupted(&f, "training");
	ck_assert(!f.interrupted);
}
END_TEST

SUITE(err, the_first_failure_stays, errno_ends_the_sentence,
      a_sentence_is_one_line_and_fits, an_interruption_is_told_from_a_failure)
