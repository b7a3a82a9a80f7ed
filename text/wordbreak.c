/* SPDX-License-Identifier: MIT */
/*
 * wordbreak.c -- masks where there is ASCII, the automaton elsewhere, ICU for
 * what needs a dictionary.
 *
 * Between two ASCII characters there often is a boundary whatever else the
 * text holds ("safe": no state of the automaton goes on across it), so the
 * text can be cut there and each part be treated by itself:
 *
 *	In 1999 Dvořák's op. 95 was ...
 *	       |        |                   the safe places around "ř" and "á"
 *	masks   automaton masks
 *
 * The automaton writes each piece it might be in at every character and only
 * moves on where one ends: words are short, and a branch at their ends could
 * not be foreseen.
 */
#include "text/wordbreak.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "base/mem.h"
#include "text/wordbreak_cells.h"

/* Bytes of ASCII between two other characters that are worth a change to
 * masks and back. */
#define GAP 32

struct list {
	uint32_t *begin, *end; /* [room] */
	unsigned char *bits;   /* [room] QN_CHAR_* and QN_CELL_* */
	size_t n, room;
};

struct qn_wordbreak {
	struct qn_wordrules rules;
	struct qn_ascii_roles roles;
	const struct qn_ascii_kern *kern;
	UBreakIterator *icu;
	struct qn_ascii_marks marks; /* one slab, from `start` on  */
	size_t marks_room;           /* words of each              */
	struct list list, parted;    /* the result; what ICU parts */
	UChar *u;                    /* [u_room] what ICU parts    */
	uint32_t *from;              /* [u_room] whence each unit  */
	size_t u_room;
	size_t bad, done;
	unsigned char wanted[QN_CELL_BITS]; /* 1: such pieces are asked for */
	struct qn_cells cells;
};

struct qn_wordbreak *qn_wordbreak_new(enum qn_word_rules rules,
                                      struct qn_err *e)
{
	UBreakIterator *icu = qn_wordrules_iterator(rules, e);
	if (!icu)
		return NULL;
	struct qn_wordbreak *w = qn_malloc(1, sizeof *w);
	memset(w, 0, offsetof(struct qn_wordbreak, cells));
	w->icu = icu;
	w->kern = qn_ascii_kern();
	qn_wordrules_load(&w->rules, icu);
	w->roles = qn_ascii_roles(&w->rules);
	qn_cells_init(&w->cells, &w->rules);
	return w;
}

static void release_list(struct list *l)
{
	free(l->begin);
	free(l->end);
	free(l->bits);
}

void qn_wordbreak_free(struct qn_wordbreak *w)
{
	if (!w)
		return;
	ubrk_close(w->icu);
	free(w->marks.start);
	release_list(&w->list);
	release_list(&w->parted);
	free(w->u);
	free(w->from);
	qn_cells_release(&w->cells);
	qn_wordrules_release(&w->rules);
	free(w);
}

/* Room for `n` pieces more. */
static void reserve(struct list *l, size_t n)
{
	if (l->n + n <= l->room)
		return;
	l->room = l->n + n + l->room / 2;
	l->begin = qn_realloc(l->begin, l->room, sizeof *l->begin);
	l->end = qn_realloc(l->end, l->room, sizeof *l->end);
	l->bits = qn_realloc(l->bits, l->room, sizeof *l->bits);
}

static void put(struct list *l, size_t begin, size_t end, unsigned bits)
{
	reserve(l, 1);
	l->begin[l->n] = (uint32_t)begin;
	l->end[l->n] = (uint32_t)end;
	l->bits[l->n++] = (unsigned char)bits;
}

static void want(struct qn_wordbreak *w, enum qn_pieces pieces)
{
	const unsigned words = QN_CHAR_LETTER | QN_CHAR_NUMBER;
	const unsigned mask =
	    pieces == QN_PIECES_WORDS ? words : words | QN_CHAR_OTHER;
	for (unsigned bits = 0; bits < QN_CELL_BITS; bits++)
		w->wanted[bits] = pieces == QN_PIECES_ALL || (bits & mask);
}

/* --- ASCII --------------------------------------------------------------- */

static void reserve_marks(struct qn_wordbreak *w, size_t n)
{
	size_t words = qn_ascii_marks_words(n);
	if (words <= w->marks_room)
		return;
	free(w->marks.start);
	uint64_t *p = qn_malloc(6 * words, sizeof *p);
	w->marks = (struct qn_ascii_marks){p,
	                                   p + words,
	                                   p + 2 * words,
	                                   p + 3 * words,
	                                   p + 4 * words,
	                                   p + 5 * words};
	w->marks_room = words;
}

/* Pieces of ASCII may turn out to hold neither letter nor number. */
static void drop_empty_words(struct list *l, size_t from, const char *text)
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
	size_t i = at / 64;
	uint64_t safe = w->marks.safe[i] & (~UINT64_C(0) >> (63 - at % 64));
	while (!safe && i > from / 64)
		safe = w->marks.safe[--i];
	size_t place =
	    safe ? 64 * i + 63 - (size_t)__builtin_clzll(safe) : from;
	return place > from ? place : from;
}

