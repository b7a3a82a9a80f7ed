/* SPDX-License-Identifier: MIT */
/*
 * sentencepieceload.c -- a .model file: a protobuf of pieces, options of the
 * trainer and rules of normalisation.
 *
 *	ModelProto      1 pieces, 2 trainer_spec, 3 normalizer_spec,
 *	                5 denormalizer_spec
 *	SentencePiece   1 piece, 2 score, 3 type
 *	TrainerSpec     3 model_type, 24 treat_whitespace_as_suffix,
 *	                35 byte_fallback, 44 unk_surface
 *	NormalizerSpec  2 precompiled_charsmap, 3 add_dummy_prefix,
 *	                4 remove_extra_whitespaces, 5 escape_whitespaces
 */
#include "text/sentencepiece.h"

#include <float.h>
#include <stdlib.h>

#include "text/protobuf.h"

#define UNKNOWN_PENALTY 10.0f
#define PIECES_MOST     ((uint32_t)1 << 24)

/* --- messages ------------------------------------------------------------- */

static bool damaged(const char *name, struct qn_err *e)
{
	return qn_fail(e, "%s: no model of SentencePiece's, or a damaged one",
	               name);
}

static bool read_piece(struct qn_sentencepiece *s, struct qn_slice bytes)
{
	struct qn_protobuf m = qn_protobuf_of(bytes);
	struct qn_protobuf_field f;
	struct qn_spm_piece p = {.type = QN_SPM_NORMAL};
	while (qn_protobuf_next(&m, &f)) {
		if (f.number == 1)
			p.text = f.bytes;
		else if (f.number == 2)
			p.score = qn_protobuf_float(&f);
		else if (f.number == 3 && f.value >= QN_SPM_NORMAL &&
		         f.value <= QN_SPM_BYTE)
			p.type = (enum qn_spm_type)f.value;
	}
	if (m.damaged || !p.text.n || p.score != p.score || s->n == PIECES_MOST)
		return false;
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 1024;
		s->piece = qn_realloc(s->piece, s->room, sizeof *s->piece);
	}
	s->piece[s->n++] = p;
	return true;
}

static bool read_trainer(struct qn_sentencepiece *s, struct qn_slice bytes,
                         const char *name, struct qn_err *e)
{
	struct qn_protobuf m = qn_protobuf_of(bytes);
	struct qn_protobuf_field f;
	uint64_t model = s->model;
	while (qn_protobuf_next(&m, &f)) {
		if (f.number == 3)
			model = f.value;
		else if (f.number == 24)
			s->suffix = qn_protobuf_bool(&f);
		else if (f.number == 35)
			s->byte_fallback = qn_protobuf_bool(&f);
		else if (f.number == 44)
			s->unknown_text = f.bytes;
	}
	if (m.damaged)
		return damaged(name, e);
	if (model != QN_SPM_UNIGRAM && model != QN_SPM_BPE)
		return qn_fail(e,
		               "%s: a model of words or characters; only "
		               "unigram and BPE models can be applied",
		               name);
	s->model = (enum qn_spm_model)model;
	return true;
}

