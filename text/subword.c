/* SPDX-License-Identifier: MIT */
/*
 * subword.c -- which kind a model is of, and who does its work.
 */
#include "text/subword.h"

#include <stdlib.h>
#include <string.h>

#include "base/input.h"
#include "base/mem.h"
#include "base/tensorname.h"
#include "text/bpe.h"
#include "text/sentencepiece.h"
#include "text/wordpiece.h"

struct qn_subword {
	enum qn_subword_kind kind;
	struct qn_bpe *bpe; /* one of these, the others NULL */
	struct qn_wordpiece *wordpiece;
	struct qn_sentencepiece *sentencepiece;
};

struct qn_subword_encoder {
	const struct qn_subword *model;
	uint64_t seed;
	struct qn_bpe_encoder *bpe; /* NULL for the others */
	struct qn_wordpiece_scratch wordpiece;
	struct qn_spm_scratch sentencepiece;
};

/* --- loading -------------------------------------------------------------- */

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
	if (merges && look != LOOK_JSON) {
		qn_fail(e,
		        "%s: takes no file of merges; only GPT-2's "
		        "vocabulary does",
		        path);
		return NULL;
	}
	struct qn_subword *s = qn_calloc(1, sizeof *s);
	switch (look) {
	case LOOK_NATIVE:
		s->bpe = qn_bpe_load(path, e);
		break;
	case LOOK_JSON:
		s->bpe = load_gpt2(path, merges, e);
		break;
	case LOOK_PROTOBUF:
		s->kind = QN_SUBWORD_SENTENCEPIECE;
		s->sentencepiece = qn_sentencepiece_load(path, e);
		break;
	case LOOK_LINES:
		s->kind = QN_SUBWORD_WORDPIECE;
		s->wordpiece = qn_wordpiece_load(path, e);
		break;
	}
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
	qn_wordpiece_free(s->wordpiece);
	qn_sentencepiece_free(s->sentencepiece);
	free(s);
}

enum qn_subword_kind qn_subword_kind(const struct qn_subword *s)
{
	return s->kind;
}

uint32_t qn_subword_size(const struct qn_subword *s)
{
	return s->bpe         ? s->bpe->pieces.count
	       : s->wordpiece ? s->wordpiece->pieces.count
	                      : s->sentencepiece->n;
}

bool qn_subword_wants_utf8(const struct qn_subword *s)
{
	return s->kind != QN_SUBWORD_BPE;
}

void qn_subword_show(const struct qn_subword *s, uint32_t id,
                     struct qn_buf *out)
{
	if (s->bpe) {
		qn_bpe_show(s->bpe, id, out);
		return;
	}
	struct qn_slice text = s->wordpiece
	                           ? qn_map_string(&s->wordpiece->pieces, id)
	                           : s->sentencepiece->piece[id].text;
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] <= ' ' || text.p[i] == 0x7f)
			qn_buf_printf(out, "<0x%02X>",
			              (unsigned char)text.p[i]);
		else
			qn_buf_putc(out, text.p[i]);
}

const char *qn_subword_mark(const struct qn_subword *s)
{
	if (s->bpe)
		return s->bpe->characters ? "\u2581" : "\u0120";
	return s->wordpiece ? "##" : "\u2581";
}

/* --- encoding ------------------------------------------------------------- */

struct qn_subword_encoder *
qn_subword_encoder_new(const struct qn_subword *s,
                       const struct qn_subword_options *o, struct qn_err *e)
{
	struct qn_subword_encoder *enc = qn_calloc(1, sizeof *enc);
	enc->model = s;
	enc->seed = o->seed;
	if (s->bpe)
		enc->bpe = qn_bpe_encoder_new(s->bpe, o->dropout, e);
	else if (o->dropout > 0)
		qn_fail(e, "only byte pair encoding has merges to drop");
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
	qn_wordpiece_scratch_release(&enc->wordpiece);
	qn_spm_scratch_release(&enc->sentencepiece);
	free(enc);
}

bool qn_subword_encode(struct qn_subword_encoder *enc, struct qn_slice text,
                       uint64_t stream, struct qn_pieceids *ids,
                       struct qn_err *e)
{
	const struct qn_subword *m = enc->model;
	if (m->wordpiece)
		return qn_wordpiece_encode(m->wordpiece, &enc->wordpiece, text,
		                           ids, e);
	if (m->sentencepiece)
		return qn_sentencepiece_encode(
		    m->sentencepiece, &enc->sentencepiece, text, ids, e);
	qn_bpe_encoder_seed(enc->bpe, enc->seed, stream);
	return qn_bpe_encode(enc->bpe, text, ids, e);
}