/* The first one in `marks` from `at` on, at most `n`. */
static size_t next_mark(const uint64_t *marks, size_t at, size_t n)
{
	size_t i = at / 64;
	if (at >= n)
		return n;
	uint64_t mask = marks[i] & ~UINT64_C(0) << at % 64;
	while (!mask && i < n / 64)
		mask = marks[++i];
	size_t place = mask ? 64 * i + (size_t)__builtin_ctzll(mask) : n;
	return place < n ? place : n;
}

static bool any_mark(const uint64_t *marks, size_t from, size_t to)
{
	uint64_t any = 0;
	for (size_t w = from / 64; w <= to / 64; w++)
		any |= marks[w];
	return any;
}

/* The first piece from number `i` on that ends behind `at`. */
static size_t piece_at(const struct list *l, size_t i, size_t at)
{
	size_t end = l->n;
	while (i < end) {
		size_t middle = i + (end - i) / 2;
		if (l->end[middle] > at)
			end = middle;
		else
			i = middle + 1;
	}
	return i;
}

/* Say so of those pieces from number `i` on that hold wide letters. */
static void note_wide(struct qn_wordbreak *w, size_t i, size_t from, size_t to)
{
	struct list *l = &w->list;
	while ((from = next_mark(w->marks.wide, from, to)) < to) {
		i = piece_at(l, i, from);
		if (i == l->n)
			return;
		if (l->begin[i] <= from)
			l->bits[i] = QN_CELL_HIGH;
		from = l->begin[i] <= from ? l->end[i] : l->begin[i];
	}
}

/* Pieces of text[from, to), which masks could see to, between boundaries. */
static void take_ascii(struct qn_wordbreak *w, const char *text, size_t from,
                       size_t to, enum qn_pieces pieces)
{
	struct list *l = &w->list;
	size_t first = l->n, n;
	reserve(l, to - from + QN_SPREAD_MORE);
	n = w->kern->spread(w->marks.start, from, to, l->begin + first);
	/* An end may stand at `to`, and none does at `from`. */
	w->kern->spread(w->marks.end, from + 1, to + 1, l->end + first);
	l->n += n;
	memset(l->bits + first, 0, n);
	if (any_mark(w->marks.wide, from, to))
		note_wide(w, first, from, to);
	if (pieces == QN_PIECES_WORDS && any_mark(w->marks.check, from, to))
		drop_empty_words(l, first, text);
}

/* --- dictionaries -------------------------------------------------------- */

static void reserve_units(struct qn_wordbreak *w, size_t n)
{
	if (n <= w->u_room)
		return;
	w->u_room = n;
	w->u = qn_realloc(w->u, n, sizeof *w->u);
	w->from = qn_realloc(w->from, n, sizeof *w->from);
}

/* [begin, end) of the text as UTF-16, with a note of where units are from. */
static int32_t to_units(struct qn_wordbreak *w, const char *text, size_t begin,
                        size_t end)
{
	int32_t n = 0;
	reserve_units(w, end - begin + 1);
	for (size_t at = begin; at < end;) {
		int32_t i = 0, left = end - at < 4 ? (int32_t)(end - at) : 4;
		UChar32 c;
		U8_NEXT_OR_FFFD(text + at, i, left, c);
		w->from[n] = w->from[n + (c > 0xffff)] = (uint32_t)at;
		U16_APPEND_UNSAFE(w->u, n, c);
		at += (size_t)i;
	}
	w->from[n] = (uint32_t)end;
	return n;
}

static void note_bad(struct qn_wordbreak *w, size_t at)
{
	if (at < w->bad)
		w->bad = at;
}

/* What the characters of a piece are, or'ed. */
static unsigned bits_of(struct qn_wordbreak *w, const char *text, size_t begin,
                        size_t end)
{
	unsigned bits = 0;
	for (size_t at = begin, n; at < end; at += n) {
		struct qn_cell c =
		    qn_cells_next(&w->cells, text + at, end - at, &n);
		bits |= c.bits;
		if (c.bits & QN_CELL_BAD)
			note_bad(w, at);
	}
	return bits;
}

/* The pieces of text[begin, end) as ICU cuts it. */
static bool part_by_icu(struct qn_wordbreak *w, const char *text, size_t begin,
                        size_t end, struct list *to, struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	int32_t n = to_units(w, text, begin, end), at = 0, stop;
	ubrk_setText(w->icu, w->u, n, &u);
	if (U_FAILURE(u))
		return qn_fail(e, "ICU: %s", u_errorName(u));
	for (; (stop = ubrk_next(w->icu)) != UBRK_DONE; at = stop) {
		unsigned bits = bits_of(w, text, w->from[at], w->from[stop]);
		if (w->wanted[bits])
			put(to, w->from[at], w->from[stop], bits);
	}
	return true;
}

