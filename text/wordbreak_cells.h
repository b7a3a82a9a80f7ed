/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_cells.h -- what the automaton asks of a character, found by the
 * bytes of its UTF-8.
 *
 *	110aaaaa 10bbbbbb            low[aaaaabbbbbb]
 *	1110aaaa 10bbbbbb 10cccccc   page[aaaabbbbbb][cccccc]
 *
 * A page of 64 characters is filled, from ICU, when one of them is first
 * met.  There is none for what is no character: lone surrogates and numbers
 * written with more bytes than they need.
 */
#ifndef QN_TEXT_WORDBREAK_CELLS_H
#define QN_TEXT_WORDBREAK_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/unicode.h"
#include "text/wordbreak_rules.h"

enum { /* bits of a cell beside QN_CHAR_* */
       QN_CELL_DICTIONARY = 8,
       QN_CELL_HIGH = 16, /* not ASCII: QN_PIECE_HIGH          */
       QN_CELL_BAD = 32,  /* no character, counts as U+FFFD    */
       QN_CELL_BITS = 64
};

struct qn_cell {
	uint8_t category; /* of the rules; 0 where they are not known */
	uint8_t bits;
};

#define QN_CELL_LOW   0x800
#define QN_CELL_PAGES (0x110000 >> 6)

struct qn_cells {
	const struct qn_wordrules *rules; /* borrowed */
	struct qn_cell bad;
	struct qn_cell low[QN_CELL_LOW];
	struct qn_cell *page[QN_CELL_PAGES]; /* NULL: not met yet */
};

void qn_cells_init(struct qn_cells *cells, const struct qn_wordrules *rules);
void qn_cells_release(struct qn_cells *cells);

/* As qn_cells_next() for what it does not settle itself. */
struct qn_cell qn_cells_find(struct qn_cells *cells, const char *p, size_t left,
                             size_t *n);

/* The cell of the character at `p`, where four bytes can be read, and its
 * bytes; false: ask qn_cells_find(). */
static inline bool qn_cells_quick(const struct qn_cells *cells, const char *p,
                                  struct qn_cell *cell, size_t *n)
{
	const unsigned char *u = (const unsigned char *)p;
	if (__builtin_expect(u[0] < 0xe0, 1)) {
		/* Alphabets mix with ASCII: which it is must be no branch. */
		size_t two = u[0] >> 7;
		size_t pair = (u[0] & 0x1fU) << 6 | (u[1] & 0x3fU);
		*n = 1 + two;
		*cell = cells->low[u[0] ^ ((u[0] ^ pair) & -two)];
		return !(two & ((u[0] < 0xc2) | ((u[1] & 0xc0) != 0x80)));
	}
	const struct qn_cell *page =
	    cells->page[(u[0] & 0xf) << 6 | (u[1] & 0x3f)];
	*n = 3;
	if (u[0] >= 0xf0 || (u[1] & 0xc0) != 0x80 || (u[2] & 0xc0) != 0x80 ||
	    !page)
		return false;
	*cell = page[u[2] & 0x3f];
	return true;
}

/* The cell of the character at `p`, where `left` > 0 bytes are; *n: its
 * bytes. */
static inline struct qn_cell
qn_cells_next(struct qn_cells *cells, const char *p, size_t left, size_t *n)
{
	struct qn_cell cell;
	size_t bytes; /* a variable of its own leaves *n in a register */
	if (__builtin_expect(left >= 4 && qn_cells_quick(cells, p, &cell, n),
	                     1))
		return cell;
	cell = qn_cells_find(cells, p, left, &bytes);
	*n = bytes;
	return cell;
}
#endif
