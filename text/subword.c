/* SPDX-License-Identifier: MIT */
/*
 * subword.c -- which kind a model is of, and who does its work.
 */
#include "text/subword.h"

#include <stdlib.h>
#include <string.h>

#include "base/input.h"
#include "base/mem.h"
#include "text/bpe.h"

struct qn_subword {
	enum qn_subword_kind kind;
	struct qn_bpe *bpe;
};

struct qn_subword_encoder {
	const struct qn_subword *model;
	uint64_t seed;
	struct qn_bpe_encoder *bpe;
};

/* --- loading ------------------------------------------------------------- */

enum look { LOOK_NATIVE, LOOK_JSON, LOOK_PROTOBUF, LOOK_LINES };

/* A safetensors file begins with the length of its header and the header. */
static enum look look_at(struct qn_slice s)
{
	if (s.n > 8 && s.p[8] == '{')
		return LOOK_NATIVE;
	size_t at = 0;
	while (at < s.n && strchr(" \t\r\n", s.p[at]) && s.p[at])
		at++;
	if (at < s.n && s.p[at] == '{')
		return LOOK_JSON;
	return s.n && s.p[0] == '\n' ? LOOK_PROTOBUF : LOOK_LINES;
}

static struct qn_bpe *load_gpt2(const char *path, const char *merges,
                                struct qn_err *e)
{
	char *beside = merges ? NULL : qn_bpe_merges_name(path);
	struct qn_bpe *b = qn_bpe_load_gpt2(path, merges ? merges : beside, e);
	free(beside);
	return b;
}

struct qn_subword *qn_subword_load(const char *path, const char *merges,
                                   struct qn_err *e)
{
	struct qn_bytes file = {0};
	if (!qn_bytes_load(&file, path, e))
		return NULL;
	enum look look = look_at((struct qn_slice){file.p, file.n});
	qn_bytes_release(&file);
	struct qn_subword *s = qn_calloc(1, sizeof *s);
	if (look == LOOK_NATIVE)
		s->bpe = qn_bpe_load(path, e);
	else if (look == LOOK_JSON)
		s->bpe = load_gpt2(path, merges, e);
	else
		qn_fail(e, "%s: no model of subword units", path);
	if (!e->failed)
		return s;
	qn_subword_free(s);
	return NULL;
}

void qn_subword_free(struct qn_subword *s)
{
	if (!s)
		return;
	qn_bpe_free(s->bpe);
	free(s);
}

enum qn_subword_kind qn_subword_kind(const struct qn_subword *s)
{
	return s->kind;
}

uint32_t qn_subword_size(const struct qn_subword *s)
{
	return s->bpe->pieces.count;
}

bool qn_subword_wants_utf8(const struct qn_subword *s)
{
	return s->kind != QN_SUBWORD_BPE;
}

void qn_subword_show(const struct qn_subword *s, uint32_t id,
                     struct qn_buf *out)
{
	qn_bpe_show(s->bpe, id, out);
}

/* --- encoding ------------------------------------------------------------ */

struct qn_subword_encoder *
qn_subword_encoder_new(const struct qn_subword *s,
                       const struct qn_subword_options *o, struct qn_err *e)
{
	struct qn_subword_encoder *enc = qn_calloc(1, sizeof *enc);
	enc->model = s;
	enc->seed = o->seed;
	enc->bpe = qn_bpe_encoder_new(s->bpe, o->dropout, e);
	if (!e->failed)
		return enc;
	qn_subword_encoder_free(enc);
	return NULL;
}

void qn_subword_encoder_free(struct qn_subword_encoder *enc)
{
	if (!enc)
		return;
	qn_bpe_encoder_free(enc->bpe);
	free(enc);
}

bool qn_subword_encode(struct qn_subword_encoder *enc, struct qn_slice text,
                       uint64_t stream, struct qn_pieceids *ids,
                       struct qn_err *e)
{
	qn_bpe_encoder_seed(enc->bpe, enc->seed, stream);
	return qn_bpe_encode(enc->bpe, text, ids, e);
}

/* --- decoding ------------------------------------------------------------ */

static void decode_bpe(const struct qn_bpe *b, const uint32_t *id, size_t n,
                       struct qn_buf *out)
{
	for (size_t i = 0; i < n; i++) {
		struct qn_slice piece = qn_map_string(&b->pieces, id[i]);
		qn_buf_add(out, piece.p, piece.n);
	}
}

bool qn_subword_decode(const struct qn_subword *s, const uint32_t *id, size_t n,
                       struct qn_buf *out, struct qn_err *e)
{
	uint32_t size = qn_subword_size(s);
	for (size_t i = 0; i < n; i++)
		if (id[i] >= size)
			return qn_fail(e,
			               "the model has no id %u; its ids end "
			               "with %u",
			               id[i], size - 1);
	decode_bpe(s->bpe, id, n, out);
	return !e->failed;
}
