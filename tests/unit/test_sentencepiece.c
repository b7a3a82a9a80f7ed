/* SPDX-License-Identifier: MIT */
/*
 * test_sentencepiece.c -- models written here byte by byte, and applied.
 */
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/scratch.h"
#include "text/sentencepiece.h"

#define SIGN "\xe2\x96\x81"

/* --- writing a model ------------------------------------------------------ */

static void put_varint(struct qn_buf *b, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		qn_buf_putc(b, (char)(value | 0x80));
	qn_buf_putc(b, (char)value);
}

static void put_bytes(struct qn_buf *b, unsigned field, const void *p, size_t n)
{
	put_varint(b, field << 3 | 2);
	put_varint(b, n);
	qn_buf_add(b, p, n);
}

static void put_number(struct qn_buf *b, unsigned field, uint64_t value)
{
	put_varint(b, field << 3);
	put_varint(b, value);
}

static void put_piece(struct qn_buf *model, const char *text, float score,
                      enum qn_spm_type type)
{
	struct qn_buf piece = {0};
	put_bytes(&piece, 1, text, strlen(text));
	put_varint(&piece, 2 << 3 | 5);
	qn_buf_add(&piece, &score, 4);
	put_number(&piece, 3, type);
	put_bytes(model, 1, piece.p, piece.n);
	qn_buf_release(&piece);
}

static void put_trainer(struct qn_buf *model, enum qn_spm_model kind,
                        bool bytes)
{
	struct qn_buf spec = {0};
	put_number(&spec, 3, kind);
	put_number(&spec, 35, bytes);
	put_bytes(model, 2, spec.p, spec.n);
	qn_buf_release(&spec);
}

/* Rules with one entry: 'A' becomes "bc". */
static void put_rules(struct qn_buf *model, bool prefix, bool trim)
{
	struct qn_buf spec = {0};
	unsigned char blob[4 + 66 * 4 + 3] = {66 * 4 & 255, 66 * 4 >> 8};
	uint32_t unit[66] = {[0] = 1u << 10,
	                     [0x40] = 1u << 10 | 1u << 8 | 'A',
	                     [0x41] = 1u << 31};
	memcpy(blob + 4, unit, sizeof unit);
	memcpy(blob + 4 + sizeof unit, "bc", 3);
	put_bytes(&spec, 2, blob, sizeof blob);
	put_number(&spec, 3, prefix);
	put_number(&spec, 4, trim);
	put_bytes(model, 3, spec.p, spec.n);
	qn_buf_release(&spec);
}

static struct qn_sentencepiece *load(struct qn_buf *model, struct qn_err *e)
{
	const char *path = scratch_write("m.model", model->p, model->n);
	return qn_sentencepiece_load(path, e);
}

/* The model of most tests: ids in the order of these lines. */
static struct qn_buf abc(enum qn_spm_model kind)
{
	struct qn_buf b = {0};
	put_piece(&b, "<unk>", 0, QN_SPM_UNKNOWN);
	put_piece(&b, "<s>", 0, QN_SPM_CONTROL);
	put_piece(&b, SIGN, -2, QN_SPM_NORMAL);
	put_piece(&b, "a", -3, QN_SPM_NORMAL);
	put_piece(&b, "b", -3, QN_SPM_NORMAL);
	put_piece(&b, "c", -4, QN_SPM_NORMAL);
	put_piece(&b, "ab", -5, QN_SPM_NORMAL);
	put_piece(&b, SIGN "a", -3, QN_SPM_NORMAL);
	put_piece(&b, "bc", -3.5f, QN_SPM_NORMAL);
	put_piece(&b, "XY", 0, QN_SPM_USER_DEFINED);
	put_trainer(&b, kind, false);
	return b;
}

