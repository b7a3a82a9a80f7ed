/* SPDX-License-Identifier: MIT */
/*
 * test_vocab.c -- counting, sorting, and the two-column file.
 */
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/scratch.h"
#include "text/vocab.h"

static struct qn_vocab *vocab_of(const char *words)
{
	struct qn_vocab *v = qn_vocab_new();
	for (const char *p = words; *p; p++)
		qn_vocab_add(v, (struct qn_slice){p, 1}, 1);
	return v;
}

static void expect(const struct qn_vocab *v, uint32_t id, const char *word,
                   uint64_t count)
{
	ck_assert_uint_lt(id, v->words.count);
	ck_assert(qn_slice_eq(qn_map_string(&v->words, id), qn_slice_of(word)));
	ck_assert_uint_eq(v->count[id], count);
	ck_assert_uint_eq(qn_vocab_find(v, qn_slice_of(word)), id);
}

START_TEST(words_sort_by_falling_count_then_bytes)
{
	struct qn_vocab *v = vocab_of("zzbbaaac");
	struct qn_vocab_limits limits = {.min_count = 1};
	uint32_t renumber[4];
	qn_vocab_sort(v, &limits, renumber);
	expect(v, 0, "a", 3);
	expect(v, 1, "b", 2);
	expect(v, 2, "z", 2);
	expect(v, 3, "c", 1);
	ck_assert_uint_eq(v->total, 8);
	ck_assert_uint_eq(renumber[0], 2); /* z came first */
	qn_vocab_free(v);
}
END_TEST

START_TEST(bytes_above_127_sort_behind_ascii)
{
	struct qn_vocab *v = qn_vocab_new();
	struct qn_vocab_limits limits = {.min_count = 1};
	qn_vocab_add(v, qn_slice_of("\xc3\xa9"), 1);
	qn_vocab_add(v, qn_slice_of("z"), 1);
	qn_vocab_add(v, qn_slice_of("za"), 1);
	qn_vocab_sort(v, &limits, NULL);
	expect(v, 0, "z", 1);
	expect(v, 1, "za", 1);
	expect(v, 2, "\xc3\xa9", 1);
	qn_vocab_free(v);
}
END_TEST

START_TEST(glove_sorts_bytes_above_127_first)
{
	struct qn_vocab *v = qn_vocab_new();
	struct qn_vocab_limits limits = {.min_count = 1, .as_glove = true};
	qn_vocab_add(v, qn_slice_of("z"), 1);
	qn_vocab_add(v, qn_slice_of("z\xc3\xa9"), 1);
	qn_vocab_add(v, qn_slice_of("za"), 1);
	qn_vocab_add(v, qn_slice_of("\xc3\xa9"), 1);
	qn_vocab_sort(v, &limits, NULL);
	expect(v, 0, "\xc3\xa9", 1);
	expect(v, 1, "z\xc3\xa9", 1);
	expect(v, 2, "z", 1);
	expect(v, 3, "za", 1);
	qn_vocab_free(v);
}
END_TEST

START_TEST(glove_cuts_equal_counts_anywhere_in_the_alphabet)
{
	struct qn_vocab *v = qn_vocab_new();
	struct qn_vocab_limits limits = {.max_size = 14, .as_glove = true};
	for (char c = 'a'; c <= 'z'; c++)
		qn_vocab_add(v, (struct qn_slice){&c, 1}, c == 'q' ? 2 : 1);
	qn_vocab_sort(v, &limits, NULL);
	ck_assert_uint_eq(v->words.count, 14);
	expect(v, 0, "q", 2);
	ck_assert_int_gt(*v->words.entry[13].p, 'n');
	for (uint32_t id = 2; id < 14; id++)
		ck_assert_int_gt(*v->words.entry[id].p,
		                 *v->words.entry[id - 1].p);
	qn_vocab_free(v);
}
END_TEST

START_TEST(rare_words_are_dropped_and_told)
{
	struct qn_vocab *v = vocab_of("abbccc");
	struct qn_vocab_limits limits = {.min_count = 2};
	uint32_t renumber[3];
	qn_vocab_sort(v, &limits, renumber);
	ck_assert_uint_eq(v->words.count, 2);
	ck_assert_uint_eq(v->total, 5);
	ck_assert_uint_eq(renumber[0], QN_MAP_NONE);
	ck_assert_uint_eq(renumber[1], 1);
	ck_assert_uint_eq(renumber[2], 0);
	ck_assert_uint_eq(qn_vocab_find(v, qn_slice_of("a")), QN_MAP_NONE);
	qn_vocab_free(v);
}
END_TEST

