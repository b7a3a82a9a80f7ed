/* SPDX-License-Identifier: MIT */
/*
 * wordbreak.h -- text cut at word boundaries.
 *
 *	UTF-8 --masks of 64 bytes--> stretches of ASCII: pieces at once
 *	      `--automaton---------> words with other characters
 *	                 `--ICU's
 *	              dictionaries-> words of scripts that need one
 *
 * Rules are those of the linked ICU's root word iterator, or of UAX #29 to
 * the letter (wordbreak_rules.h).  A byte that is no part of UTF-8 counts as
 * U+FFFD, in the units in which ICU replaces them.
 */
#ifndef QN_TEXT_WORDBREAK_H
#define QN_TEXT_WORDBREAK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/wordbreak_ascii.h"
#include "text/wordbreak_rules.h"

/* Holds the rules, an iterator and scratch memory: one for each thread. */
struct qn_wordbreak;

struct qn_wordbreak *qn_wordbreak_new(enum qn_word_rules rules,
                                      struct qn_err *e);
void qn_wordbreak_free(struct qn_wordbreak *w);

/* Pieces in the order of the text, which they refer to. */
struct qn_piece_list {
	size_t n;
	const uint32_t *begin, *end; /* [n] bytes of the text            */
	const unsigned char *bits;   /* [n] QN_PIECE_HIGH, or not        */
	size_t bad;  /* the first byte that is no UTF-8; SIZE_MAX = none */
	size_t done; /* bytes of the text that were cut; see below       */
};

#define QN_PIECE_HIGH 16 /* there are characters above ASCII in it */

/*
 * Cut `text`, of less than 2^31 bytes.  With `last`, where the text ends a
 * piece ends, and all of it is cut.  Otherwise more text may follow: only
 * what that cannot change is cut, perhaps nothing, and the caller goes on
 * from text.p + list->done with what then stands there.  `list` is valid
 * until the next call.  False with `e` set when ICU fails.
 */
bool qn_wordbreak_cut(struct qn_wordbreak *w, struct qn_slice text, bool last,
                      enum qn_pieces pieces, struct qn_piece_list *list,
                      struct qn_err *e);
#endif
