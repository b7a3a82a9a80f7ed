/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_blank.h -- text cut at spaces, tabs and line ends only.
 */
#ifndef QN_TEXT_WORDBREAK_BLANK_H
#define QN_TEXT_WORDBREAK_BLANK_H

#include "text/wordbreak.h"

/* Zero-initialise; one for each thread. */
struct qn_wordblank {
	uint32_t *begin, *end; /* [room] */
	unsigned char *bits;
	size_t n, room;
};

void qn_wordblank_release(struct qn_wordblank *w);

/* As qn_wordbreak_cut(), for words between blanks.  What `pieces` leaves out
 * is left out where it is ASCII; other words, QN_PIECE_HIGH, and those that
 * hold a carriage return, QN_PIECE_RETURN, are all listed. */
void qn_wordblank_cut(struct qn_wordblank *w, struct qn_slice text, bool last,
                      enum qn_pieces pieces, struct qn_piece_list *list);

#define QN_PIECE_RETURN 32
#endif
