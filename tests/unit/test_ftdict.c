/* SPDX-License-Identifier: MIT */
/*
 * test_ftdict.c -- the dictionary counts, sorts and finds as fastText's, and
 * the defaults are its own.
 */
#include "embed/ftdict.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/suite.h"

static void add(struct qn_ft_dict *d, const char *words)
{
	while (*words) {
		size_t n = strcspn(words, " ");
		qn_ft_dict_add(d, (struct qn_slice){words, n}, 1);
		words += n + (words[n] == ' ');
	}
}

static void check_word(const struct qn_ft_dict *d, uint32_t id,
                       const char *word, uint64_t count)
{
	ck_assert(qn_slice_eq(qn_ft_dict_string(d, id), qn_slice_of(word)));
	ck_assert_uint_eq(d->word[id].count, count);
	ck_assert_uint_eq(qn_ft_dict_find(d, qn_slice_of(word)), id);
}

START_TEST(words_come_before_labels_by_falling_counts)
{
	struct qn_ft_args a = QN_FT_SUPERVISED_DEFAULTS;
	struct qn_ft_dict d;
	qn_ft_dict_init(&d, &a);
	add(&d, "__label__x b a a __label__y c c __label__y </s> d");
	qn_ft_dict_sort(&d, 1, 0);
	ck_assert_uint_eq(d.words, 5);
	ck_assert_uint_eq(d.labels, 2);
	ck_assert_uint_eq(d.tokens, 10);
	check_word(&d, 0, "a", 2);
	check_word(&d, 1, "c", 2);
	check_word(&d, 2, "b", 1);
	check_word(&d, 3, "</s>", 1);
	check_word(&d, 4, "d", 1);
	check_word(&d, 5, "__label__y", 2);
	check_word(&d, 6, "__label__x", 1);
	ck_assert(!qn_ft_dict_is_label(&d, 4) && qn_ft_dict_is_label(&d, 5));
	qn_ft_dict_release(&d);
}
END_TEST

START_TEST(rare_words_and_rare_labels_have_limits_of_their_own)
{
	struct qn_ft_args a = QN_FT_SUPERVISED_DEFAULTS;
	struct qn_ft_dict d;
	qn_ft_dict_init(&d, &a);
	add(&d, "__label__x b a a __label__y __label__y");
	qn_ft_dict_sort(&d, 2, 1);
	ck_assert_uint_eq(d.words, 1);
	ck_assert_uint_eq(d.labels, 2);
	ck_assert_uint_eq(d.tokens, 6);
	ck_assert_uint_eq(qn_ft_dict_find(&d, qn_slice_of("b")), QN_FT_NONE);
	qn_ft_dict_sort(&d, 1, 2);
	ck_assert_uint_eq(d.labels, 1);
	qn_ft_dict_release(&d);
}
END_TEST

START_TEST(many_words_are_all_found)
{
	struct qn_ft_args a = QN_FT_ARGS_DEFAULTS;
	struct qn_ft_dict d;
	char word[16];
	qn_ft_dict_init(&d, &a);
	ck_assert_uint_eq(qn_ft_dict_find(&d, qn_slice_of("0")), QN_FT_NONE);
	for (int i = 0; i < 20000; i++) {
		snprintf(word, sizeof word, "%d", i);
		qn_ft_dict_add(&d, qn_slice_of(word), (uint64_t)i + 1);
	}
	qn_ft_dict_sort(&d, 5, 0);
	ck_assert_uint_eq(d.words, 19996);
	for (int i = 4; i < 20000; i++) {
		snprintf(word, sizeof word, "%d", i);
		check_word(&d, 19999 - (uint32_t)i, word, (uint64_t)i + 1);
	}
	qn_ft_dict_release(&d);
}
END_TEST

static void check_rows(const struct qn_ft_dict *d, const char *word,
                       const uint32_t *expected, size_t n)
{
	struct qn_ft_list rows = {0};
	struct qn_buf scratch = {0};
	struct qn_slice s = qn_slice_of(word);
	qn_ft_dict_features(d, s, qn_ft_dict_find(d, s), &scratch, &rows);
	qn_ft_dict_rows(d, &rows);
	ck_assert_uint_eq(rows.n, n);
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(rows.id[i], expected[i]);
	qn_buf_release(&scratch);
	free(rows.id);
}

