/* SPDX-License-Identifier: MIT */
/*
 * wordbreak.c -- masks where there is ASCII, the automaton elsewhere.
 *
 * Between two ASCII characters there often is a boundary whatever else the
 * text holds ("safe": no state of the automaton goes on across it), so the
 * text can be cut there and each part be treated by itself:
 *
 *	In 1999 Dvořák's op. 95 was ...
 *	       |        |                   the safe places around "ř" and "á"
 *	masks   automaton masks
 */
#include "text/wordbreak.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "base/mem.h"
#include "text/wordmarks.h"
#include "text/wordwalk.h"

/* Bytes of ASCII between two other characters that are worth a change to
 * masks and back. */
#define GAP 32

struct qn_wordbreak {
	struct qn_ascii_roles roles;
	const struct qn_ascii_kern *kern;
	struct qn_ascii_marks marks; /* one slab, from `start` on */
	size_t marks_room;           /* words of each             */
	size_t done;
	struct qn_wordwalk walk; /* and the pieces, all of them   */
};

struct qn_wordbreak *qn_wordbreak_new(enum qn_word_rules rules,
                                      struct qn_err *e)
{
	struct qn_wordbreak *w = qn_calloc(1, sizeof *w);
	if (!qn_wordwalk_init(&w->walk, rules, e)) {
		free(w);
		return NULL;
	}
	w->kern = qn_ascii_kern();
	w->roles = qn_ascii_roles(&w->walk.rules);
	return w;
}

void qn_wordbreak_free(struct qn_wordbreak *w)
{
	if (!w)
		return;
	qn_wordwalk_release(&w->walk);
	free(w->marks.start);
	free(w);
}

static void want(struct qn_wordbreak *w, enum qn_pieces pieces)
{
	const unsigned words = QN_CHAR_LETTER | QN_CHAR_NUMBER;
	const unsigned mask =
	    pieces == QN_PIECES_WORDS ? words : words | QN_CHAR_OTHER;
	for (unsigned bits = 0; bits < QN_CELL_BITS; bits++)
		w->walk.wanted[bits] = pieces == QN_PIECES_ALL || (bits & mask);
}

/* --- ASCII ---------------------------------------------------------------- */

static void reserve_marks(struct qn_wordbreak *w, size_t n)
{
	size_t words = qn_ascii_marks_words(n);
	if (words <= w->marks_room)
		return;
	free(w->marks.start);
	/* One more: see qn_mark_within(). */
	uint64_t *p = qn_calloc(6 * words + 1, sizeof *p);
	w->marks = (struct qn_ascii_marks){p,
	                                   p + words,
	                                   p + 2 * words,
	                                   p + 3 * words,
	                                   p + 4 * words,
	                                   p + 5 * words};
	w->marks_room = words;
}

/* Pieces of ASCII may turn out to hold neither letter nor number. */
static void drop_empty_words(struct qn_piece_room *l, size_t from,
                             const char *text)
{
	size_t kept = from;
	for (size_t i = from; i < l->n; i++) {
		unsigned bits = 0;
		if (l->bits[i]) /* it holds a letter above ASCII */
			bits = QN_CHAR_LETTER;
		for (size_t at = l->begin[i]; !bits && at < l->end[i]; at++)
			bits = qn_ascii_class[(unsigned char)text[at]] &
			       (QN_CHAR_LETTER | QN_CHAR_NUMBER);
		if (!bits)
			continue;
		l->begin[kept] = l->begin[i];
		l->bits[kept] = l->bits[i];
		l->end[kept++] = l->end[i];
	}
	l->n = kept;
}

/* The last safe place in [from, at]; `from` is one. */
static size_t safe_before(const struct qn_wordbreak *w, size_t from, size_t at)
{
	return qn_mark_last(w->marks.safe, from, at);
}

/* Say which pieces from number `i` on hold wide letters, of which there are
 * few. */
static void note_rare_wide(struct qn_wordbreak *w, size_t i, size_t from,
                           size_t to)
{
	struct qn_piece_room *l = &w->walk.list;
	while ((from = qn_mark_next(w->marks.wide, from, to)) < to) {
		i = qn_piece_room_find(l, i, from);
		if (i == l->n)
			return;
		if (l->begin[i] <= from)
			l->bits[i] = QN_CELL_HIGH;
		from = l->begin[i] <= from ? l->end[i] : l->begin[i];
	}
}

/* The same where they are many. */
static void note_wide(struct qn_wordbreak *w, size_t i)
{
	struct qn_piece_room *l = &w->walk.list;
	for (; i < l->n; i++)
		l->bits[i] =
		    QN_CELL_HIGH *
		    qn_mark_within(w->marks.wide, l->begin[i], l->end[i]);
}

