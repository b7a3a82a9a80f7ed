/* SPDX-License-Identifier: MIT */
/*
 * test_analyzer.c -- n-grams as scikit-learn's analyzers give them; the
 * expected ones are what its build_analyzer() returned (1.2.1).
 */
#include "tests/unit/suite.h"

#include <string.h>

#include "base/buf.h"
#include "text/analyzer.h"

#define MOST 4096 /* n-grams of a text */

struct listing {
	struct qn_ngrams grams;
	struct qn_buf out;
	uint32_t times[MOST]; /* [grams.count] */
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
		ck_assert_uint_lt(gram[i], MOST);
		l->times[gram[i]]++;
		spell(&l->grams, gram[i], &l->out);
		qn_buf_putc(&l->out, '|');
	}
}

/* Documents one after the other are counted as they were listed. */
static void count(const struct qn_analyzer_options *o, struct qn_slice text,
                  struct listing *l, int documents)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tally t = {.n = 0};
	struct qn_analyzer *a = qn_analyzer_new(o, &l->grams, true);
	size_t different = 0, n;
	for (uint32_t g = 0; g < l->grams.count; g++)
		different += l->times[g] > 0;
	for (int d = 0; d < documents; d++) {
		ck_assert(qn_analyzer_count(a, text, &t, &e));
		const struct qn_tally_pair *row =
		    t.pair ? t.pair + t.row : NULL;
		n = qn_tally_end(&t);
		ck_assert_uint_eq(n, different);
		for (size_t i = 0; i < n; i++)
			ck_assert_uint_eq(row[i].count, l->times[row[i].id]);
		/* As if very much had been counted by now. */
		if (d == 1)
			l->grams.words.counted = QN_TALLY_MOST - 1;
	}
	qn_wordtable_settle(&l->grams.words, &t);
	qn_tally_grow(&t, l->grams.count);
	for (uint32_t g = 0; g < l->grams.count; g++) {
		uint32_t times = l->times[g];
		ck_assert_uint_eq(t.cell[g].df,
		                  times ? (uint32_t)documents : 0);
		ck_assert_uint_eq(t.cell[g].cf, times * (uint64_t)documents);
	}
	qn_tally_release(&t);
	qn_analyzer_free(a);
}

static void list_and_count(const struct qn_analyzer_options *o,
                           struct qn_slice text, struct listing *l)
{
	struct qn_err e = QN_ERR_INIT;
	*l = (struct listing){.out = {0}};
	qn_buf_puts(&l->out, "");
	ck_assert(qn_analyzer_begin(o, &l->grams, &e));
	struct qn_analyzer *a = qn_analyzer_new(o, &l->grams, true);
	ck_assert(qn_analyzer_run(a, text, list, l, &e));
	qn_analyzer_free(a);
	count(o, text, l, 4);
}

static void expect(struct qn_analyzer_options o, const char *text,
                   const char *grams)
{
	struct listing l;
	list_and_count(&o, qn_slice_of(text), &l);
	ck_assert_str_eq(l.out.p, grams);
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

START_TEST(words_of_every_length_are_counted_as_they_are_listed)
{
	static const char bytes[] = "ab\0\xc3\xa4"
	                            "ab";
	struct qn_buf text = {0};
	for (size_t i = 0; i < 300; i++) {
		for (size_t k = 0; k < i * i % 71; k++)
			qn_buf_add(&text, bytes + i % 3, 1 + 4 * (i % 19 == 0));
		qn_buf_puts(&text, i % 7 ? " ab " : "\xc3\xa4\xc3\xb6 ");
	}
	for (int kind = 0; kind < 9; kind++) {
		struct listing l;
		struct qn_analyzer_options o =
		    range((enum qn_analyzer_kind)(kind % 3), 1 + kind / 3, 3);
		if (kind == 0)
			o.ngram_max = 1;
		list_and_count(&o, qn_buf_slice(&text), &l);
		qn_ngrams_release(&l.grams);
		qn_buf_release(&l.out);
	}
	qn_buf_release(&text);
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

START_TEST(two_words_are_no_n_gram_of_single_words)
{
	for (int max = 1; max <= 2; max++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_ngrams g;
		struct qn_analyzer_options o = range(QN_ANALYZER_WORD, 1, max);
		ck_assert(qn_analyzer_begin(&o, &g, &e));
		ck_assert_uint_eq(qn_ngrams_parse(&g, qn_slice_of("aa")), 0);
		uint32_t two = qn_ngrams_parse(&g, qn_slice_of("aa bb"));
		ck_assert_uint_eq(two, max == 1 ? QN_GRAM_NONE : 1);
		qn_ngrams_release(&g);
	}
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
      words_of_every_length_are_counted_as_they_are_listed,
      accents_can_be_taken_off, two_words_are_no_n_gram_of_single_words,
      a_range_that_makes_no_sense_is_an_error)
