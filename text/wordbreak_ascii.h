/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_ascii.h -- word boundaries of ASCII, 64 characters at a time, and
 * of letters of two bytes among it.
 *
 * Among ASCII no rule looks further than one character to each side, so that
 * a few shifts of class masks decide 64 positions at once:
 *
 *	text     c a n ' t . . 3 . 5       letter  1110100000
 *	boundary 1 0 0 0 0 1 1 1 0 0       digit   0000000101
 *
 * Where all characters of a lead byte are letters (most of Latin and
 * Cyrillic), both bytes of such a character count as a letter each.  Other
 * bytes above 0x7f are marked, and what stands beside them is not decided
 * here: see `safe`.
 */
#ifndef QN_TEXT_WORDBREAK_ASCII_H
#define QN_TEXT_WORDBREAK_ASCII_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "text/wordbreak_rules.h"

/* Which pieces are asked for. */
enum qn_pieces {
	QN_PIECES_ALL,     /* every one                                  */
	QN_PIECES_VISIBLE, /* not those of white space and controls alone */
	QN_PIECES_WORDS    /* those with a letter or number (N*)         */
};

/* Lead bytes of UTF-8 whose characters are letters, every one of them. */
struct qn_lead_range {
	unsigned char first, n;
};
#define QN_LEAD_RANGES 4

/* What the rules make of ASCII beyond letters, digits and '_'; 0xff where
 * there is no such character. */
struct qn_ascii_roles {
	bool fits; /* the rules are of a kind that masks can follow */
	unsigned char letter;        /* joined as letters are: '@'  */
	unsigned char mid_letter;    /* joined between letters: ':' */
	unsigned char mid_number[2]; /* joined between digits: , ;  */
	unsigned char mid_both[2];   /* joined between either: . '  */

	/* Above ASCII; n = 0: no such range. */
	struct qn_lead_range lead[QN_LEAD_RANGES];

	/* The lead byte of letters and two characters that are none, by
	 * their last bytes: Latin-1's multiplication and division signs. */
	unsigned char times_lead, times[2];
};

/* Bit i % 64 of word i / 64 is about byte i, or the place before it. */
struct qn_ascii_marks {
	uint64_t *start; /* a piece that is asked for begins                  */
	uint64_t *end;   /* such a piece has ended                            */
	uint64_t *check; /* a start that may be of no letter or number at all */
	uint64_t *safe;  /* there is a boundary, whatever else the text holds */
	uint64_t *high;  /* the byte is above 0x7f, and not of a letter that
	                    masks could see to                               */
	uint64_t *wide;  /* the byte is of such a letter                      */
};

/* Words of marks that `n` bytes need: the place behind the last counts. */
static inline size_t qn_ascii_marks_words(size_t n)
{
	return n / 64 + 1;
}

#define QN_SPREAD_MORE 16

struct qn_ascii_kern {
	/* Mark all of `text`; false if it holds bytes that are `high`. */
	bool (*mark)(struct qn_slice text, const struct qn_ascii_roles *roles,
	             enum qn_pieces pieces, const struct qn_ascii_marks *m);

	/* The ones of [from, to) as numbers; how many.  Up to
	 * QN_SPREAD_MORE places behind them are written over. */
	size_t (*spread)(const uint64_t *marks, size_t from, size_t to,
	                 uint32_t *places);

	/* to[i] = from[i] in lower case, ASCII letters only.  Bit i % 64 of
	 * leads[i / 64]: from[i] is 0xc0 or more. */
	void (*lower)(char *to, const char *from, size_t n, uint64_t *leads);

	/* `n` > 0 if text[0, n) is UTF-8; else less, and no character that
	 * ends before that place is wrong. */
	size_t (*utf8)(const char *text, size_t n);
};

/* The one for this processor, as base/kern.h chose. */
const struct qn_ascii_kern *qn_ascii_kern(void);

/* Ask the automaton what it does with ASCII, and with what is like it. */
struct qn_ascii_roles qn_ascii_roles(const struct qn_wordrules *r);
#endif
