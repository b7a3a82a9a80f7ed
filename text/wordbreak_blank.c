/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_blank.c -- byte by byte through a table.
 */
#include "text/wordbreak_blank.h"

#include <stdlib.h>

#include "base/mem.h"

enum kind { BLANK = 0x80, RETURN = QN_PIECE_RETURN };

static const unsigned char kind[256] = {
    [' '] = BLANK, ['\t'] = BLANK, ['\n'] = BLANK, ['\r'] = RETURN};

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
                      struct qn_piece_list *list)
{
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
		if (i > begin)
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
