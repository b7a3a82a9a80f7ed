/* SPDX-License-Identifier: MIT */
/*
 * test_wordrandom.c -- word boundaries of random texts, whole and in parts.
 */
#include <stdio.h>

#include "tests/unit/randomtext.h"
#include "tests/unit/suite.h"
#include "tests/unit/wordjudge.h"
#include "text/unicode.h"

static void random_texts(enum qn_word_rules rules, size_t step, uint64_t seeds)
{
	struct cutter c = cutter_new(rules);
	struct qn_buf s = {0};
	c.step = step;
	for (uint64_t seed = 0; seed < seeds; seed++) {
		struct qn_rng r = qn_rng_new(seed, 0);
		char what[40];
		random_text(&r, &s);
		snprintf(what, sizeof what, "seed %d", (int)seed);
		cutter_compare(&c, (struct qn_slice){s.p ? s.p : "", s.n},
		               what);
	}
	qn_buf_release(&s);
	cutter_free(&c);
}

START_TEST(random_texts_are_cut_as_icu_cuts_them)
{
	random_texts(QN_WORDS_ICU, 0, 20000);
}
END_TEST

START_TEST(random_texts_are_cut_as_the_standard_says)
{
	random_texts(QN_WORDS_UAX29, 0, 20000);
}
END_TEST

START_TEST(parts_of_a_text_are_cut_as_the_whole)
{
	for (size_t step = 1; step < 200; step += 1 + step / 3) {
		random_texts(QN_WORDS_ICU, step, 500);
		random_texts(QN_WORDS_UAX29, step, 500);
	}
}
END_TEST

START_TEST(any_bytes_are_cut_as_if_mended)
{
	struct cutter c[2] = {cutter_new(QN_WORDS_ICU),
	                      cutter_new(QN_WORDS_UAX29)};
	struct qn_buf s = {0};
	for (uint64_t seed = 0; seed < 20000; seed++) {
		struct qn_rng r = qn_rng_new(seed, 1);
		random_text(&r, &s);
		for (uint32_t n = s.n ? qn_rng_below(&r, 9) : 0; n; n--)
			s.p[qn_rng_below(&r, (uint32_t)s.n)] =
			    (char)qn_rng_below(&r, 256);
		for (int i = 0; i < 2; i++) {
			c[i].step = seed % 2 ? 0 : 1 + seed % 70;
			cutter_compare(&c[i],
			               (struct qn_slice){s.p ? s.p : "", s.n},
			               "bytes");
		}
	}
	qn_buf_release(&s);
	cutter_free(&c[0]);
	cutter_free(&c[1]);
}
END_TEST

/* Pieces that are asked for are those of all that hold what it takes. */
START_TEST(pieces_are_chosen_by_what_they_hold)
{
	struct qn_err e = QN_ERR_INIT;
	struct cutter c = cutter_new(QN_WORDS_ICU);
	struct qn_wordbreak *all = qn_wordbreak_new(QN_WORDS_ICU, &e);
	struct qn_buf s = {0};
	for (uint64_t seed = 0; seed < 4000; seed++) {
		struct qn_rng r = qn_rng_new(seed, 2);
		struct qn_piece_list whole, some;
		random_text(&r, &s);
		struct qn_slice text = {s.p ? s.p : "", s.n};
		bool words = seed & 1;
		qn_wordbreak_cut(all, text, true, QN_PIECES_ALL, &whole, &e);
		qn_wordbreak_cut(c.w, text, true,
		                 words ? QN_PIECES_WORDS : QN_PIECES_VISIBLE,
		                 &some, &e);
		struct chars t = chars_of(text);
		size_t k = 0, at = 0;
		for (size_t i = 0; i < whole.n; i++) {
			unsigned bits = 0;
			for (; t.at[at] < whole.end[i]; at++)
				bits |= qn_char_class(t.c[at]);
			if (words)
				bits &= QN_CHAR_LETTER | QN_CHAR_NUMBER;
			if (!bits)
				continue;
			must(k < some.n && some.begin[k] == whole.begin[i] &&
			         some.end[k] == whole.end[i],
			     "what is asked for is listed");
			k++;
		}
		must(k == some.n, "nothing else is listed");
		chars_release(&t);
	}
	qn_buf_release(&s);
	qn_wordbreak_free(all);
	cutter_free(&c);
}
END_TEST

SUITE(wordrandom, random_texts_are_cut_as_icu_cuts_them,
      random_texts_are_cut_as_the_standard_says,
      parts_of_a_text_are_cut_as_the_whole, any_bytes_are_cut_as_if_mended,
      pieces_are_chosen_by_what_they_hold)
