/* SPDX-License-Identifier: MIT */
/*
 * test_mttok.c -- lines as sacreBLEU 2.6 cuts them; tests/parity/sacrebleu.py
 * compares whole corpora.
 */
#include "seq/mttok.h"

#include "tests/unit/suite.h"

/* The tokens of `line`, with "|" between them, are `expected`. */
static void cuts(const struct qn_mttok_options *o, const char *line,
                 const char *expected)
{
	struct qn_mttok *t = qn_mttok_new(o);
	struct qn_buf b = {0};
	size_t n;
	const struct qn_slice *token = qn_mttok_line(t, qn_slice_of(line), &n);
	qn_buf_puts(&b, "");
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_gt(token[i].n, 0);
		qn_buf_puts(&b, i ? "|" : "");
		qn_buf_add(&b, token[i].p, token[i].n);
	}
	ck_assert_str_eq(b.p, expected);
	qn_buf_release(&b);
	qn_mttok_free(t);
}

START_TEST(mteval_13a_takes_punctuation_off_but_within_numbers)
{
	const struct qn_mttok_options o = {.rule = QN_MTTOK_13A};
	cuts(&o, "Hello, world! 3.14 1,000 x.",
	     "Hello|,|world|!|3.14|1,000|x|.");
	cuts(&o, "a..b 5..6 5,,x .,", "a|.|.|b|5|.|.|6|5|,|,|x|.|,");
	cuts(&o, "...5", ".|.|.|5");
	cuts(&o, "1...5 x..5", "1|.|.|.5|x|.|.5");
	cuts(&o, "1990-95 well-known -3", "1990|-|95|well-known|-3");
	cuts(&o, "don't (it's)", "don't|(|it's|)");
	cuts(&o, "\t two\xc2\xa0words \r", "two|words");
	cuts(&o, "", "");
}
END_TEST

START_TEST(mteval_13a_unescapes_in_its_order)
{
	const struct qn_mttok_options o = {.rule = QN_MTTOK_13A};
	cuts(&o, "&quot;a&quot; &amp; &lt;b&gt;", "\"|a|\"|&|<|b|>");
	cuts(&o, "&amp;lt;<skipped>c", "<|c");
	cuts(&o, "<skip &am", "<|skip|&|am");
}
END_TEST

START_TEST(mteval_14_knows_all_scripts)
{
	const struct qn_mttok_options o = {.rule = QN_MTTOK_INTL};
	cuts(&o, "“Ja”, 3,5 €!", "“|Ja|”|,|3,5|€|!");
	cuts(&o, "in 2018.", "in|2018.");
	cuts(&o, "٣٫٥ ٣، ok—so", "٣٫٥|٣|،|ok|—|so");
}
END_TEST

START_TEST(characters_are_tokens)
{
	const struct qn_mttok_options o = {.rule = QN_MTTOK_CHAR};
	cuts(&o, "Ab é\xe3\x80\x80z ", "A|b|é|z");
}
END_TEST

/* U+2014 is among what sacreBLEU takes for Chinese, Extension B is not. */
START_TEST(chinese_is_cut_by_character)
{
	const struct qn_mttok_options o = {.rule = QN_MTTOK_ZH};
	cuts(&o, " 我有3.5个apple。", "我|有|3.5|个|apple|。");
	cuts(&o, "a—b 2018.", "a|—|b|2018.");
	cuts(&o, "\U00020001\U00020002", "\U00020001\U00020002");
}
END_TEST

START_TEST(lower_case_is_python_s)
{
	const struct qn_mttok_options o = {.rule = QN_MTTOK_NONE,
	                                   .lower = true};
	cuts(&o, "ΟΔΟΣ İ ÀB", "οδος|i̇|àb");
}
END_TEST

START_TEST(tercom_normalizes)
{
	struct qn_mttok_options o = {.rule = QN_MTTOK_TERCOM, .lower = true};
	cuts(&o, "Jim's car.", "jim's|car.");
	o.normalized = true;
	cuts(&o, "Jim's car.", "jim|'s|car|.");
	cuts(&o, "Jim's. 's", "jim's|.|'s");
	o.no_punct = true;
	cuts(&o, "A (small), 3.5!", "a|small|35");
	cuts(&o, "a。b", "a。b");
	o.asian = true;
	cuts(&o, "漢字。b", "漢|字|b");
}
END_TEST

START_TEST(chrf_takes_one_mark_off_a_word)
{
	const struct qn_mttok_options o = {.rule = QN_MTTOK_CHRF};
	cuts(&o, "(hi) \"so!? . é.", "(hi|)|\"so!|?|.|é|.");
	cuts(&o, "(hi (", "(|hi|(");
}
END_TEST

START_TEST(icu_s_words_stand_in_for_those_of_mecab)
{
	struct qn_mttok_options o = {.rule = QN_MTTOK_JA};
	struct qn_err e = QN_ERR_INIT;
	ck_assert(qn_mttok_check(o.rule, &e));
	cuts(&o, "私はパンを食べる。 ABC 3.5%",
	     "私|は|パン|を|食べる|。|ABC|3.5|%");
	cuts(&o, " \n", "");
	o = (struct qn_mttok_options){.rule = QN_MTTOK_KO, .lower = true};
	cuts(&o, "나는 빵을 먹는다. (ABC)", "나는|빵을|먹는다|.|(|abc|)");
}
END_TEST

SUITE(mttok, mteval_13a_takes_punctuation_off_but_within_numbers,
      mteval_13a_unescapes_in_its_order, mteval_14_knows_all_scripts,
      characters_are_tokens, chinese_is_cut_by_character,
      lower_case_is_python_s, tercom_normalizes, chrf_takes_one_mark_off_a_word,
      icu_s_words_stand_in_for_those_of_mecab)
