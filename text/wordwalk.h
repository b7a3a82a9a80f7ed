/* SPDX-License-Identifier: MIT */
/*
 * wordwalk.h -- words by the automaton, a character at a time.
 *
 *	UTF-8 --cells--> category --rules--> pieces --parts--> pieces
 */
#ifndef QN_TEXT_WORDWALK_H
#define QN_TEXT_WORDWALK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/wordbreak_cells.h"
#include "text/wordbreak_rules.h"
#include "text/wordparts.h"
#include "text/pieceroom.h"

struct qn_wordwalk {
	struct qn_wordrules rules;
	UBreakIterator *icu;
	struct qn_wordparts *parts;         /* NULL: not needed so far      */
	struct qn_piece_room list, parted;  /* the result; one anew         */
	size_t bad;                         /* the first byte that is no
	                                       UTF-8, not above what it was */
	unsigned char wanted[QN_CELL_BITS]; /* 1: such pieces are listed    */
	struct qn_cells cells;
};

/* False with `e` set when ICU has no such rules; release in any case. */
bool qn_wordwalk_init(struct qn_wordwalk *w, enum qn_word_rules rules,
                      struct qn_err *e);
void qn_wordwalk_release(struct qn_wordwalk *w);

/*
 * Append the pieces of text[from, to), which begins where a piece does.  With
 * `last` it ends where a piece does; otherwise, what is sure to be whole
 * pieces.  *done: up to where.  False with `e` set when ICU fails.
 */
bool qn_wordwalk(struct qn_wordwalk *w, const char *text, size_t from,
                 size_t to, bool last, size_t *done, struct qn_err *e);

/* Append the pieces of all of `text` as ICU's iterator cuts it, for rules
 * whose automaton cannot be read. */
bool qn_wordwalk_by_icu(struct qn_wordwalk *w, struct qn_slice text,
                        struct qn_err *e);
#endif
