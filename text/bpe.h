/* SPDX-License-Identifier: MIT */
/*
 * bpe.h -- byte pair encoding: a model, and text to ids and back.
 *
 * A text is cut into pretokens (text/pretoken.h), each of them into base
 * pieces: bytes, or the characters that the model knows and the bytes of the
 * others.  Then the two neighbours whose merge was learnt first become one,
 * again and again (Sennrich, Haddow and Birch, 2016; bytes as base: Radford
 * et al., 2019).
 *
 *	"lower"  l o w e r  -->  lo w e r  -->  low e r  -->  low er
 *	merges   0: l+o   1: lo+w   2: e+r         rank = order of learning
 *
 * Every byte is a piece, so that any bytes can be encoded, and decoding gives
 * them back.
 */
#ifndef QN_TEXT_BPE_H
#define QN_TEXT_BPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/tensors.h"
#include "text/pieceids.h"
#include "text/pretoken.h"

#define QN_BPE_MOST ((uint32_t)1 << 24) /* pieces of a model */

struct qn_bpe_merge {
	uint32_t left, right; /* ids of two neighbours     */
	uint32_t result;      /* the id they become        */
};

struct qn_bpe {
	bool characters;   /* base pieces are characters, not bytes      */
	uint32_t alphabet; /* ids below it are base pieces (characters)  */
	enum qn_pretoken_rule rule;
	struct qn_map pieces;       /* id <-> bytes                       */
	struct qn_bpe_merge *merge; /* [n_merges], by rank                */
	uint32_t n_merges, room;

	/* Made by qn_bpe_seal(). */
	uint32_t byte_id[256];    /* the piece of each byte                 */
	uint32_t *byte_pair;      /* [256][256] rank of two bytes' merge    */
	struct qn_bpe_slot *slot; /* [2^k] pair of ids -> rank            */
	uint64_t *filter; /* [2^k / 16] bits of pairs that may be there */
	int shift;        /* 64 - k                               */
	struct qn_pretokens *pretokens;
};

/* --- making a model ----------------------------------------------------------
 * New, pieces, merges, seal; a model that is not sealed can only be freed. */

struct qn_bpe *qn_bpe_new(enum qn_pretoken_rule rule);
QN_API void qn_bpe_free(struct qn_bpe *b);

/* The next rank; the ids are those of pieces, and what they become spells
 * their bytes. */
void qn_bpe_add_merge(struct qn_bpe *b, struct qn_bpe_merge m);

/* Check and index.  False with `e` set, naming `name`, when a byte has no
 * piece, a merge names what is not there or does not spell its result, or
 * occurs twice. */
bool qn_bpe_seal(struct qn_bpe *b, const char *name, struct qn_err *e);

/* Add the pieces of the 256 bytes, in GPT-2's order. */
void qn_bpe_add_bytes(struct qn_bpe *b);

/* The base piece of the character at `p` if the model knows it, else that of
 * its first byte; in `id`.  Returns the bytes it takes of the `n` > 0 there.
 * The bytes must have been added, or the model sealed. */
size_t qn_bpe_base(const struct qn_bpe *b, const char *p, size_t n,
                   uint32_t *id);

/* The rank of the merge of two neighbours, or QN_MAP_NONE. */
uint32_t qn_bpe_rank(const struct qn_bpe *b, uint32_t left, uint32_t right);

/* --- using it ------------------------------------------------------------- */

struct qn_bpe_encoder;

/*
 * An encoder for one thread; the model must outlive it.  With `dropout` in
 * [0, 1] each merge is passed over with that probability at each step
 * (Provilkov, Emelianenko and Voita, 2020); 0 = never.  Free with
 * qn_bpe_encoder_free().  NULL with `e` set when memory does not suffice.
 */
QN_API struct qn_bpe_encoder *
qn_bpe_encoder_new(const struct qn_bpe *b, double dropout, struct qn_err *e);
QN_API void qn_bpe_encoder_free(struct qn_bpe_encoder *enc);

/* From here on dropout draws from this stream. */
QN_API void qn_bpe_encoder_seed(struct qn_bpe_encoder *enc, uint64_t seed,
                                uint64_t stream);

/* Append the ids of `text`.  False with `e` set only when a pretoken is too
 * long for memory. */
QN_API bool qn_bpe_encode(struct qn_bpe_encoder *enc, struct qn_slice text,
                          struct qn_pieceids *ids, struct qn_err *e);

/* Append a piece as text shows it: GPT-2's alphabet for a model of bytes;
 * else U+2581 for a space and <0xNN> for bytes that are no character. */
void qn_bpe_show(const struct qn_bpe *b, uint32_t id, struct qn_buf *out);

/* --- files ---------------------------------------------------------------- */

/*
 * Quern's own format: safetensors of kind "bpe" with the pieces as a list of
 * words and `merges` U32 [n][3] (left, right, result).
 */
QN_API bool qn_bpe_save(const struct qn_bpe *b, const char *path,
                        struct qn_err *e);
QN_API struct qn_bpe *qn_bpe_load(const char *path, struct qn_err *e);

/* The same within a file of another kind, where names of tensors and metadata
 * begin with `prefix`: declared, written, read. */
void qn_bpe_declare(const struct qn_bpe *b, const char *prefix,
                    struct qn_tensors_out *out);
void qn_bpe_write(const struct qn_bpe *b, struct qn_tensors_out *out);
struct qn_bpe *qn_bpe_read(const struct qn_tensors *t, const char *prefix,
                           struct qn_err *e);

/*
 * GPT-2's two files: a JSON object of pieces and ids, and a list of merges by
 * rank, a line each.  They hold neither characters nor another rule than
 * GPT-2's: such a model is refused.  Both files appear or none.
 */
QN_API bool qn_bpe_save_gpt2(const struct qn_bpe *b, const char *vocab,
                             const char *merges, struct qn_err *e);
QN_API struct qn_bpe *qn_bpe_load_gpt2(const char *vocab, const char *merges,
                                       struct qn_err *e);

/* The name that goes with a vocabulary's: vocab.json merges.txt,
 * encoder.json vocab.bpe, x.json x.merges.txt.  free() it. */
QN_API char *qn_bpe_merges_name(const char *vocab);
#endif
