/* SPDX-License-Identifier: MIT */
/*
 * lmpairs.h -- words as byte pairs (text/bpe.h), for networks that foretell
 * subwords.
 *
 *	"the quern"   words " the", " quern"   pieces " the", " qu", "ern"
 *
 * Every word has its space in front, wherever it is, so that it is always cut
 * the same, and perplexity can be told by words.  No word is unknown.
 */
#ifndef QN_SEQ_LMPAIRS_H
#define QN_SEQ_LMPAIRS_H

#include "base/progress.h"
#include "text/bpe.h"
#include "text/vocab.h"

struct qn_lmpairs {
	struct qn_bpe *bpe;
	struct qn_bpe_encoder *encoder;
	struct qn_buf word; /* the last one, with its space */
};

/* With units `bpe`, which then are its own; NULL with `e` set.  Free with
 * qn_lmpairs_free(). */
struct qn_lmpairs *qn_lmpairs_new(struct qn_bpe *bpe, struct qn_err *e);
void qn_lmpairs_free(struct qn_lmpairs *p);

/* Units learnt from words and their counts, but for the first, which is a
 * line's end; `size` in all (257 or more).  NULL
 * with `e` set. */
struct qn_lmpairs *qn_lmpairs_learn(const struct qn_vocab *words, uint32_t size,
                                    const struct qn_progress *progress,
                                    struct qn_err *e);

/* Append the ids of a word's pieces, which spell it with a space in front. */
bool qn_lmpairs_cut(struct qn_lmpairs *p, struct qn_slice word,
                    struct qn_pieceids *ids, struct qn_err *e);
#endif