/* --- decoding ------------------------------------------------------------- */

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
	if (s->bpe)
		decode_bpe(s->bpe, id, n, out);
	else if (s->wordpiece)
		qn_wordpiece_decode(s->wordpiece, id, n, out);
	else
		qn_sentencepiece_decode(s->sentencepiece, id, n, out);
	return !e->failed;
}

/* --- within other files --------------------------------------------------- */

/* Around a model of one kind, whose loading may have failed. */
static struct qn_subword *wrap(struct qn_subword model, const struct qn_err *e)
{
	if (e->failed)
		return NULL;
	struct qn_subword *s = qn_malloc(1, sizeof *s);
	*s = model;
	return s;
}

struct qn_subword *qn_subword_of_bpe(struct qn_bpe *bpe)
{
	const struct qn_err none = QN_ERR_INIT;
	return wrap((struct qn_subword){.bpe = bpe}, &none);
}

/* A vocabulary's file, a piece a line. */
static struct qn_buf lines_of(const struct qn_wordpiece *w)
{
	struct qn_buf text = {0};
	for (uint32_t id = 0; id < w->pieces.count; id++) {
		struct qn_slice piece = qn_map_string(&w->pieces, id);
		qn_buf_add(&text, piece.p, piece.n);
		qn_buf_putc(&text, '\n');
	}
	return text;
}

void qn_subword_declare(const struct qn_subword *s, const char *prefix,
                        struct qn_tensors_out *out)
{
	struct qn_tensor_name name = {""};
	if (s->bpe) {
		qn_bpe_declare(s->bpe, prefix, out);
	} else if (s->wordpiece) {
		struct qn_buf text = lines_of(s->wordpiece);
		qn_tensors_out_declare(
		    out, qn_tensor_named(&name, prefix, "wordpiece"), QN_U8, 1,
		    &text.n);
		qn_buf_release(&text);
	} else {
		qn_tensors_out_declare(
		    out, qn_tensor_named(&name, prefix, "sentencepiece"), QN_U8,
		    1, &s->sentencepiece->file.n);
	}
}

void qn_subword_write(const struct qn_subword *s, struct qn_tensors_out *out)
{
	if (s->bpe) {
		qn_bpe_write(s->bpe, out);
	} else if (s->wordpiece) {
		struct qn_buf text = lines_of(s->wordpiece);
		qn_tensors_out_write(out, text.p, text.n);
		qn_buf_release(&text);
	} else {
		qn_tensors_out_write(out, s->sentencepiece->file.p,
		                     s->sentencepiece->file.n);
	}
}

/* The file outlives its tensors in a copy. */
static struct qn_sentencepiece *read_sentencepiece(const struct qn_tensor *x,
                                                   const char *name,
                                                   struct qn_err *e)
{
	struct qn_bytes file = {.n = x->bytes};
	qn_buf_add(&file.owned, x->data, x->bytes);
	file.p = file.owned.p;
	return qn_sentencepiece_take(&file, name, e);
}

struct qn_subword *qn_subword_read(const struct qn_tensors *t,
                                   const char *prefix, struct qn_err *e)
{
	struct qn_tensor_name name = {""};
	const struct qn_tensor *x;
	struct qn_subword s = {.kind = QN_SUBWORD_BPE};
	if (qn_tensors_get(t, qn_tensor_named(&name, prefix, "merges"))) {
		s.bpe = qn_bpe_read(t, prefix, e);
	} else if (qn_tensors_get(
	               t, qn_tensor_named(&name, prefix, "wordpiece"))) {
		x = qn_tensors_find(t, name.text, QN_U8, 1, e);
		s.kind = QN_SUBWORD_WORDPIECE;
		if (x)
			s.wordpiece = qn_wordpiece_of(
			    (struct qn_slice){x->data, x->bytes}, t->name, e);
	} else if (qn_tensors_get(
	               t, qn_tensor_named(&name, prefix, "sentencepiece"))) {
		x = qn_tensors_find(t, name.text, QN_U8, 1, e);
		s.kind = QN_SUBWORD_SENTENCEPIECE;
		if (x)
			s.sentencepiece = read_sentencepiece(x, t->name, e);
	} else {
		return NULL;
	}
	return wrap(s, e);
}
