/* SPDX-License-Identifier: MIT */
/*
 * subword.h -- subword units of any kind behind one door.
 *
 *	vocab.json + merges.txt, bpe.safetensors  --> text/bpe.h
 *	vocab.txt of BERT                         --> text/wordpiece.h
 *	x.model of SentencePiece                  --> text/sentencepiece.h
 *
 *	text --encode--> ids --decode--> text
 */
#ifndef QN_TEXT_SUBWORD_H
#define QN_TEXT_SUBWORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/tensors.h"
#include "text/pieceids.h"

enum qn_subword_kind {
	QN_SUBWORD_BPE,
	QN_SUBWORD_WORDPIECE,
	QN_SUBWORD_SENTENCEPIECE,
};

/* A model, read-only once loaded: threads may share it. */
struct qn_subword;

/*
 * Load `path`, whose kind is told from its content.  `merges` goes with a
 * vocabulary of GPT-2's kind; NULL = the name of qn_bpe_merges_name().  NULL
 * with `e` set when a file is not a model of any kind or is damaged, or when
 * `merges` are given to a model that has none of its own.
 */
QN_API struct qn_subword *qn_subword_load(const char *path, const char *merges,
                                          struct qn_err *e);
QN_API void qn_subword_free(struct qn_subword *s);

QN_API enum qn_subword_kind qn_subword_kind(const struct qn_subword *s);

/* How many ids there are: 0 up to it. */
QN_API uint32_t qn_subword_size(const struct qn_subword *s);

/* Whether texts must be UTF-8: all kinds but BPE follow Unicode's rules. */
QN_API bool qn_subword_wants_utf8(const struct qn_subword *s);

/* Append the piece of an id as text shows it: white space and control
 * characters become <0xNN>, or what the kind has for them. */
QN_API void qn_subword_show(const struct qn_subword *s, uint32_t id,
                            struct qn_buf *out);

/* How pieces as text shows them tell words apart: by a mark in front of those
 * that begin one, U+2581 or GPT-2's U+0120, or of those that do not, "##". */
const char *qn_subword_mark(const struct qn_subword *s);

/* --- text to ids ---------------------------------------------------------- */

struct qn_subword_options {
	double dropout; /* of merges, 0..1; for BPE only     */
	uint64_t seed;  /* of the numbers that it draws      */
};

struct qn_subword_encoder;

/* An encoder for one thread, which borrows the model.  NULL with `e` set for
 * options that this kind does not have. */
QN_API struct qn_subword_encoder *
qn_subword_encoder_new(const struct qn_subword *s,
                       const struct qn_subword_options *o, struct qn_err *e);
QN_API void qn_subword_encoder_free(struct qn_subword_encoder *enc);

/* Append the ids of `text`, without its line end.  `stream` tells texts apart
 * for dropout.  False with `e` set when the text cannot be encoded. */
QN_API bool qn_subword_encode(struct qn_subword_encoder *enc,
                              struct qn_slice text, uint64_t stream,
                              struct qn_pieceids *ids, struct qn_err *e);

/* --- ids to text ---------------------------------------------------------- */

/* Append the text of ids [n].  False with `e` set for an id that the model
 * does not have. */
QN_API bool qn_subword_decode(const struct qn_subword *s, const uint32_t *id,
                              size_t n, struct qn_buf *out, struct qn_err *e);

/* --- within other files --------------------------------------------------- */

struct qn_bpe;

/* A model that takes `bpe`. */
struct qn_subword *qn_subword_of_bpe(struct qn_bpe *bpe);

/*
 * In a file of another kind, where names of tensors and metadata begin with
 * `prefix`: declared, written, read.  BPE is there as bpe.h says; of the other
 * kinds it is the bytes of the model's own file, U8 `sentencepiece` or
 * `wordpiece`.
 */
void qn_subword_declare(const struct qn_subword *s, const char *prefix,
                        struct qn_tensors_out *out);
void qn_subword_write(const struct qn_subword *s, struct qn_tensors_out *out);

/* NULL with `e` set for a damaged one, and without if there is none. */
struct qn_subword *qn_subword_read(const struct qn_tensors *t,
                                   const char *prefix, struct qn_err *e);
#endif
