/* SPDX-License-Identifier: MIT */
/*
 * wordpiece.h -- BERT's subword units: the longest piece first.
 *
 * A text is cleaned, spaced around CJK characters, stripped of case and
 * accents (unless the vocabulary has case), cut at white space and around
 * punctuation; each word is then cut from the left into the longest pieces
 * that the vocabulary has, the later ones marked "##".  A word that cannot be
 * cut so, or has more than 100 characters, is one [UNK].
 *
 *	"Unaffable!"  -->  unaffable | !  -->  una ##ffa ##ble !
 */
#ifndef QN_TEXT_WORDPIECE_H
#define QN_TEXT_WORDPIECE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "text/pieceids.h"
#include "text/piecetrie.h"

#define QN_WORDPIECE_LONGEST 100 /* characters of a word that is not [UNK] */

struct qn_wordpiece {
	struct qn_map pieces;      /* id = line of the file, from 0   */
	uint32_t unknown;          /* the id of [UNK]                 */
	bool fold;                 /* no piece has an upper-case letter */
	struct qn_piecetrie first; /* pieces that begin a word        */
	struct qn_piecetrie later; /* the others, without "##"        */
};

/* Read a vocabulary, a piece a line.  NULL with `e` set, naming the line,
 * when a piece occurs twice or there is no [UNK]. */
QN_API struct qn_wordpiece *qn_wordpiece_load(const char *path,
                                              struct qn_err *e);

/* The same from the file's text; `name` is for messages. */
struct qn_wordpiece *qn_wordpiece_of(struct qn_slice text, const char *name,
                                     struct qn_err *e);
QN_API void qn_wordpiece_free(struct qn_wordpiece *w);

/* What encoding needs of a thread's own. */
struct qn_wordpiece_scratch {
	struct qn_buf word; /* being put together, in UTF-8        */
	size_t characters;  /* of it                               */
	uint16_t *wide[2];  /* [room] UTF-16, and decomposed       */
	size_t room;
};
void qn_wordpiece_scratch_release(struct qn_wordpiece_scratch *s);

/* Append the ids of a text; bytes that are not UTF-8 are left out. */
QN_API bool qn_wordpiece_encode(const struct qn_wordpiece *w,
                                struct qn_wordpiece_scratch *s,
                                struct qn_slice text, struct qn_pieceids *ids,
                                struct qn_err *e);

/* Append the pieces of ids [n], all of them in range, with spaces between
 * words.  What encoding took away stays away. */
QN_API void qn_wordpiece_decode(const struct qn_wordpiece *w,
                                const uint32_t *id, size_t n,
                                struct qn_buf *out);
#endif