START_TEST(a_pinned_word_stays_first_and_is_never_dropped)
{
	struct qn_vocab *v = qn_vocab_new();
	struct qn_vocab_limits limits = {
	    .min_count = 5, .max_size = 1, .pin_first = true};
	qn_vocab_add(v, qn_slice_of(QN_EOS), 0);
	qn_vocab_add(v, qn_slice_of("x"), 6);
	qn_vocab_add(v, qn_slice_of("y"), 7);
	qn_vocab_sort(v, &limits, NULL);
	ck_assert_uint_eq(v->words.count, 2);
	expect(v, 0, QN_EOS, 0);
	expect(v, 1, "y", 7);
	qn_vocab_free(v);
}
END_TEST

START_TEST(sorting_nothing_leaves_nothing)
{
	struct qn_vocab *v = qn_vocab_new();
	qn_vocab_sort(v, &(struct qn_vocab_limits){.pin_first = true}, NULL);
	ck_assert_uint_eq(v->words.count, 0);
	qn_vocab_free(v);
	qn_vocab_free(NULL);
}
END_TEST

START_TEST(counts_do_not_depend_on_how_they_were_merged)
{
	struct qn_vocab *whole = vocab_of("the quern the mill");
	struct qn_vocab *a = vocab_of("the quern"), *b = vocab_of(" the mill");
	uint32_t renumber[8];
	qn_vocab_merge(a, b, renumber);
	ck_assert_uint_eq(a->total, whole->total);
	ck_assert_uint_eq(a->words.count, whole->words.count);
	for (uint32_t id = 0; id < b->words.count; id++)
		ck_assert(qn_slice_eq(qn_map_string(&b->words, id),
		                      qn_map_string(&a->words, renumber[id])));
	for (uint32_t id = 0; id < a->words.count; id++)
		ck_assert_uint_eq(a->count[id], whole->count[id]);
	qn_vocab_free(whole);
	qn_vocab_free(a);
	qn_vocab_free(b);
}
END_TEST

START_TEST(what_is_saved_loads_again)
{
	struct qn_err e = QN_ERR_INIT;
	for (const char *separator = " \t"; *separator; separator++) {
		const char *path = scratch_write("text", "", 0);
		struct qn_vocab *v = vocab_of("zzbbaaac"), *w;
		qn_vocab_add(v, (struct qn_slice){"n\0l", 3}, 1);
		ck_assert(qn_vocab_save(v, path, *separator, &e));
		w = qn_vocab_load(path, &e);
		ck_assert_msg(w != NULL, "%s", e.text);
		ck_assert_uint_eq(w->words.count, v->words.count);
		ck_assert_uint_eq(w->total, v->total);
		for (uint32_t id = 0; id < v->words.count; id++) {
			ck_assert(qn_slice_eq(qn_map_string(&v->words, id),
			                      qn_map_string(&w->words, id)));
			ck_assert_uint_eq(v->count[id], w->count[id]);
		}
		qn_vocab_free(v);
		qn_vocab_free(w);
	}
}
END_TEST

static void refuse(const char *text, const char *why)
{
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch_write("text", text, strlen(text));
	ck_assert_ptr_null(qn_vocab_load(path, &e));
	ck_assert_msg(strstr(e.text, why) != NULL, "\"%s\" lacks \"%s\"",
	              e.text, why);
	ck_assert_msg(strstr(e.text, path) != NULL, "%s", e.text);
}

START_TEST(a_bad_line_is_named)
{
	refuse("a 1\nb\n", "line 2: not \"word count\"");
	refuse("a 1\nb x\n", "line 2");
	refuse("a 1\n\nb 2\n", "line 2");
	refuse("a -1\n", "line 1");
	refuse(" 1\n", "line 1");
	refuse("a 18446744073709551616\n", "line 1");
	refuse("a 18446744073709551615\nb 1\n", "line 2");
	refuse("a 1\nb 2\na 3\n", "line 3: \"a\" was already on line 1");
}
END_TEST

START_TEST(line_ends_of_other_systems_load_too)
{
	struct qn_err e = QN_ERR_INIT;
	static const char text[] = "a 3\r\nb c\t2";
	const char *path = scratch_write("text", text, sizeof text - 1);
	struct qn_vocab *v = qn_vocab_load(path, &e);
	ck_assert_msg(v != NULL, "%s", e.text);
	expect(v, 0, "a", 3);
	expect(v, 1, "b c", 2);
	qn_vocab_free(v);
}
END_TEST

SUITE(vocab, words_sort_by_falling_count_then_bytes,
      bytes_above_127_sort_behind_ascii, glove_sorts_bytes_above_127_first,
      glove_cuts_equal_counts_anywhere_in_the_alphabet,
      rare_words_are_dropped_and_told,
      a_pinned_word_stays_first_and_is_never_dropped,
      sorting_nothing_leaves_nothing,
      counts_do_not_depend_on_how_they_were_merged, what_is_saved_loads_again,
      a_bad_line_is_named, line_ends_of_other_systems_load_too)