/* Size of the trie (4 bytes), the trie, strings. */
static bool read_charsmap(struct qn_spm_rules *r, struct qn_slice blob)
{
	const unsigned char *p = (const unsigned char *)blob.p;
	if (!blob.n)
		return true;
	if (blob.n <= 4)
		return false;
	size_t size = (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 |
	              (size_t)p[3] << 24;
	if (size >= blob.n - 4 || size % 4)
		return false;
	r->unit = p + 4;
	r->n_units = size / 4;
	r->strings = (struct qn_slice){blob.p + 4 + size, blob.n - 4 - size};
	return true;
}

static bool read_rules(struct qn_spm_rules *r, struct qn_slice bytes,
                       const char *name, struct qn_err *e)
{
	struct qn_protobuf m = qn_protobuf_of(bytes);
	struct qn_protobuf_field f;
	bool ok = true;
	while (qn_protobuf_next(&m, &f)) {
		if (f.number == 2)
			ok = read_charsmap(r, f.bytes) && ok;
		else if (f.number == 3)
			r->dummy_prefix = qn_protobuf_bool(&f);
		else if (f.number == 4)
			r->trim = qn_protobuf_bool(&f);
		else if (f.number == 5)
			r->escape = qn_protobuf_bool(&f);
	}
	return (ok && !m.damaged) || damaged(name, e);
}

static bool read_model(struct qn_sentencepiece *s, const char *name,
                       struct qn_err *e)
{
	struct qn_protobuf m =
	    qn_protobuf_of((struct qn_slice){s->file.p, s->file.n});
	struct qn_protobuf_field f;
	while (!e->failed && qn_protobuf_next(&m, &f)) {
		if (f.number == 1 && !read_piece(s, f.bytes))
			return damaged(name, e);
		if (f.number == 2)
			read_trainer(s, f.bytes, name, e);
		if (f.number == 3)
			read_rules(&s->rules, f.bytes, name, e);
		if (f.number == 5)
			s->has_back = read_rules(&s->back, f.bytes, name, e);
	}
	/* As in the reference, rules to undo count only with a table. */
	s->has_back = s->has_back && s->back.n_units;
	return (!m.damaged && s->n) || damaged(name, e);
}

/* --- pieces --------------------------------------------------------------- */

static bool is_word(const struct qn_spm_piece *p)
{
	return p->type == QN_SPM_NORMAL || p->type == QN_SPM_USER_DEFINED ||
	       p->type == QN_SPM_UNUSED;
}

int qn_spm_byte(struct qn_slice text)
{
	static const char digits[] = "0123456789ABCDEF";
	if (text.n != 6 || memcmp(text.p, "<0x", 3) != 0 || text.p[5] != '>')
		return -1;
	const char *high = memchr(digits, text.p[3], 16);
	const char *low = memchr(digits, text.p[4], 16);
	return high && low ? (int)(high - digits) * 16 + (int)(low - digits)
	                   : -1;
}

static bool index_piece(struct qn_sentencepiece *s, uint32_t id,
                        const char *name, struct qn_err *e)
{
	const struct qn_spm_piece *p = &s->piece[id];
	bool word = is_word(p);
	struct qn_map *map = word ? &s->words : &s->reserved;
	uint32_t known = map->count;
	if (!qn_map_fits(p->text, name, e))
		return false;
	if (qn_map_add(map, p->text) != known)
		return qn_fail(e, "%s: the piece of id %u is there twice", name,
		               id);
	(word ? s->word_id : s->reserved_id)[known] = id;
	if (p->type == QN_SPM_UNUSED)
		s->has_unused = true;
	if (p->type == QN_SPM_UNKNOWN) {
		if (s->unknown != QN_MAP_NONE)
			return qn_fail(e, "%s: two unknown pieces", name);
		s->unknown = id;
	}
	if (p->type == QN_SPM_BYTE) {
		int byte = qn_spm_byte(p->text);
		if (byte < 0 || !s->byte_fallback)
			return qn_fail(e,
			               "%s: the piece of id %u is of a byte "
			               "that is none, or that is not in use",
			               name, id);
		s->byte[byte] = id;
	}
	return true;
}

static bool index_pieces(struct qn_sentencepiece *s, const char *name,
                         struct qn_err *e)
{
	s->unknown = QN_MAP_NONE;
	for (int i = 0; i < 256; i++)
		s->byte[i] = QN_MAP_NONE;
	s->word_id = qn_calloc(s->n, sizeof *s->word_id);
	s->reserved_id = qn_calloc(s->n, sizeof *s->reserved_id);
	for (uint32_t id = 0; id < s->n; id++)
		if (!index_piece(s, id, name, e))
			return false;
	if (s->unknown == QN_MAP_NONE)
		return qn_fail(e, "%s: no unknown piece", name);
	for (int i = 0; s->byte_fallback && i < 256; i++)
		if (s->byte[i] == QN_MAP_NONE)
			return qn_fail(e, "%s: no piece for the byte 0x%02x",
			               name, (unsigned)i);
	return true;
}

/* --- scores, tries, tables ------------------------------------------------ */

static int by_score(const void *a, const void *b)
{
	const struct qn_spm_piece *const *x = a, *const *y = b;
	float p = (*x)->score, q = (*y)->score;
	return p > q ? -1 : p < q;
}

static void rank_pieces(struct qn_sentencepiece *s)
{
	struct qn_spm_piece **order = qn_calloc(s->n, sizeof *order);
	for (uint32_t id = 0; id < s->n; id++)
		order[id] = &s->piece[id];
	qsort(order, s->n, sizeof(struct qn_spm_piece *), by_score);
	for (uint32_t i = 0, rank = 0; i < s->n; i++) {
		rank += i && order[i]->score != order[i - 1]->score;
		order[i]->rank = rank;
	}
	free(order);
	float least = FLT_MAX;
	s->most_score = FLT_MIN; /* above any logarithm, as in the reference */
	for (uint32_t id = 0; id < s->n; id++) {
		const struct qn_spm_piece *p = &s->piece[id];
		if (p->type != QN_SPM_NORMAL)
			continue;
		least = p->score < least ? p->score : least;
		s->most_score =
		    p->score > s->most_score ? p->score : s->most_score;
	}
	s->unknown_score = least - UNKNOWN_PENALTY;
}

static void build_tries(struct qn_sentencepiece *s)
{
	struct qn_piecetrie_key *key = qn_calloc(s->n, sizeof *key);
	size_t words = 0, user = 0;
	for (uint32_t id = 0; id < s->n; id++)
		if (is_word(&s->piece[id]))
			key[words++] =
			    (struct qn_piecetrie_key){s->piece[id].text, id};
	qn_piecetrie_build(&s->trie, key, words);
	for (uint32_t id = 0; id < s->n; id++)
		if (s->piece[id].type == QN_SPM_USER_DEFINED)
			key[user++] =
			    (struct qn_piecetrie_key){s->piece[id].text, id};
	if (user)
		qn_piecetrie_build(&s->user, key, user);
	free(key);
}

static void mark_plain(struct qn_sentencepiece *s)
{
	for (int c = 0; c < 128; c++) {
		uint32_t root = 0;
		bool user = s->user.n && qn_piecetrie_step(&s->user, &root,
		                                           (unsigned char)c);
		s->plain[c] =
		    !user && !qn_spm_has_rule(&s->rules, (unsigned char)c);
	}
}

struct qn_sentencepiece *
qn_sentencepiece_take(struct qn_bytes *file, const char *name, struct qn_err *e)
{
	struct qn_sentencepiece *s = qn_calloc(1, sizeof *s);
	s->file = *file;
	*file = (struct qn_bytes){.n = 0};
	s->model = QN_SPM_UNIGRAM;
	s->unknown_text = qn_slice_of(" \xe2\x81\x87 ");
	s->rules.dummy_prefix = s->rules.trim = s->rules.escape = true;
	s->back = s->rules;
	if (read_model(s, name, e) && index_pieces(s, name, e)) {
		rank_pieces(s);
		build_tries(s);
		mark_plain(s);
		return s;
	}
	qn_sentencepiece_free(s);
	return NULL;
}

struct qn_sentencepiece *qn_sentencepiece_load(const char *path,
                                               struct qn_err *e)
{
	struct qn_bytes file = {.n = 0};
	return qn_bytes_load(&file, path, e)
	           ? qn_sentencepiece_take(&file, path, e)
	           : NULL;
}
