/* SPDX-License-Identifier: MIT */
/*
 * test_langid.c -- telling languages: letters, learning, the box.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "embed/langidcalibrate.h"
#include "embed/langidmodel.h"
#include "embed/langidscore.h"
#include "embed/langidspans.h"
#include "embed/langidtrain.h"
#include "tests/unit/scratch.h"

/* --- letters -------------------------------------------------------------- */

static struct qn_langid_text read_text(const uint32_t *chars, const char *s)
{
	struct qn_langid_text t;
	struct qn_slice rest = qn_slice_of(s);
	ck_assert(qn_langid_read(chars, &rest, &t));
	ck_assert_uint_eq(rest.n, 0);
	return t;
}

static void assert_same(const uint32_t *chars, const char *a, const char *b)
{
	struct qn_langid_text x = read_text(chars, a), y = read_text(chars, b);
	ck_assert_msg(x.n == y.n && x.words == y.words, "%s, %s", a, b);
	ck_assert_mem_eq(x.unit, y.unit, x.n * sizeof *x.unit);
	ck_assert_mem_eq(x.word, y.word, x.words * sizeof *x.word);
	ck_assert_mem_eq(x.owned, y.owned, sizeof x.owned);
}

START_TEST(case_and_composition_make_no_difference)
{
	uint32_t *chars = qn_langid_chars_new();
	assert_same(chars, "LOVE", "love");
	assert_same(chars, "Où est-ce ?", "OÙ EST CE");
	assert_same(chars, "ÉTÉ", "e\xcc\x81t\xc3\xa9");
	/* Two marks, in either order, and one of them composed. */
	assert_same(chars, "\xe1\xbb\x87", "e\xcc\x82\xcc\xa3");
	assert_same(chars, "\xe1\xbb\x87", "\xc3\xaa\xcc\xa3");
	assert_same(chars, "\xc3\x85", "\xe2\x84\xab"); /* the unit angstrom */
	/* Bengali ো is two signs when decomposed. */
	assert_same(chars, "\xe0\xa6\x95\xe0\xa7\x8b",
	            "\xe0\xa6\x95\xe0\xa7\x87\xe0\xa6\xbe");
	free(chars);
}
END_TEST

static unsigned script_named(const char *name)
{
	unsigned s = 0;
	while (strcmp(qn_langid_script_name(s), name) != 0)
		s++;
	return s;
}

START_TEST(letters_of_owned_scripts_are_counted_with_their_marks)
{
	uint32_t *chars = qn_langid_chars_new();
	uint32_t number[QN_LANGID_SCRIPTS];
	memset(number, 0xff, sizeof number);
	number[script_named("Hangul")] = 0;
	number[script_named("Greek")] = 1;
	qn_langid_chars_own(chars, number);
	struct qn_langid_text t = read_text(chars, "한글 abc ώρα");
	ck_assert_uint_eq(t.owned[0], 2);
	ck_assert_uint_eq(t.owned[1], 3);
	ck_assert_uint_eq(t.owned_letters, 5);
	ck_assert_uint_eq(t.n, 5); /* blanks around abc */
	assert_same(chars, "한글",
	            "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"
	            "\xe1\x84\x80\xe1\x85\xb3\xe1\x86\xaf");
	assert_same(chars, "ώρα", "ω\xcc\x81ρα");
	free(chars);
}
END_TEST

START_TEST(an_apostrophe_belongs_to_a_word_only_inside)
{
	uint32_t *chars = qn_langid_chars_new();
	assert_same(chars, "don't", "don\xe2\x80\x99t");
	assert_same(chars, "'tis dogs'", "tis dogs");
	ck_assert_uint_eq(read_text(chars, "it's").n, 6);
	ck_assert(read_text(chars, "it's").letters);
	ck_assert(!read_text(chars, "42 + 1 = 43!").letters);
	assert_same(chars, "1,234 < 5", "7 < 89");
	free(chars);
}
END_TEST

START_TEST(long_text_comes_in_pieces_whatever_its_bytes_are)
{
	uint32_t *chars = qn_langid_chars_new();
	enum { N = 20000 };
	char *s = malloc(N);
	struct qn_rng rng = qn_rng_new(3, 0);
	for (size_t i = 0; i < N; i++)
		s[i] = (char)qn_rng_below(&rng, 256);
	struct qn_slice rest = {s, N};
	struct qn_langid_text t;
	while (qn_langid_read(chars, &rest, &t)) {
		ck_assert_uint_le(t.n, QN_LANGID_UNITS);
		ck_assert_uint_le(t.words, QN_LANGID_WORDS);
		for (size_t i = 0; i < QN_LANGID_AHEAD; i++)
			ck_assert_uint_eq(t.unit[t.n + i], ' ');
	}
	ck_assert_uint_eq(rest.n, 0);
	free(s);
	free(chars);
}
END_TEST