static struct qn_sentencepiece *model(enum qn_spm_model kind, bool prefix,
                                      bool trim)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf b = abc(kind);
	put_rules(&b, prefix, trim);
	struct qn_sentencepiece *s = load(&b, &e);
	ck_assert_msg(s != NULL, "%s", e.text);
	qn_buf_release(&b);
	return s;
}

/* The pieces of a text, and what comes of decoding them. */
static void expect(const struct qn_sentencepiece *s, const char *text,
                   const char *pieces, const char *decoded)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_spm_scratch scratch = {0};
	struct qn_pieceids ids = {0};
	struct qn_buf out = {0}, back = {0};
	qn_buf_puts(&out, "");
	qn_buf_puts(&back, "");
	ck_assert(
	    qn_sentencepiece_encode(s, &scratch, qn_slice_of(text), &ids, &e));
	for (size_t i = 0; i < ids.n; i++) {
		if (i)
			qn_buf_putc(&out, ' ');
		struct qn_slice piece = s->piece[ids.id[i]].text;
		qn_buf_add(&out, piece.p, piece.n);
	}
	qn_sentencepiece_decode(s, ids.id, ids.n, &back);
	ck_assert_str_eq(out.p, pieces);
	ck_assert_str_eq(back.p, decoded);
	qn_buf_release(&out);
	qn_buf_release(&back);
	qn_pieceids_release(&ids);
	qn_spm_scratch_release(&scratch);
}

/* --- tests ---------------------------------------------------------------- */

START_TEST(a_unigram_model_takes_the_most_probable_pieces)
{
	struct qn_sentencepiece *s = model(QN_SPM_UNIGRAM, true, true);
	expect(s, "abc", SIGN "a bc", "abc");
	expect(s, "aab", SIGN "a ab", "aab");
	expect(s, "", "", "");
	qn_sentencepiece_free(s);
}
END_TEST

START_TEST(byte_pairs_merge_the_best_score_first)
{
	struct qn_sentencepiece *s = model(QN_SPM_BPE, true, true);
	expect(s, "abc", SIGN "a bc", "abc");
	expect(s, "bab", SIGN " b ab", "bab");
	qn_sentencepiece_free(s);
}
END_TEST

START_TEST(spaces_are_trimmed_and_rules_applied)
{
	for (int k = QN_SPM_UNIGRAM; k <= QN_SPM_BPE; k++) {
		struct qn_sentencepiece *s = model(k, true, true);
		expect(s, "  a   A ", SIGN "a " SIGN " bc", "a bc");
		qn_sentencepiece_free(s);
		s = model(k, false, false);
		expect(s, " a  b", SIGN "a " SIGN " " SIGN " b", " a  b");
		qn_sentencepiece_free(s);
	}
}
END_TEST

START_TEST(user_defined_pieces_are_never_cut)
{
	for (int k = QN_SPM_UNIGRAM; k <= QN_SPM_BPE; k++) {
		struct qn_sentencepiece *s = model(k, true, true);
		expect(s, "aXYb", SIGN "a XY b", "aXYb");
		qn_sentencepiece_free(s);
	}
}
END_TEST

START_TEST(a_run_of_unknown_characters_is_one_piece)
{
	for (int k = QN_SPM_UNIGRAM; k <= QN_SPM_BPE; k++) {
		struct qn_sentencepiece *s = model(k, true, true);
		expect(s, "a\xe6\x97\xa5zb", SIGN "a <unk> b",
		       "a \xe2\x81\x87 b");
		qn_sentencepiece_free(s);
	}
}
END_TEST

