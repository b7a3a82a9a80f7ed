/* SPDX-License-Identifier: MIT */
/*
 * test_wordpiece.c -- BERT's cleaning, cutting, and longest pieces.
 */
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/scratch.h"
#include "text/wordpiece.h"

static struct qn_wordpiece *load(const char *vocab, struct qn_err *e)
{
	const char *path = scratch_write("vocab.txt", vocab, strlen(vocab));
	return qn_wordpiece_load(path, e);
}

/* The pieces of `text` by a vocabulary, with spaces between them. */
static void expect(const char *vocab, const char *text, const char *pieces)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_wordpiece *w = load(vocab, &e);
	ck_assert_msg(w != NULL, "%s", e.text);
	struct qn_wordpiece_scratch scratch = {0};
	struct qn_pieceids ids = {0};
	struct qn_buf out = {0};
	qn_buf_reserve(&out, 1);
	out.p[0] = '\0';
	ck_assert(
	    qn_wordpiece_encode(w, &scratch, qn_slice_of(text), &ids, &e));
	for (size_t i = 0; i < ids.n; i++) {
		struct qn_slice s = qn_map_string(&w->pieces, ids.id[i]);
		if (i)
			qn_buf_putc(&out, ' ');
		qn_buf_add(&out, s.p, s.n);
	}
	ck_assert_str_eq(out.p, pieces);
	qn_buf_release(&out);
	qn_pieceids_release(&ids);
	qn_wordpiece_scratch_release(&scratch);
	qn_wordpiece_free(w);
}

#define VOCAB                                                                  \
	"[PAD]\n[UNK]\nun\nunaff\n##aff\n##able\n##a\n!\na\nb\ncafe\n"         \
	"\xe6\x97\xa5\n##b\n=\n-\n##s\n"

START_TEST(the_longest_piece_comes_first)
{
	expect(VOCAB, "unaffable", "unaff ##able");
	expect(VOCAB, "unaff unaffab", "unaff unaff ##a ##b");
}
END_TEST

START_TEST(a_word_without_pieces_is_one_unknown)
{
	expect(VOCAB, "unaffx a", "[UNK] a");
	expect(VOCAB, "[UNK]", "[UNK] [UNK] [UNK]");
}
END_TEST

START_TEST(punctuation_and_cjk_stand_alone)
{
	expect(VOCAB, "a!b", "a ! b");
	expect(VOCAB,
	       "a\xe6\x97\xa5\xe6\x97\xa5"
	       "b",
	       "a \xe6\x97\xa5 \xe6\x97\xa5 b");
}
END_TEST

START_TEST(case_and_accents_go)
{
	expect(VOCAB, "CAF\xc3\x89 Caf\x65\xcc\x81", "cafe cafe");
	/* A sign that decomposes to one of ASCII. */
	expect(VOCAB, "a\xe2\x89\xa0", "a =");
}
END_TEST

START_TEST(a_vocabulary_with_case_keeps_case_and_accents)
{
	expect(VOCAB "A\nCAF\xc3\x89\n", "A a CAF\xc3\x89", "A a CAF\xc3\x89");
}
END_TEST

START_TEST(control_characters_vanish_and_spaces_cut)
{
	expect(VOCAB,
	       "a\x01\x7f\xc2\xad!\tb\r\xe3\x80\x80"
	       "a\xef\xbf\xbd",
	       "a ! b a");
}
END_TEST

START_TEST(a_hundred_characters_are_a_word_and_one_more_is_not)
{
	char word[103] = "a";
	for (int i = 1; i < 100; i++)
		word[i] = 'b';
	struct qn_err e = QN_ERR_INIT;
	struct qn_wordpiece *w = load(VOCAB, &e);
	struct qn_wordpiece_scratch scratch = {0};
	struct qn_pieceids ids = {0};
	ck_assert(
	    qn_wordpiece_encode(w, &scratch, qn_slice_of(word), &ids, &e));
	ck_assert_uint_eq(ids.n, 100);
	word[100] = 'b';
	ck_assert(
	    qn_wordpiece_encode(w, &scratch, qn_slice_of(word), &ids, &e));
	ck_assert_uint_eq(ids.n, 101);
	ck_assert_uint_eq(ids.id[100], w->unknown);
	qn_pieceids_release(&ids);
	qn_wordpiece_scratch_release(&scratch);
	qn_wordpiece_free(w);
}
END_TEST

START_TEST(decoding_joins_the_pieces_of_a_word)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_wordpiece *w = load(VOCAB, &e);
	static const uint32_t id[] = {3, 5, 8, 7};
	struct qn_buf out = {0};
	qn_wordpiece_decode(w, id, 4, &out);
	ck_assert_str_eq(out.p, "unaffable a !");
	qn_buf_release(&out);
	qn_wordpiece_free(w);
}
END_TEST

START_TEST(a_vocabulary_that_cannot_be_is_refused)
{
	static const char *const bad[] = {"", "a\nb\n", "[UNK]\na\nb\na\n"};
	for (size_t i = 0; i < 3; i++) {
		struct qn_err e = QN_ERR_INIT;
		ck_assert(load(bad[i], &e) == NULL);
		ck_assert(e.failed);
	}
}
END_TEST

SUITE(wordpiece, the_longest_piece_comes_first,
      a_word_without_pieces_is_one_unknown, punctuation_and_cjk_stand_alone,
      case_and_accents_go, a_vocabulary_with_case_keeps_case_and_accents,
      control_characters_vanish_and_spaces_cut,
      a_hundred_characters_are_a_word_and_one_more_is_not,
      decoding_joins_the_pieces_of_a_word,
      a_vocabulary_that_cannot_be_is_refused)