/* --- learning ------------------------------------------------------------- */

/* Lines of three made-up languages, each with words of its own letters. */
static void put_lines(FILE *f, size_t lines)
{
	static const char *const own[] = {"abcde", "defgh", "xyzab"};
	struct qn_rng rng = qn_rng_new(7, 0);
	for (size_t i = 0; i < lines; i++) {
		fprintf(f, "l%zu\t", i % 3);
		for (int k = 0; k < 30; k++)
			fputc(k % 5 == 4 ? ' '
			                 : own[i % 3][qn_rng_below(&rng, 5)],
			      f);
		fputc('\n', f);
	}
}

static void train_small(const char *text, const char *model)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_langid_data d = {.room = 0};
	struct qn_langid_options o = QN_LANGID_DEFAULTS;
	o.buckets = 1024;
	o.epochs = 3;
	ck_assert(qn_langid_data_texts(&d, text, &e));
	ck_assert_msg(qn_langid_train(&d, &o, model, "planted", NULL, &e), "%s",
	              e.text);
	qn_langid_data_release(&d);
}

START_TEST(planted_languages_are_learnt_the_same_each_time)
{
	struct qn_err e = QN_ERR_INIT;
	const char *text = scratch("lines"), *a = scratch("a"),
	           *b = scratch("b");
	FILE *f = fopen(text, "w");
	ck_assert(f);
	put_lines(f, 600);
	fclose(f);
	train_small(text, a);
	train_small(text, b);
	struct qn_buf x = scratch_read(a), y = scratch_read(b);
	ck_assert_uint_eq(x.n, y.n);
	ck_assert_mem_eq(x.p, y.p, x.n);
	qn_buf_release(&x);
	qn_buf_release(&y);
	struct qn_langid *l = qn_langid_load(a, &e);
	ck_assert_msg(l != NULL, "%s", e.text);
	struct qn_langid_guess g[3];
	ck_assert_uint_eq(
	    qn_langid_guess(l, qn_slice_of("fgfh gffg hgfg"), NULL, 3, g), 3);
	ck_assert_str_eq(qn_langid_label(l, g[0].label), "l1");
	ck_assert(g[0].p > 0.9f && g[0].p <= 1);
	ck_assert_float_eq_tol(g[0].p + g[1].p + g[2].p, 1, 1e-5f);
	bool only[3] = {true, false, true};
	ck_assert_uint_eq(
	    qn_langid_guess(l, qn_slice_of("fgfh gffg hgfg"), only, 3, g), 2);
	ck_assert_float_eq_tol(g[0].p + g[1].p, 1, 1e-5f);
	ck_assert_uint_eq(qn_langid_guess(l, qn_slice_of("17!"), NULL, 3, g),
	                  0);
	qn_langid_free(l);
}
END_TEST

START_TEST(sharpness_stays_within_what_a_file_may_hold)
{
	struct qn_err e = QN_ERR_INIT;
	const char *text = scratch("lines"), *model = scratch("model");
	FILE *f = fopen(text, "w");
	ck_assert(f);
	put_lines(f, 600);
	fclose(f);
	train_small(text, model);
	struct qn_langid *l = qn_langid_load(model, &e);
	ck_assert_msg(l != NULL, "%s", e.text);
	/* Scores that are all right, and so small that none is sharp enough. */
	for (size_t i = 0; i < l->blocks * QN_LANGID_LANES; i++) {
		l->scale[i] *= 1e-4f;
		l->bias[i] = 0;
	}
	struct qn_calibration *c = qn_calibration_new(l);
	for (size_t i = 0; i < 10; i++)
		qn_calibration_add(c, qn_slice_of("fgfh gffg hgfg"), 1);
	float sharpness[2];
	qn_calibration_fit(c, sharpness);
	ck_assert_float_gt(sharpness[0], 90);
	ck_assert_float_le(sharpness[0], QN_LANGID_SHARPEST);
	ck_assert_float_le(sharpness[1], QN_LANGID_SHARPEST);
	qn_calibration_free(c);
	qn_langid_free(l);
}
END_TEST

/* --- the box -------------------------------------------------------------- */

static const struct {
	const char *label, *text;
} known[] = {
    {"fr", "Où est la gare ?"},
    {"de", "Wo ist bitte der nächste Bahnhof?"},
    {"en", "The river is wide here, and the ferry is late."},
    {"es", "Mañana por la mañana iremos al mercado."},
    {"fi", "Huomenna sataa varmasti koko päivän."},
    {"pl", "Czy możesz mi powiedzieć, która jest godzina?"},
    {"ru", "Завтра мы поедем к бабушке в деревню."},
    {"uk", "Завтра ми поїдемо до бабусі в село."},
    {"el", "Πού είναι ο σταθμός;"},
    {"ja", "駅はどこにありますか。"},
    {"zh", "请问火车站在哪里?"},
    {"ko", "역이 어디에 있습니까?"},
    {"th", "สถานีรถไฟอยู่ที่ไหน"},
    {"ar", "أين تقع محطة القطار؟"},
    {"hi", "रेलवे स्टेशन कहाँ है?"},
    {"tr", "Tren istasyonu nerede acaba?"},
    {"vi", "Nhà ga ở đâu vậy?"},
    {"sw", "Kituo cha treni kiko wapi?"},
};