/* Pieces of text[from, to), which masks could see to, between boundaries. */
static void take_ascii(struct qn_wordbreak *w, const char *text, size_t from,
                       size_t to, enum qn_pieces pieces)
{
	struct qn_piece_room *l = &w->walk.list;
	size_t first = l->n, n;
	qn_piece_room_reserve(l, to - from + QN_SPREAD_MORE);
	n = w->kern->spread(w->marks.start, from, to, l->begin + first);
	/* An end may stand at `to`, and none does at `from`. */
	w->kern->spread(w->marks.end, from + 1, to + 1, l->end + first);
	l->n += n;
	memset(l->bits + first, 0, n);
	size_t wide = qn_mark_count(w->marks.wide, from, to);
	if (wide > n / 2)
		note_wide(w, first);
	else if (wide)
		note_rare_wide(w, first, from, to);
	if (pieces == QN_PIECES_WORDS && qn_mark_any(w->marks.check, from, to))
		drop_empty_words(l, first, text);
}

/* --- together ------------------------------------------------------------- */

/* Where a stretch that has a character above ASCII at `at` ends: a safe place
 * with nothing but ASCII for a while. */
static size_t stretch_end(const struct qn_wordbreak *w, size_t at, size_t n)
{
	for (;;) {
		size_t end = qn_mark_next(w->marks.safe, at + 1, n);
		at = qn_mark_next(w->marks.high, end, n);
		if (at == n || at - end >= GAP)
			return end;
	}
}

/* text[0, n), `n` being a safe place. */
static bool cut_safe(struct qn_wordbreak *w, const char *text, size_t n,
                     bool ascii, enum qn_pieces pieces, struct qn_err *e)
{
	size_t done = 0;
	while (done < n) {
		size_t high = ascii ? n : qn_mark_next(w->marks.high, done, n);
		size_t begin = high < n ? safe_before(w, done, high) : n;
		if (begin > done)
			take_ascii(w, text, done, begin, pieces);
		done = begin;
		if (high < n) {
			size_t end = stretch_end(w, high, n);
			if (!qn_wordwalk(&w->walk, text, begin, end, true,
			                 &done, e))
				return false;
		}
	}
	w->done = n;
	return true;
}

/* Bytes without a character at the end that is not all there. */
static size_t whole_characters(struct qn_slice text)
{
	size_t n = text.n;
	for (int back = 1; back <= 3 && (size_t)back <= text.n; back++) {
		uint8_t c = (uint8_t)text.p[text.n - (size_t)back];
		if (U8_IS_TRAIL(c))
			continue;
		if (U8_IS_LEAD(c) && U8_COUNT_TRAIL_BYTES(c) >= back)
			n = text.n - (size_t)back;
		break;
	}
	return n;
}

static bool walk_all(struct qn_wordbreak *w, struct qn_slice text, bool last,
                     struct qn_err *e)
{
	size_t n = last ? text.n : whole_characters(text);
	return qn_wordwalk(&w->walk, text.p, 0, n, last, &w->done, e);
}

static bool cut(struct qn_wordbreak *w, struct qn_slice text, bool last,
                enum qn_pieces pieces, struct qn_err *e)
{
	if (!w->walk.rules.next) {
		w->done = last ? text.n : 0;
		return !last || qn_wordwalk_by_icu(&w->walk, text, e);
	}
	if (!w->roles.fits)
		return walk_all(w, text, last, e);
	reserve_marks(w, text.n);
	bool ascii = w->kern->mark(text, &w->roles, pieces, &w->marks);
	size_t n = last ? text.n : safe_before(w, 0, text.n - 1);
	if (n > 0)
		return cut_safe(w, text.p, n, ascii, pieces, e);
	return ascii || walk_all(w, text, false, e);
}

bool qn_wordbreak_cut(struct qn_wordbreak *w, struct qn_slice text, bool last,
                      enum qn_pieces pieces, struct qn_piece_list *list,
                      struct qn_err *e)
{
	assert(text.n < INT32_MAX);
	want(w, pieces);
	w->walk.list.n = w->done = 0;
	w->walk.bad = SIZE_MAX;
	bool ok = !e->failed && (!text.n || cut(w, text, last, pieces, e));
	*list = (struct qn_piece_list){.n = w->walk.list.n,
	                               .begin = w->walk.list.begin,
	                               .end = w->walk.list.end,
	                               .bits = w->walk.list.bits,
	                               .bad = w->walk.bad,
	                               .done = w->done};
	return ok;
}
