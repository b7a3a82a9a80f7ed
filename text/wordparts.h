/* SPDX-License-Identifier: MIT */
/*
 * wordparts.h -- pieces parted as ICU does it by dictionary.
 *
 *	piece   "用ICU分词มาก"   where the automaton found boundaries only
 *	runs     C   CC TTT     each parted by itself (wordscript.h)
 *
 * The dictionaries are ICU's own.  Its code is asked, too: where a script's
 * dictionary cannot be read, where ICU parts a sample of the script in
 * another way than we do, and for what only its code knows how to treat.
 */
#ifndef QN_TEXT_WORDPARTS_H
#define QN_TEXT_WORDPARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicode/ubrk.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/wordbreak_cells.h"
#include "text/wordscript.h"

struct qn_wordparts;

/* For one thread.  `icu` and `cells` are borrowed for its life. */
struct qn_wordparts *qn_wordparts_new(UBreakIterator *icu,
                                      struct qn_cells *cells);
void qn_wordparts_free(struct qn_wordparts *p);

/* The characters of a piece, and where its parts begin. */
struct qn_wordparts_list {
	size_t n;
	const uint32_t *at;  /* [n + 1] bytes of the piece                 */
	const uint8_t *bits; /* [n] QN_CHAR_* and QN_CELL_*                */
	const uint8_t *stop; /* [n] 1: a part begins, beside the first one */
};

/* Part a piece; `list` is valid until the next call.  False with `e` set when
 * ICU fails. */
bool qn_wordparts_cut(struct qn_wordparts *p, struct qn_slice piece,
                      struct qn_wordparts_list *list, struct qn_err *e);

/* The same by ICU's iterator alone. */
bool qn_wordparts_cut_by_icu(struct qn_wordparts *p, struct qn_slice piece,
                             struct qn_wordparts_list *list, struct qn_err *e);
#endif