static uint32_t bucket(const char *gram)
{
	return qn_ft_hash(qn_slice_of(gram)) % 100;
}

START_TEST(rows_are_the_word_and_its_grams)
{
	struct qn_ft_args a = QN_FT_ARGS_DEFAULTS;
	struct qn_ft_dict d;
	a.bucket = 100;
	qn_ft_dict_init(&d, &a);
	add(&d, "ab ab </s>");
	qn_ft_dict_sort(&d, 1, 0);
	const uint32_t known[] = {0, 2 + bucket("<ab"), 2 + bucket("<ab>"),
	                          2 + bucket("ab>")};
	const uint32_t end[] = {1};
	const uint32_t unknown[] = {2 + bucket("<x>")};
	check_rows(&d, "ab", known, 4);
	check_rows(&d, "</s>", end, 1);
	check_rows(&d, "x", unknown, 1);
	a.maxn = 0;
	check_rows(&d, "ab", known, 1);
	check_rows(&d, "x", NULL, 0);
	qn_ft_dict_release(&d);
}
END_TEST

START_TEST(a_dictionary_cut_down_keeps_some_grams)
{
	struct qn_ft_args a = QN_FT_ARGS_DEFAULTS;
	struct qn_ft_dict d;
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_kept *kept = malloc(sizeof *kept);
	*kept = (struct qn_ft_kept){bucket("ab>"), 5};
	a.bucket = 100;
	qn_ft_dict_init(&d, &a);
	add(&d, "ab");
	qn_ft_dict_sort(&d, 1, 0);
	ck_assert(qn_ft_dict_prune(&d, kept, 1, &e));
	const uint32_t expected[] = {0, 1 + 5};
	check_rows(&d, "ab", expected, 2);
	ck_assert(qn_ft_dict_prune(&d, NULL, 0, &e));
	check_rows(&d, "ab", expected, 1);
	qn_ft_dict_release(&d);
}
END_TEST

START_TEST(of_a_word_appended_twice_the_last_is_found)
{
	struct qn_ft_args a = QN_FT_ARGS_DEFAULTS;
	struct qn_ft_dict d;
	qn_ft_dict_init(&d, &a);
	qn_ft_dict_append(&d, qn_slice_of("x"), 3);
	qn_ft_dict_append(&d, qn_slice_of("y"), 2);
	qn_ft_dict_append(&d, qn_slice_of("x"), 1);
	ck_assert_uint_eq(d.size, 3);
	ck_assert_uint_eq(qn_ft_dict_find(&d, qn_slice_of("x")), 2);
	qn_ft_dict_release(&d);
}
END_TEST

START_TEST(the_defaults_are_fasttexts)
{
	struct qn_ft_args a = QN_FT_ARGS_DEFAULTS;
	struct qn_ft_args s = QN_FT_SUPERVISED_DEFAULTS;
	ck_assert_int_eq(a.dim, 100);
	ck_assert_int_eq(a.window, 5);
	ck_assert_int_eq(a.epochs, 5);
	ck_assert_int_eq(a.min_count, 5);
	ck_assert_int_eq(a.min_count_label, 0);
	ck_assert_int_eq(a.negative, 5);
	ck_assert_int_eq(a.word_ngrams, 1);
	ck_assert_int_eq(a.loss, QN_FT_NS);
	ck_assert_int_eq(a.bucket, 2000000);
	ck_assert(a.minn == 3 && a.maxn == 6);
	ck_assert_int_eq(a.rate_update, 100);
	ck_assert_double_eq(a.sample, 1e-4);
	ck_assert_double_eq(a.rate, 0.05);
	ck_assert_str_eq(a.label, "__label__");
	ck_assert_int_eq(s.loss, QN_FT_SOFTMAX);
	ck_assert_int_eq(s.min_count, 1);
	ck_assert(s.minn == 0 && s.maxn == 0);
	ck_assert_double_eq(s.rate, 0.1);
}
END_TEST

SUITE(ftdict, words_come_before_labels_by_falling_counts,
      rare_words_and_rare_labels_have_limits_of_their_own,
      many_words_are_all_found, rows_are_the_word_and_its_grams,
      a_dictionary_cut_down_keeps_some_grams,
      of_a_word_appended_twice_the_last_is_found, the_defaults_are_fasttexts)
