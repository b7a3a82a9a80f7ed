/* SPDX-License-Identifier: MIT */
/*
 * test_analyzer.c -- n-grams as scikit-learn's analyzers give them; the
 * expected ones are what its build_analyzer() returned (1.2.1).
 */
#include "tests/unit/suite.h"

#include <string.h>

#include "base/buf.h"
#include "text/analyzer.h"

struct listing {
	struct qn_ngrams grams;
	struct qn_buf out;
};

static void spell(const struct qn_ngrams *g, uint32_t gram, struct qn_buf *out)
{
	const struct qn_gram *at = &g->gram[gram];
	if (at->parent != QN_GRAM_NONE) {
		spell(g, at->parent, out);
		if (!g->chars)
			qn_buf_putc(out, ' ');
	}
	struct qn_gram_speller one = {.text = {0}};
	qn_ngrams_spell(g, &one, (struct qn_gram_place){gram, 0}, out);
	qn_buf_release(&one.text);
}

static void list(void *ctx, const uint32_t *gram, size_t n)
{
	struct listing *l = ctx;
	for (size_t i = 0; i < n; i++) {
		spell(&l->grams, gram[i], &l->out);
		qn_buf_putc(&l->out, '|');
	}
}

static void expect(struct qn_analyzer_options o, const char *text,
                   const char *grams)
{
	struct qn_err e = QN_ERR_INIT;
	struct listing l = {.out = {0}};
	qn_buf_puts(&l.out, "");
	ck_assert(qn_analyzer_begin(&o, &l.grams, &e));
	struct qn_analyzer *a = qn_analyzer_new(&o, &l.grams, true);
	ck_assert(qn_analyzer_run(a, qn_slice_of(text), list, &l, &e));
	ck_assert_str_eq(l.out.p, grams);
	qn_analyzer_free(a);
	qn_ngrams_release(&l.grams);
	qn_buf_release(&l.out);
}

static struct qn_analyzer_options range(enum qn_analyzer_kind kind, int low,
                                        int high)
{
	return (struct qn_analyzer_options){
	    .kind = kind, .ngram_min = low, .ngram_max = high};
}

START_TEST(words_are_two_word_characters_or_more)
{
	expect(range(QN_ANALYZER_WORD, 1, 1), "", "");
	expect(range(QN_ANALYZER_WORD, 1, 1), "A an_d 3 33, don't \t_x",
	       "an_d|33|don|_x|");
	expect(range(QN_ANALYZER_WORD, 1, 1),
	       "\xc3\x89t\xc3\xa9 \xc3\xa9 \xe8\xaa\x9e "
	       "\xe6\x97\xa5\xe6\x9c\xac x\xcc\x81y",
	       "\xc3\xa9t\xc3\xa9|\xe6\x97\xa5\xe6\x9c\xac|");
}
END_TEST

START_TEST(long_and_short_words_keep_their_bounds)
{
	char text[300], wanted[300];
	for (size_t n = 2; n < 140; n++) {
		memset(text, 'a', n);
		strcpy(text + n, " bb");
		memset(wanted, 'a', n);
		strcpy(wanted + n, "|bb|");
		expect(range(QN_ANALYZER_WORD, 1, 1), text, wanted);
	}
}
END_TEST

START_TEST(n_grams_come_by_length)
{
	expect(range(QN_ANALYZER_WORD, 1, 3), "aa bb cc aa",
	       "aa|bb|cc|aa|aa bb|bb cc|cc aa|aa bb cc|bb cc aa|");
	expect(range(QN_ANALYZER_WORD, 2, 3), "aa bb", "aa bb|");
	expect(range(QN_ANALYZER_WORD, 2, 2), "aa", "");
	expect(range(QN_ANALYZER_CHAR, 1, 2), "aB", "a|b|ab|");
	expect(range(QN_ANALYZER_CHAR, 3, 3), "ab", "");
}
END_TEST

START_TEST(stop_words_go_before_n_grams_are_made)
{
	struct qn_map stop = {.count = 0};
	struct qn_analyzer_options o = range(QN_ANALYZER_WORD, 1, 2);
	qn_map_add(&stop, qn_slice_of("the"));
	qn_map_add(&stop, qn_slice_of("of"));
	o.stop = &stop;
	expect(o, "The end of the road", "end|road|end road|");
	qn_map_release(&stop);
}
END_TEST

START_TEST(runs_of_white_space_are_one_space_between_characters)
{
	expect(range(QN_ANALYZER_CHAR, 1, 1), "a \t b\tc\xc2\xa0\xe3\x80\x80",
	       "a| |b|\t|c| |");
}
END_TEST

START_TEST(characters_stay_inside_of_padded_words)
{
	expect(range(QN_ANALYZER_WB, 3, 4), "ab\tc", " ab|ab | ab | c |");
	expect(range(QN_ANALYZER_WB, 5, 6), "a bcd", " a | bcd |");
	expect(range(QN_ANALYZER_WB, 2, 2), "\xc3\x84", " \xc3\xa4|\xc3\xa4 |");
}
END_TEST

START_TEST(capital_sigma_at_the_end_of_a_word_is_the_final_one)
{
	expect(range(QN_ANALYZER_WORD, 1, 1),
	       "\xce\x9f\xce\xa3 \xce\xa3\xce\x9f \xce\x9f\xce\xa3'\xce\x9f "
	       "\xce\xa3\xce\xa3",
	       "\xce\xbf\xcf\x82|\xcf\x83\xce\xbf|\xce\xbf\xcf\x83|"
	       "\xcf\x83\xcf\x82|");
}
END_TEST

START_TEST(accents_can_be_taken_off)
{
	struct qn_analyzer_options o = range(QN_ANALYZER_WORD, 1, 1);
	o.accents = QN_ACCENTS_UNICODE;
	expect(o, "Na\xc3\xafve \xef\xac\x81sh \xce\xac\xce\xbb",
	       "naive|fish|\xce\xb1\xce\xbb|");
	o.accents = QN_ACCENTS_ASCII;
	expect(o, "Na\xc3\xafve \xef\xac\x81sh \xce\xac\xce\xbb",
	       "naive|fish|");
}
END_TEST

START_TEST(a_range_that_makes_no_sense_is_an_error)
{
	static const int bad[][2] = {{0, 1}, {2, 1}, {1, QN_NGRAM_MOST + 1}};
	for (size_t i = 0; i < 3; i++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_analyzer_options o =
		    range(QN_ANALYZER_WORD, bad[i][0], bad[i][1]);
		ck_assert(!qn_analyzer_check(&o, &e));
	}
}
END_TEST

SUITE(analyzer, words_are_two_word_characters_or_more,
      long_and_short_words_keep_their_bounds, n_grams_come_by_length,
      stop_words_go_before_n_grams_are_made,
      runs_of_white_space_are_one_space_between_characters,
      characters_stay_inside_of_padded_words,
      capital_sigma_at_the_end_of_a_word_is_the_final_one,
      accents_can_be_taken_off, a_range_that_makes_no_sense_is_an_error)