START_TEST(the_model_in_the_box_knows_its_languages)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_langid *l = qn_langid_load(NULL, &e);
	ck_assert_msg(l != NULL, "%s", e.text);
	ck_assert_uint_ge(qn_langid_labels(l), 150);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct qn_langid_guess g;
		ck_assert_uint_eq(
		    qn_langid_guess(l, qn_slice_of(known[i].text), NULL, 1, &g),
		    1);
		ck_assert_msg(
		    strcmp(qn_langid_label(l, g.label), known[i].label) == 0,
		    "%s: %s", known[i].text, qn_langid_label(l, g.label));
	}
	ck_assert_uint_eq(qn_langid_find(l, qn_slice_of("xx")), SIZE_MAX);
	qn_langid_free(l);
}
END_TEST

START_TEST(spans_change_with_the_language_and_cover_the_letters)
{
	static const char text[] = "Wo ist der Zug? I do not know where it is. "
	                           "Где же мой друг?  今天天气很好";
	static const char *const label[] = {"de", "en", "ru", "zh"};
	struct qn_err e = QN_ERR_INIT;
	struct qn_langid *l = qn_langid_load(NULL, &e);
	struct qn_langid_spans s = {.n = 0};
	qn_langid_cut(l, qn_slice_of(text), NULL, &s);
	ck_assert_uint_eq(s.n, 4);
	for (size_t i = 0; i < s.n; i++) {
		size_t got = s.span[i].guess.label;
		ck_assert_str_eq(qn_langid_label(l, got), label[i]);
		ck_assert_uint_ge(s.span[i].begin, i ? s.span[i - 1].end : 0);
	}
	ck_assert_uint_eq(s.span[1].begin, strlen("Wo ist der Zug? "));
	ck_assert_uint_eq(s.span[3].end, strlen(text));
	/* A sentence's end is a likelier place than any. */
	qn_langid_cut(l, qn_slice_of("Es regnet. I am here."), NULL, &s);
	ck_assert_uint_eq(s.n, 2);
	ck_assert_uint_eq(s.span[0].end, strlen("Es regnet."));
	qn_langid_cut(l, qn_slice_of("Es regnet I am here"), NULL, &s);
	ck_assert_uint_eq(s.n, 1);
	qn_langid_cut(l, qn_slice_of("12 34"), NULL, &s);
	ck_assert_uint_eq(s.n, 0);
	qn_langid_cut(l, qn_slice_of(""), NULL, &s);
	ck_assert_uint_eq(s.n, 0);
	qn_langid_spans_release(&s);
	qn_langid_free(l);
}
END_TEST

START_TEST(scores_count_lines_labels_and_lengths)
{
	struct qn_langid_score s = {.lines = 0};
	struct qn_slice a = qn_slice_of("a"), b = qn_slice_of("b");
	for (int i = 0; i < 3; i++)
		qn_langid_score_add(&s, a, a, 0.75f, 5);
	qn_langid_score_add(&s, a, b, 0.75f, 30);
	qn_langid_score_add(&s, b, b, 1, 1000);
	qn_langid_score_finish(&s);
	ck_assert_uint_eq(s.lines, 5);
	ck_assert_uint_eq(s.right, 4);
	ck_assert_uint_eq(s.pairs, 3);
	ck_assert(s.pair[0].truth != s.pair[0].answer);
	ck_assert_uint_eq(s.length[0].right, 3);
	ck_assert_uint_eq(s.length[2].lines, 1);
	/* F1 of a: 6 / (4 + 3); of b: 2 / (1 + 2). */
	ck_assert_double_eq_tol(qn_langid_score_macro_f1(&s),
	                        (6 / 7. + 2 / 3.) / 2, 1e-9);
	ck_assert_double_eq_tol(qn_langid_score_calibration(&s), 0, 1e-9);
	qn_langid_score_release(&s);
}
END_TEST

SUITE(langid, case_and_composition_make_no_difference,
      letters_of_owned_scripts_are_counted_with_their_marks,
      an_apostrophe_belongs_to_a_word_only_inside,
      long_text_comes_in_pieces_whatever_its_bytes_are,
      planted_languages_are_learnt_the_same_each_time,
      sharpness_stays_within_what_a_file_may_hold,
      the_model_in_the_box_knows_its_languages,
      spans_change_with_the_language_and_cover_the_letters,
      scores_count_lines_labels_and_lengths)
