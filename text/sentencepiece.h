/* SPDX-License-Identifier: MIT */
/*
 * sentencepiece.h -- models of SentencePiece, read and applied.
 *
 * A text is normalised by rules that the model brings along, spaces become
 * U+2581, and the result is cut into pieces: into the most probable ones (a
 * unigram model, Viterbi), or by merging neighbours (byte pair encoding).
 *
 *	"Hello  wor\uff4cd." --> "_Hello_world." --> _Hello _world .
 *
 * Encoding and decoding give what the reference gives, to the id.
 *
 * Sources: Kudo and Richardson, "SentencePiece", EMNLP 2018; Kudo, "Subword
 * Regularization", ACL 2018; sentencepiece_model.proto.
 */
#ifndef QN_TEXT_SENTENCEPIECE_H
#define QN_TEXT_SENTENCEPIECE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/input.h"
#include "base/map.h"
#include "text/mergeheap.h"
#include "text/pieceids.h"
#include "text/piecetrie.h"

/* The file's own numbers. */
enum qn_spm_type {
	QN_SPM_NORMAL = 1,
	QN_SPM_UNKNOWN = 2,
	QN_SPM_CONTROL = 3,      /* <s>: never from text, nothing in text  */
	QN_SPM_USER_DEFINED = 4, /* always one piece                       */
	QN_SPM_UNUSED = 5,       /* there, but not to be used              */
	QN_SPM_BYTE = 6,         /* <0x41>, for characters without a piece */
};

enum qn_spm_model { QN_SPM_UNIGRAM = 1, QN_SPM_BPE = 2 };

struct qn_spm_piece {
	struct qn_slice text; /* in the file                 */
	float score;          /* log probability, or -rank   */
	uint32_t rank;        /* by score, equal where it is */
	enum qn_spm_type type;
};

/* How a text is normalised. */
struct qn_spm_rules {
	const unsigned char
	    *unit; /* [n_units] * 4 bytes: Darts' trie, or NULL */
	size_t n_units;
	struct qn_slice strings; /* what characters become, NUL-ended   */
	bool dummy_prefix;       /* a space before the text             */
	bool trim;               /* runs of spaces are one, none at the ends */
	bool escape;             /* spaces become U+2581                */
};

struct qn_sentencepiece {
	struct qn_bytes file; /* what the pieces point into      */
	enum qn_spm_model model;
	struct qn_spm_piece *piece; /* [n] */
	uint32_t n, room;
	struct qn_map words;    /* pieces that text can become; in `word_id` */
	uint32_t *word_id;      /* [words.count] their ids                   */
	struct qn_map reserved; /* the others, likewise                      */
	uint32_t *reserved_id;
	struct qn_piecetrie trie;        /* of `words`                    */
	struct qn_piecetrie user;        /* of the user-defined ones only */
	struct qn_spm_rules rules, back; /* back: of decoded text    */
	bool has_back, suffix; /* suffix: the dummy space goes behind   */
	bool byte_fallback, has_unused;
	bool plain[128]; /* ASCII that no rule and no user piece begins with */
	uint32_t unknown, byte[256];
	struct qn_slice unknown_text; /* what <unk> becomes in text */
	float unknown_score, most_score;
};

/* Read a model.  NULL with `e` set when it is damaged or contradicts itself,
 * or is of the kinds "word" or "char". */
QN_API struct qn_sentencepiece *qn_sentencepiece_load(const char *path,
                                                      struct qn_err *e);

/* The same from a file's bytes, which it takes in every case; `name` is for
 * messages. */
struct qn_sentencepiece *qn_sentencepiece_take(struct qn_bytes *file,
                                               const char *name,
                                               struct qn_err *e);
QN_API void qn_sentencepiece_free(struct qn_sentencepiece *s);

/* A best way to a place, or a piece in a list. */
struct qn_spm_node {
	uint32_t id;
	uint32_t from; /* unigram: where its piece begins, NONE: no way yet */
	float score;   /* unigram: of the way up to its end           */
};
struct qn_spm_link {
	uint32_t at, n;      /* bytes of the text; n == 0: merged away  */
	uint32_t prev, next; /* QN_MAP_NONE at the ends                 */
	uint32_t rank;       /* of the merge with the next              */
	bool frozen;         /* a user-defined piece                    */
};

/* What encoding needs of a thread's own.  Zero-initialise. */
struct qn_spm_scratch {
	struct qn_buf text;       /* normalised */
	struct qn_spm_node *node; /* [room] */
	struct qn_spm_link *link; /* [room] */
	struct qn_mergeheap heap; /* [3 * room] */
	uint32_t *split;          /* [s->n] bytes of an unused piece's left
	                             half; NULL where there is none         */
	size_t node_room, link_room;
};
void qn_spm_scratch_release(struct qn_spm_scratch *scratch);

/* Append the ids of a text. */
QN_API bool qn_sentencepiece_encode(const struct qn_sentencepiece *s,
                                    struct qn_spm_scratch *scratch,
                                    struct qn_slice text,
                                    struct qn_pieceids *ids, struct qn_err *e);

/* Append the text of ids [n], all of them in range. */
QN_API void qn_sentencepiece_decode(const struct qn_sentencepiece *s,
                                    const uint32_t *id, size_t n,
                                    struct qn_buf *out);

/* --- its parts ------------------------------------------------------------ */

/* Append `text` as `rules` have it; the model's user-defined pieces stay as
 * they are. */
void qn_spm_normalise(const struct qn_sentencepiece *s,
                      const struct qn_spm_rules *rules, struct qn_slice text,
                      struct qn_buf *out);

/* Whether a rule begins with this byte of ASCII. */
bool qn_spm_has_rule(const struct qn_spm_rules *rules, unsigned char byte);

/* The byte that a piece such as "<0x41>" stands for; -1: it is none. */
int qn_spm_byte(struct qn_slice text);

/* Append the ids of a normalised text that is not empty. */
bool qn_spm_unigram(const struct qn_sentencepiece *s,
                    struct qn_spm_scratch *scratch, struct qn_slice text,
                    struct qn_pieceids *ids, struct qn_err *e);
bool qn_spm_bpe(const struct qn_sentencepiece *s,
                struct qn_spm_scratch *scratch, struct qn_slice text,
                struct qn_pieceids *ids, struct qn_err *e);

/* The id of a piece by its text; that of the unknown piece if none has it. */
uint32_t qn_spm_find(const struct qn_sentencepiece *s, struct qn_slice text);

/* The id, or the bytes' ids, of `text`, which became piece `id`; `*unknown`
 * tells whether the last piece was unknown: a run of those is one id. */
void qn_spm_emit(const struct qn_sentencepiece *s, struct qn_slice text,
                 uint32_t id, bool *unknown, struct qn_pieceids *ids);

/* Bytes of the user-defined piece that `text` begins with, or 0. */
size_t qn_spm_user(const struct qn_sentencepiece *s, struct qn_slice text);

/* Bytes of the character that `text` (not empty) begins with, by its lead. */
static inline size_t qn_spm_character(struct qn_slice text)
{
	size_t n = (size_t) "\1\1\1\1\1\1\1\1\1\1\1\1\2\2\3\4"
	    [(unsigned char)*text.p >> 4];
	return n < text.n ? n : text.n;
}
#endif
