/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_blank.c -- byte by byte through a table.
 */
#include "text/wordbreak_blank.h"

#include <stdlib.h>

#include "base/mem.h"
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

void qn_wordblank_release(struct qn_wordblank *w)
{
	free(w->begin);
	free(w->end);
	free(w->bits);
}

static void put(struct qn_wordblank *w, size_t begin, size_t end, unsigned bits)
{
	if (w->n == w->room) {
		w->room = w->room ? 2 * w->room : 1024;
		w->begin = qn_realloc(w->begin, w->room, sizeof *w->begin);
		w->end = qn_realloc(w->end, w->room, sizeof *w->end);
		w->bits = qn_realloc(w->bits, w->room, sizeof *w->bits);
	}
	w->begin[w->n] = (uint32_t)begin;
	w->end[w->n] = (uint32_t)end;
	w->bits[w->n++] = (unsigned char)bits;
}

void qn_wordblank_cut(struct qn_wordblank *w, struct qn_slice text, bool last,
                      enum qn_pieces pieces, struct qn_piece_list *list)
{
	const unsigned mask = wanted(pieces);
	const bool all = pieces == QN_PIECES_ALL;
	w->n = 0;
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
			put(w, begin, i, bits);
		i++;
	}
	*list = (struct qn_piece_list){.n = w->n,
	                               .begin = w->begin,
	                               .end = w->end,
	                               .bits = w->bits,
	                               .bad = SIZE_MAX,
	                               .done = text.n};
}
