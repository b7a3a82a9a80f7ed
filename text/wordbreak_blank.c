/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_blank.c -- byte by byte through a table.
 */
#include "text/wordbreak_blank.h"

#include "text/unicode.h"

enum kind { BLANK = 0x80 };

/* Controls are of no kind. */
static const unsigned char kind[256] = {
    [' '] = BLANK,
    ['\t'] = BLANK,
    ['\n'] = BLANK,
    ['\r'] = QN_PIECE_RETURN,
    ['!' ... '/'] = QN_CHAR_OTHER,
    ['0' ... '9'] = QN_CHAR_NUMBER,
    [':' ... '@'] = QN_CHAR_OTHER,
    ['A' ... 'Z'] = QN_CHAR_LETTER,
    ['[' ... '`'] = QN_CHAR_OTHER,
    ['a' ... 'z'] = QN_CHAR_LETTER,
    ['{' ... '~'] = QN_CHAR_OTHER,
    [0x80 ... 0xff] = QN_PIECE_HIGH,
};

/* Words with none of these bits are not listed. */
static unsigned wanted(enum qn_pieces pieces)
{
	unsigned bits =
	    QN_PIECE_HIGH | QN_PIECE_RETURN | QN_CHAR_LETTER | QN_CHAR_NUMBER;
	return pieces == QN_PIECES_WORDS ? bits : bits | QN_CHAR_OTHER;
}

static unsigned kind_at(struct qn_slice s, size_t i)
{
	return kind[(unsigned char)s.p[i]];
}

void qn_wordblank_cut(struct qn_piece_room *room, struct qn_slice text,
                      bool last, enum qn_pieces pieces,
                      struct qn_piece_list *list)
{
	const unsigned mask = wanted(pieces);
	const bool all = pieces == QN_PIECES_ALL;
	room->n = 0;
	size_t i = 0;
	/* A word that is not sure to end here is left for the next time. */
	if (!last)
		while (text.n && kind_at(text, text.n - 1) != BLANK)
			text.n--;
	while (i < text.n) {
		unsigned bits = 0, k = 0;
		size_t begin = i;
		while (i < text.n && (k = kind_at(text, i)) != BLANK) {
			bits |= k;
			i++;
		}
		if (i > begin && (all || (bits & mask)))
			qn_piece_room_put(room, begin, i, bits);
		i++;
	}
	*list = (struct qn_piece_list){.n = room->n,
	                               .begin = room->begin,
	                               .end = room->end,
	                               .bits = room->bits,
	                               .bad = SIZE_MAX,
	                               .done = text.n};
}
