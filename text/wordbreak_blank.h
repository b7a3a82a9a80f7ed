/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_blank.h -- text cut at spaces, tabs and line ends only.
 */
#ifndef QN_TEXT_WORDBREAK_BLANK_H
#define QN_TEXT_WORDBREAK_BLANK_H

#include "text/pieceroom.h"
#include "text/wordbreak.h"

/* As qn_wordbreak_cut(), for words between blanks; the list is in `room`.
 * What `pieces` leaves out is left out where it is ASCII; other words,
 * QN_PIECE_HIGH, and those that hold a carriage return, QN_PIECE_RETURN, are
 * all listed. */
void qn_wordblank_cut(struct qn_piece_room *room, struct qn_slice text,
                      bool last, enum qn_pieces pieces,
                      struct qn_piece_list *list);

#define QN_PIECE_RETURN 32
#endif
