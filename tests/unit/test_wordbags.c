/* SPDX-License-Identifier: MIT */
/*
 * test_wordbags.c -- documents from a matrix of counts; those from files are
 * tests/cli/lda_bags.sh.
 */
#include "tests/unit/suite.h"

#include <math.h>

#include "topic/wordbags.h"

/* 2 0 1 / nothing / 0 0 3 */
static struct qn_docwords *bags(double *value, struct qn_vocab *v,
                                struct qn_err *e)
{
	size_t start[] = {0, 2, 2, 3};
	uint32_t column[] = {0, 2, 2};
	const struct qn_sparse counts = {3, 3, start, column, value};
	for (const char *name = "abc"; *name; name++)
		qn_vocab_add(v, (struct qn_slice){name, 1}, 1);
	return qn_wordbags_of(&counts, v, e);
}

START_TEST(a_word_is_repeated_as_often_as_it_is_counted)
{
	static const uint32_t id[] = {0, 0, 2, 2, 2, 2};
	struct qn_err e = QN_ERR_INIT;
	struct qn_vocab *v = qn_vocab_new();
	struct qn_docwords *d = bags((double[]){2, 1, 3}, v, &e);
	ck_assert_uint_eq(d->n, 3);
	ck_assert_uint_eq(d->start[1], 3);
	ck_assert_uint_eq(d->start[2], 3);
	ck_assert_uint_eq(d->words, 6);
	ck_assert_mem_eq(d->id, id, sizeof id);
	qn_docwords_free(d);
	qn_vocab_free(v);
}
END_TEST

START_TEST(what_is_no_count_is_refused)
{
	static const struct {
		double value;
		const char *why;
	} wrong[] = {{-1, "row 2, column 2: -1 is no count"},
	             {0.5, "row 2, column 2: 0.5 is no count"},
	             {NAN, "row 2, column 2: nan is no count"},
	             {1e300, "more than 2147483647 words"}};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_vocab *v = qn_vocab_new();
		double value[] = {1, 1, wrong[i].value};
		ck_assert_ptr_null(bags(value, v, &e));
		ck_assert_str_eq(e.text, wrong[i].why);
		qn_vocab_free(v);
	}
}
END_TEST

SUITE(wordbags, a_word_is_repeated_as_often_as_it_is_counted,
      what_is_no_count_is_refused)
