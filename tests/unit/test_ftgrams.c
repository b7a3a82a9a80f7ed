/* SPDX-License-Identifier: MIT */
/*
 * test_ftgrams.c -- fastText's n-grams against a slow, literal reading of
 * what they are.
 */
#include "embed/ftgrams.h"

#include <stdlib.h>

#include "tests/unit/suite.h"

static struct qn_slice gram(const struct qn_ft_grams *g, size_t i)
{
	return (struct qn_slice){g->word.p + g->gram[i].at, g->gram[i].n};
}

/* Those of `word`, one after the other with a blank between. */
static char *spelt(const char *word, int minn, int maxn)
{
	struct qn_ft_grams g = {0};
	struct qn_buf all = {0};
	qn_ft_char_grams(&g, qn_slice_of(word), minn, maxn);
	qn_buf_puts(&all, "");
	for (size_t i = 0; i < g.n; i++) {
		if (i)
			qn_buf_putc(&all, ' ');
		qn_buf_add(&all, gram(&g, i).p, gram(&g, i).n);
		ck_assert_uint_eq(g.gram[i].hash, qn_ft_hash(gram(&g, i)));
	}
	qn_ft_grams_release(&g);
	return all.p;
}

static void check_spelt(const char *word, int minn, int maxn,
                        const char *expected)
{
	char *grams = spelt(word, minn, maxn);
	ck_assert_str_eq(grams, expected);
	free(grams);
}

START_TEST(the_hash_is_fnv_with_signed_bytes)
{
	/* Published values of FNV-1a; bytes from 128 on tell the kinds
	 * apart. */
	ck_assert_uint_eq(qn_ft_hash(qn_slice_of("")), 0x811c9dc5u);
	ck_assert_uint_eq(qn_ft_hash(qn_slice_of("a")), 0xe40c292cu);
	ck_assert_uint_eq(qn_ft_hash(qn_slice_of("foobar")), 0xbf9cf968u);
	ck_assert_uint_eq(qn_ft_hash(qn_slice_of("\xff")),
	                  (0x811c9dc5u ^ 0xffffffffu) * 0x01000193u);
}
END_TEST

START_TEST(grams_come_by_beginning_then_by_length)
{
	check_spelt("ab", 3, 6, "<ab <ab> ab>");
	check_spelt("abc", 2, 3, "<a <ab ab abc bc bc> c>");
	check_spelt("", 1, 3, "<>");
}
END_TEST

START_TEST(brackets_alone_are_no_grams)
{
	check_spelt("ab", 1, 1, "a b");
	check_spelt("ab", 1, 2, "<a a ab b b>");
}
END_TEST

START_TEST(characters_are_not_cut_apart)
{
	check_spelt("né", 2, 2, "<n né é>");
	check_spelt("語", 1, 3, "<語 <語> 語 語>");
	/* Bytes that continue nothing join what is before them. */
	check_spelt("\x80z", 2, 2, "<\x80z z>");
}
END_TEST

START_TEST(buckets_are_remainders_of_the_hashes)
{
	static const uint32_t bucket[] = {
	    1, 2, 3, 7, 100, 2000000, 1 << 20, 2147483647, UINT32_MAX};
	struct qn_slice word = qn_slice_of("Überraschung");
	struct qn_ft_grams g = {0};
	struct qn_ft_list list = {0};
	struct qn_buf spelt = {0};
	qn_ft_char_grams(&g, word, 1, 6);
	for (size_t i = 0; i < sizeof bucket / sizeof *bucket; i++) {
		list.n = 0;
		qn_ft_char_buckets(&list, word, 1, 6, bucket[i], &spelt);
		ck_assert_uint_eq(list.n, g.n);
		for (size_t k = 0; k < g.n; k++)
			ck_assert_uint_eq(list.id[k],
			                  g.gram[k].hash % bucket[i]);
	}
	qn_ft_grams_release(&g);
	qn_buf_release(&spelt);
	free(list.id);
}
END_TEST

START_TEST(no_lengths_no_grams)
{
	check_spelt("word", 0, 0, "");
	check_spelt("word", 5, 3, "");
}
END_TEST

START_TEST(runs_of_words_fall_into_buckets)
{
	const uint32_t hash[3] = {5, 0xfffffffeu, 7}; /* 5, -2, 7 */
	const uint64_t f = 116049371;
	const uint32_t expected[] = {
	    (uint32_t)((5 * f - 2) % 1000),
	    (uint32_t)(((5 * f - 2) * f + 7) % 1000),
	    (uint32_t)((0 - 2 * f + 7) % 1000),
	};
	struct qn_ft_list list = {0};
	qn_ft_word_grams(&list, hash, 3, 3, 1000);
	ck_assert_uint_eq(list.n, 3);
	ck_assert_mem_eq(list.id, expected, sizeof expected);
	list.n = 0;
	qn_ft_word_grams(&list, hash, 3, 1, 1000);
	qn_ft_word_grams(&list, hash, 3, 3, 0);
	ck_assert_uint_eq(list.n, 0);
	free(list.id);
}
END_TEST

SUITE(ftgrams, the_hash_is_fnv_with_signed_bytes,
      grams_come_by_beginning_then_by_length, brackets_alone_are_no_grams,
      characters_are_not_cut_apart, buckets_are_remainders_of_the_hashes,
      no_lengths_no_grams, runs_of_words_fall_into_buckets)
