/* SPDX-License-Identifier: MIT */
/*
 * test_stem.c -- stems against libstemmer's own, sentences, stop words.
 */
#include "tests/unit/suite.h"

#include <libstemmer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/input.h"
#include "tests/unit/scratch.h"
#include "text/sentence.h"
#include "text/stem.h"
#include "text/stopwords.h"
#include "text/textlines.h"
#include "text/tokenize.h"

#define PORTER "../shared/data/tok/porter_test-porter_"
#define WORDS  "../shared/data/lid/udhr.tsv.xz"

/* Words of many languages in lower case, a line; some without the data. */
static struct qn_buf many_words(void)
{
	static const char few[] =
	    "mills milling querns nationality generously \xd0\xbc\xd0\xb5\xd0"
	    "\xbb\xd1\x8c\xd0\xbd\xd0\xb8\xd1\x86\xd1\x8b h\xc3\xa4user "
	    "\xd7\x91\xd7\xa8\xd7\x95\xd7\x9b \xd8\xa7\xd9\x84\xd9\x83\xd8\xaa"
	    "\xd8\xa8 ni\xc3\xb1os chevaux moulins \xe0\xa4\x95\xe0\xa4\xbf"
	    "\xe0\xa4\xa4\xe0\xa4\xbe\xe0\xa4\xac\xe0\xa5\x87\xe0\xa4\x82\n";
	struct qn_err e = QN_ERR_INIT;
	struct qn_bytes bytes = {.p = NULL};
	struct qn_buf b = {0};
	qn_buf_puts(&b, few);
	if (qn_bytes_load(&bytes, WORDS, &e))
		for (size_t at = 0; at < bytes.n; at += 20 * 4096)
			qn_buf_add(&b, bytes.p + at,
			           bytes.n - at < 4096 ? bytes.n - at : 4096);
	else
		fprintf(stderr, "no " WORDS ": few words are stemmed\n");
	qn_bytes_release(&bytes);
	return b;
}

START_TEST(stems_are_libstemmers_in_every_language)
{
	struct qn_buf text = many_words();
	for (const char **name = sb_stemmer_list(); *name; name++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
		o.lower = true;
		o.invalid = QN_INVALID_SKIP;
		struct qn_tokenizer *plain = qn_tokenizer_new(&o, &e);
		o.stem = *name;
		struct qn_tokenizer *ours = qn_tokenizer_new(&o, &e);
		struct sb_stemmer *theirs = sb_stemmer_new(*name, "UTF_8");
		ck_assert_msg(!e.failed && theirs, "%s", e.text);
		struct qn_slice word, stem;
		qn_tokenizer_begin(plain, qn_buf_slice(&text), &e);
		qn_tokenizer_begin(ours, qn_buf_slice(&text), &e);
		while (qn_tokenizer_next(plain, &word, &e)) {
			const sb_symbol *want = sb_stemmer_stem(
			    theirs, (const sb_symbol *)word.p, (int)word.n);
			size_t n = (size_t)sb_stemmer_length(theirs);
			if (!n)
				continue;
			ck_assert(qn_tokenizer_next(ours, &stem, &e));
			ck_assert_uint_eq(stem.n, n);
			ck_assert(memcmp(stem.p, want, n) == 0);
		}
		ck_assert(!qn_tokenizer_next(ours, &stem, &e));
		sb_stemmer_delete(theirs);
		qn_tokenizer_free(plain);
		qn_tokenizer_free(ours);
	}
	qn_buf_release(&text);
}
END_TEST

/*
 * Of the three results for Porter's word list at hand "original" has the
 * rules that he published in 1980, and so has libstemmer's "porter".  "martin"
 * is his later program: it leaves words of one or two letters alone ("as"),
 * and takes "logi" to "log" and any "bli" to "ble".  NLTK's departs further: a
 * final y becomes i only behind a consonant that is not the first letter
 * ("allay"), and short words such as "ace" keep their e.
 */
