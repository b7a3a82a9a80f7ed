/* SPDX-License-Identifier: MIT */
/*
 * sentencepiece.c -- the model, ids to text, and what both kinds share.
 *
 * Departures: self-test samples in a file are not run; models of words and of
 * characters are refused.
 */
#include "text/sentencepiece.h"

#include <stdlib.h>
#include <unicode/utf8.h>

#define SPACE_SIGN  "\xe2\x96\x81" /* U+2581 */
#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* --- looking up ----------------------------------------------------------- */

uint32_t qn_spm_find(const struct qn_sentencepiece *s, struct qn_slice text)
{
	uint32_t found = qn_map_find(&s->reserved, text);
	if (found != QN_MAP_NONE)
		return s->reserved_id[found];
	found = qn_map_find(&s->words, text);
	return found == QN_MAP_NONE ? s->unknown : s->word_id[found];
}

size_t qn_spm_user(const struct qn_sentencepiece *s, struct qn_slice text)
{
	size_t longest = 0;
	uint32_t at = 0;
	if (!s->user.n)
		return 0;
	for (size_t i = 0; i < text.n; i++) {
		if (!qn_piecetrie_step(&s->user, &at, (unsigned char)text.p[i]))
			break;
		if (s->user.unit[at].value != QN_PIECETRIE_NONE)
			longest = i + 1;
	}
	return longest;
}

void qn_spm_emit(const struct qn_sentencepiece *s, struct qn_slice text,
                 uint32_t id, bool *unknown, struct qn_pieceids *ids)
{
	bool after_unknown = *unknown;
	*unknown = id == s->unknown;
	if (*unknown && s->byte_fallback) {
		for (size_t i = 0; i < text.n; i++)
			qn_pieceids_add(ids, s->byte[(unsigned char)text.p[i]]);
		return;
	}
	if (!*unknown || !after_unknown)
		qn_pieceids_add(ids, id);
}

bool qn_sentencepiece_encode(const struct qn_sentencepiece *s,
                             struct qn_spm_scratch *c, struct qn_slice text,
                             struct qn_pieceids *ids, struct qn_err *e)
{
	if (e->failed)
		return false;
	qn_buf_clear(&c->text);
	qn_spm_normalise(s, &s->rules, text, &c->text);
	struct qn_slice normal = qn_buf_slice(&c->text);
	if (!normal.n)
		return true;
	return s->model == QN_SPM_BPE ? qn_spm_bpe(s, c, normal, ids, e)
	                              : qn_spm_unigram(s, c, normal, ids, e);
}

void qn_spm_scratch_release(struct qn_spm_scratch *c)
{
	qn_buf_release(&c->text);
	qn_big_free(c->node);
	qn_big_free(c->link);
	qn_big_free(c->heap.at);
	free(c->split);
	*c = (struct qn_spm_scratch){0};
}

/* --- decoding ------------------------------------------------------------- */

static bool begins_with_space(struct qn_slice s)
{
	return s.n >= 3 && memcmp(s.p, SPACE_SIGN, 3) == 0;
}

/* The text of a piece, U+2581 being a space again. */
static void put_piece(struct qn_slice piece, struct qn_buf *out)
{
	while (piece.n) {
		bool space = begins_with_space(piece);
		size_t n = space ? 3 : 1;
		qn_buf_add(out, space ? " " : piece.p, 1);
		piece.p += n;
		piece.n -= n;
	}
}

/* A run of bytes: characters, and U+FFFD for each byte that is of none. */
static void put_bytes(struct qn_slice bytes, struct qn_buf *out)
{
	while (bytes.n) {
		int32_t at = 0;
		int32_t n =
		    bytes.n > U8_MAX_LENGTH ? U8_MAX_LENGTH : (int32_t)bytes.n;
		UChar32 c;
		U8_NEXT(bytes.p, at, n, c);
		if (c < 0) {
			qn_buf_puts(out, REPLACEMENT);
			at = 1;
		} else {
			qn_buf_add(out, bytes.p, (size_t)at);
		}
		bytes.p += at;
		bytes.n -= (size_t)at;
	}
}

static void decode(const struct qn_sentencepiece *s, const uint32_t *id,
                   size_t n, struct qn_buf *out)
{
	struct qn_buf bytes = {0};
	size_t begin = out->n;
	bool at_start = true, swallowed = false;
	for (size_t i = 0; i < n; i++) {
		const struct qn_spm_piece *p = &s->piece[id[i]];
		struct qn_slice text = p->text;
		if (p->type == QN_SPM_BYTE) {
			qn_buf_putc(&bytes, (char)qn_spm_byte(text));
			continue;
		}
		put_bytes(qn_buf_slice(&bytes), out);
		qn_buf_clear(&bytes);
		if (swallowed || out->n > begin)
			at_start = false;
		swallowed = false;
		if (p->type == QN_SPM_CONTROL)
			continue;
		if (p->type == QN_SPM_UNKNOWN) {
			qn_buf_add(out, s->unknown_text.p, s->unknown_text.n);
			continue;
		}
		if (at_start && (s->rules.dummy_prefix || s->rules.trim) &&
		    begins_with_space(text)) {
			text.p += 3;
			text.n -= 3;
			swallowed = !s->rules.trim;
		}
		put_piece(text, out);
	}
	put_bytes(qn_buf_slice(&bytes), out);
	qn_buf_release(&bytes);
}

void qn_sentencepiece_decode(const struct qn_sentencepiece *s,
                             const uint32_t *id, size_t n, struct qn_buf *out)
{
	if (!s->has_back) {
		decode(s, id, n, out);
		return;
	}
	struct qn_buf plain = {0};
	qn_buf_reserve(&plain, 1);
	decode(s, id, n, &plain);
	qn_spm_normalise(s, &s->back, qn_buf_slice(&plain), out);
	qn_buf_release(&plain);
}

void qn_sentencepiece_free(struct qn_sentencepiece *s)
{
	if (!s)
		return;
	qn_map_release(&s->words);
	qn_map_release(&s->reserved);
	qn_piecetrie_release(&s->trie);
	qn_piecetrie_release(&s->user);
	free(s->word_id);
	free(s->reserved_id);
	free(s->piece);
	qn_bytes_release(&s->file);
	free(s);
}