START_TEST(bytes_stand_in_for_unknown_characters)
{
	for (int k = QN_SPM_UNIGRAM; k <= QN_SPM_BPE; k++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_buf b = abc(k);
		put_trainer(&b, k, true);
		for (int i = 0; i < 256; i++) {
			char name[8];
			snprintf(name, sizeof name, "<0x%02X>", (unsigned)i);
			put_piece(&b, name, 0, QN_SPM_BYTE);
		}
		struct qn_sentencepiece *s = load(&b, &e);
		ck_assert_msg(s != NULL, "%s", e.text);
		expect(s, "a\xe6\x97\xa5\xff", /* the last is not UTF-8 */
		       SIGN "a <0xE6> <0x97> <0xA5> <0xEF> <0xBF> <0xBD>",
		       "a\xe6\x97\xa5\xef\xbf\xbd");
		static const uint32_t cut[] = {10 + 0xe6, 10 + 0x97, 3};
		struct qn_buf out = {0};
		qn_sentencepiece_decode(s, cut, 3, &out);
		ck_assert_str_eq(out.p, "\xef\xbf\xbd\xef\xbf\xbd"
		                        "a");
		qn_buf_release(&out);
		qn_buf_release(&b);
		qn_sentencepiece_free(s);
	}
}
END_TEST

START_TEST(pieces_not_to_be_used_are_taken_apart)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf b = abc(QN_SPM_BPE);
	put_piece(&b, "bcb", -1, QN_SPM_UNUSED);
	put_piece(&b, "bcbbc", -1, QN_SPM_UNUSED);
	struct qn_sentencepiece *s = load(&b, &e);
	ck_assert_msg(s != NULL, "%s", e.text);
	expect(s, "abcbbc", SIGN "a bc b bc", "abcbbc");
	qn_sentencepiece_free(s);
	qn_buf_release(&b);
}
END_TEST

START_TEST(control_pieces_are_nothing_in_text)
{
	struct qn_sentencepiece *s = model(QN_SPM_UNIGRAM, true, false);
	static const uint32_t id[] = {1, 7, 4, 1};
	struct qn_buf out = {0};
	qn_sentencepiece_decode(s, id, 4, &out);
	ck_assert_str_eq(out.p, "ab");
	expect(s, "<s>", SIGN " <unk>", " \xe2\x81\x87 ");
	qn_buf_release(&out);
	qn_sentencepiece_free(s);
}
END_TEST

static void refuse(struct qn_buf *b, const char *why)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sentencepiece *s = load(b, &e);
	ck_assert(s == NULL);
	ck_assert_msg(strstr(e.text, why) != NULL, "%s", e.text);
	qn_buf_release(b);
}

START_TEST(a_model_that_contradicts_itself_is_refused)
{
	struct qn_buf b = abc(QN_SPM_UNIGRAM);
	put_piece(&b, "ab", -9, QN_SPM_NORMAL);
	refuse(&b, "there twice");
	b = abc(QN_SPM_UNIGRAM);
	put_piece(&b, "<u>", -9, QN_SPM_UNKNOWN);
	refuse(&b, "two unknown");
	b = abc(QN_SPM_UNIGRAM);
	put_piece(&b, "<0x41>", -9, QN_SPM_BYTE);
	refuse(&b, "of a byte");
	b = abc(QN_SPM_UNIGRAM);
	put_trainer(&b, 4, false);
	refuse(&b, "words or characters");
	b = abc(QN_SPM_UNIGRAM);
	put_trainer(&b, QN_SPM_BPE, true);
	refuse(&b, "no piece for the byte");
	b = abc(QN_SPM_UNIGRAM);
	b.n -= 3;
	refuse(&b, "damaged");
	b = (struct qn_buf){0};
	put_piece(&b, "a", 0, QN_SPM_NORMAL);
	refuse(&b, "no unknown");
}
END_TEST

SUITE(sentencepiece, a_unigram_model_takes_the_most_probable_pieces,
      byte_pairs_merge_the_best_score_first,
      spaces_are_trimmed_and_rules_applied, user_defined_pieces_are_never_cut,
      a_run_of_unknown_characters_is_one_piece,
      bytes_stand_in_for_unknown_characters,
      pieces_not_to_be_used_are_taken_apart, control_pieces_are_nothing_in_text,
      a_model_that_contradicts_itself_is_refused)