/* Part what needs it among the pieces from number `first` on. */
static bool part_pieces(struct qn_wordbreak *w, const char *text, size_t first,
                        struct qn_err *e)
{
	struct list *l = &w->list, *p = &w->parted;
	p->n = 0;
	for (size_t i = first; i < l->n; i++)
		if (!(l->bits[i] & QN_CELL_DICTIONARY))
			put(p, l->begin[i], l->end[i], l->bits[i]);
		else if (!part_by_icu(w, text, l->begin[i], l->end[i], p, e))
			return false;
	l->n = first;
	for (size_t i = 0; i < p->n; i++)
		put(l, p->begin[i], p->end[i], p->bits[i]);
	return true;
}

/* --- other characters ---------------------------------------------------- */

/*
 * The pieces of text[from, to), which stands between boundaries; if not
 * `last`, of what is sure to be whole pieces, up to w->done.  The piece that
 * the automaton is in has begun at `begin` and might end at `end`, where it
 * last did accept; `bits` and `end_bits` are those of its characters so far.
 */
static bool walk(struct qn_wordbreak *w, const char *text, size_t from,
                 size_t to, bool last, struct qn_err *e)
{
	const uint16_t *next = w->rules.next;
	struct list *l = &w->list;
	size_t first = l->n, begin = from, end = from, at = from;
	unsigned step = w->rules.start, all = 0, bits = 0, end_bits = 0;
	for (;;) {
		reserve(l, to - at + 4);
		uint32_t *begins = l->begin, *ends = l->end;
		unsigned char *of = l->bits;
		size_t count = l->n;
		while (at < to) {
			size_t n;
			struct qn_cell c =
			    qn_cells_next(&w->cells, text + at, to - at, &n);
			step = next[(step & QN_STEP_STATE) + c.category];
			if (__builtin_expect(step & QN_STEP_BACK, 0))
				break;
			if (__builtin_expect(c.bits & QN_CELL_BAD, 0))
				note_bad(w, at);
			bool over = step & QN_STEP_BREAK,
			     accepts = step & QN_STEP_ACCEPT;
			begins[count] = (uint32_t)begin;
			ends[count] = (uint32_t)at;
			of[count] = (unsigned char)bits;
			count += over & w->wanted[bits];
			begin = over ? at : begin;
			bits = (over ? 0 : bits) | c.bits;
			all |= c.bits;
			at += n;
			end = accepts ? at : end;
			end_bits = accepts ? bits : end_bits;
		}
		l->n = count;
		if (at == to && (!last || begin == to))
			break;
		/* The piece was over where it might be. */
		if (w->wanted[end_bits])
			put(l, begin, end, end_bits);
		at = begin = end;
		bits = 0;
		step = w->rules.start;
	}
	w->done = begin;
	return !(all & QN_CELL_DICTIONARY) || part_pieces(w, text, first, e);
}

/* --- together ------------------------------------------------------------ */

/* Where a stretch that has a character above ASCII at `at` ends: a safe place
 * with nothing but ASCII for a while. */
static size_t stretch_end(const struct qn_wordbreak *w, size_t at, size_t n)
{
	for (;;) {
		size_t end = next_mark(w->marks.safe, at + 1, n);
		at = next_mark(w->marks.high, end, n);
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
		size_t high = ascii ? n : next_mark(w->marks.high, done, n);
		size_t begin = high < n ? safe_before(w, done, high) : n;
		if (begin > done)
			take_ascii(w, text, done, begin, pieces);
		done = begin;
		if (high < n) {
			done = stretch_end(w, high, n);
			if (!walk(w, text, begin, done, true, e))
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

static bool cut(struct qn_wordbreak *w, struct qn_slice text, bool last,
                enum qn_pieces pieces, struct qn_err *e)
{
	if (!w->rules.next) {
		w->done = last ? text.n : 0;
		return !last || part_by_icu(w, text.p, 0, text.n, &w->list, e);
	}
	if (!w->roles.fits)
		return walk(w, text.p, 0,
		            last ? text.n : whole_characters(text), last, e);
	reserve_marks(w, text.n);
	bool ascii = w->kern->mark(text, &w->roles, pieces, &w->marks);
	size_t n = last ? text.n : safe_before(w, 0, text.n - 1);
	if (n > 0)
		return cut_safe(w, text.p, n, ascii, pieces, e);
	return ascii || walk(w, text.p, 0, whole_characters(text), false, e);
}

bool qn_wordbreak_cut(struct qn_wordbreak *w, struct qn_slice text, bool last,
                      enum qn_pieces pieces, struct qn_piece_list *list,
                      struct qn_err *e)
{
	assert(text.n < INT32_MAX);
	want(w, pieces);
	w->list.n = w->done = 0;
	w->bad = SIZE_MAX;
	bool ok = !e->failed && (!text.n || cut(w, text, last, pieces, e));
	*list = (struct qn_piece_list){.n = w->list.n,
	                               .begin = w->list.begin,
	                               .end = w->list.end,
	                               .bits = w->list.bits,
	                               .bad = w->bad,
	                               .done = w->done};
	return ok;
}