START_TEST(porters_stems_are_those_of_his_published_rules)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_bytes words = {.p = NULL}, stems = {.p = NULL};
	if (!qn_bytes_load(&words, PORTER "vocabulary.txt.xz", &e) ||
	    !qn_bytes_load(&stems, PORTER "original_output.txt.xz", &e)) {
		fprintf(stderr, "%s: Porter's words are not stemmed\n", e.text);
		return;
	}
	struct qn_stemmer *s = qn_stemmer_new("porter", &e);
	struct qn_slice w = {words.p, words.n}, o = {stems.p, stems.n};
	size_t n = 0;
	for (; w.n && o.n; n++) {
		struct qn_slice word = qn_textlines_cut(&w);
		ck_assert(qn_slice_eq(qn_stem(s, word), qn_textlines_cut(&o)));
	}
	ck_assert_uint_eq(n, 23531);
	qn_stemmer_free(s);
	qn_bytes_release(&words);
	qn_bytes_release(&stems);
}
END_TEST

START_TEST(an_unknown_language_is_told_with_those_there_are)
{
	struct qn_err e = QN_ERR_INIT;
	ck_assert_ptr_null(qn_stemmer_new("klingon", &e));
	ck_assert_ptr_nonnull(strstr(e.text, "no stemmer for \"klingon\""));
	ck_assert_ptr_nonnull(strstr(e.text, "english"));
}
END_TEST

/* --- sentences ------------------------------------------------------------ */

static void expect_sentences(const char *line, const char *want)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sentences *s = qn_sentences_new(&e);
	struct qn_slice sentence;
	struct qn_buf b = {0};
	qn_buf_puts(&b, "");
	ck_assert(qn_sentences_begin(s, qn_slice_of(line), &e));
	while (qn_sentences_next(s, &sentence)) {
		qn_buf_add(&b, sentence.p, sentence.n);
		qn_buf_putc(&b, '|');
	}
	ck_assert_str_eq(b.p, want);
	qn_buf_release(&b);
	qn_sentences_free(s);
}

START_TEST(sentences_end_where_icu_says)
{
	expect_sentences("", "");
	expect_sentences("Stop. Is it 3.5 m? Yes!",
	                 "Stop. |Is it 3.5 m? |Yes!|");
	expect_sentences("\xe6\x98\xaf\xe3\x80\x82\xe5\x90\xa6\xe3\x80\x82",
	                 "\xe6\x98\xaf\xe3\x80\x82|\xe5\x90\xa6\xe3\x80\x82|");
	/* Bytes that are no UTF-8 stay where they are. */
	expect_sentences("A\xff. B \xf0\x9f\x98\x80. C",
	                 "A\xff. |B \xf0\x9f\x98\x80. |C|");
}
END_TEST

/* --- stop words ----------------------------------------------------------- */

START_TEST(stop_words_go_as_tokens_are_folded)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tokenizer_options o = QN_TOKENIZER_DEFAULTS;
	const char *path =
	    scratch_write("stop", "The\n\n \xc3\x89t\xc3\xa9 \r\n", 14);
	struct qn_stopwords *stop = qn_stopwords_open(path, &e);
	ck_assert_uint_eq(stop->words.count, 2);
	o.stop = stop;
	o.lower = o.fold_accents = true;
	struct qn_tokenizer *t = qn_tokenizer_new(&o, &e);
	qn_stopwords_free(stop);
	struct qn_slice token;
	qn_tokenizer_begin(t, qn_slice_of("the ETE THE mill \xc3\xa9te"), &e);
	ck_assert(qn_tokenizer_next(t, &token, &e));
	ck_assert(qn_slice_eq(token, qn_slice_of("mill")));
	ck_assert(!qn_tokenizer_next(t, &token, &e));
	qn_tokenizer_free(t);
}
END_TEST

START_TEST(a_dozen_languages_have_a_list)
{
	static const char *const names[] = {"en", "de", "fr", "es", "it",
	                                    "pt", "nl", "sv", "da", "no",
	                                    "fi", "ru", "pl", "tr"};
	struct qn_err e = QN_ERR_INIT;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct qn_stopwords *s = qn_stopwords_open(names[i], &e);
		ck_assert_msg(s != NULL, "%s", names[i]);
		ck_assert_uint_gt(s->words.count, 90);
		qn_stopwords_free(s);
	}
	struct qn_stopwords *none = qn_stopwords_open("none", &e);
	ck_assert_uint_eq(none->words.count, 0);
	qn_stopwords_free(none);
	ck_assert_ptr_null(qn_stopwords_open("", &e));
}
END_TEST

SUITE(stem, stems_are_libstemmers_in_every_language,
      porters_stems_are_those_of_his_published_rules,
      an_unknown_language_is_told_with_those_there_are,
      sentences_end_where_icu_says, stop_words_go_as_tokens_are_folded,
      a_dozen_languages_have_a_list)
