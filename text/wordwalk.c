/* SPDX-License-Identifier: MIT */
/*
 * wordwalk.c -- the automaton, and parts of what it leaves whole.
 *
 * It writes where a piece might end at every character and only moves on where
 * one does: words are short, and a branch at their ends could not be foreseen.
 */
#include "text/wordwalk.h"

#include <string.h>

bool qn_wordwalk_init(struct qn_wordwalk *w, enum qn_word_rules rules,
                      struct qn_err *e)
{
	memset(w, 0, sizeof *w);
	w->icu = qn_wordrules_iterator(rules, e);
	if (!w->icu)
		return false;
	qn_wordrules_load(&w->rules, w->icu);
	qn_cells_init(&w->cells, &w->rules);
	return true;
}

void qn_wordwalk_release(struct qn_wordwalk *w)
{
	qn_wordparts_free(w->parts);
	qn_piece_room_release(&w->list);
	qn_piece_room_release(&w->parted);
	qn_cells_release(&w->cells);
	qn_wordrules_release(&w->rules);
	if (w->icu)
		ubrk_close(w->icu);
}

static void note_bad(struct qn_wordwalk *w, size_t at)
{
	if (at < w->bad)
		w->bad = at;
}

/* --- parts ---------------------------------------------------------------- */

/* Put the parts of the piece that begins at `begin`. */
static void put_parts(struct qn_wordwalk *w, size_t begin,
                      const struct qn_wordparts_list *parts,
                      struct qn_piece_room *to)
{
	size_t from = begin;
	unsigned bits = 0;
	for (size_t i = 0; i < parts->n; i++) {
		size_t at = begin + parts->at[i];
		if (parts->stop[i]) {
			if (w->wanted[bits])
				qn_piece_room_put(to, from, at, bits);
			from = at;
			bits = 0;
		}
		bits |= parts->bits[i];
		if (parts->bits[i] & QN_CELL_BAD)
			note_bad(w, at);
	}
	if (w->wanted[bits])
		qn_piece_room_put(to, from, begin + parts->at[parts->n], bits);
}

/* Most texts need none. */
static struct qn_wordparts *parts_of(struct qn_wordwalk *w)
{
	if (!w->parts)
		w->parts = qn_wordparts_new(w->icu, &w->cells);
	return w->parts;
}

bool qn_wordwalk_by_icu(struct qn_wordwalk *w, struct qn_slice text,
                        struct qn_err *e)
{
	struct qn_wordparts_list parts;
	if (!qn_wordparts_cut_by_icu(parts_of(w), text, &parts, e))
		return false;
	put_parts(w, 0, &parts, &w->list);
	return true;
}

static bool part_piece(struct qn_wordwalk *w, const char *text, size_t i,
                       struct qn_err *e)
{
	size_t begin = w->list.begin[i], end = w->list.end[i];
	struct qn_wordparts_list parts;
	if (!qn_wordparts_cut(parts_of(w),
	                      (struct qn_slice){text + begin, end - begin},
	                      &parts, e))
		return false;
	put_parts(w, begin, &parts, &w->parted);
	return true;
}

/* Part what needs it among the pieces from number `first` on. */
static bool part_pieces(struct qn_wordwalk *w, const char *text, size_t first,
                        struct qn_err *e)
{
	struct qn_piece_room *l = &w->list, *p = &w->parted;
	p->n = 0;
	qn_piece_room_reserve(p, l->n - first + 1);
	for (size_t i = first; i < l->n; i++)
		if (!(l->bits[i] & QN_CELL_DICTIONARY))
			qn_piece_room_put(p, l->begin[i], l->end[i],
			                  l->bits[i]);
		else if (!part_piece(w, text, i, e))
			return false;
	l->n = first;
	qn_piece_room_reserve(l, p->n + 1);
	memcpy(l->begin + first, p->begin, p->n * sizeof *p->begin);
	memcpy(l->end + first, p->end, p->n * sizeof *p->end);
	memcpy(l->bits + first, p->bits, p->n);
	l->n += p->n;
	return true;
}

/* --- pieces --------------------------------------------------------------- */

/* The piece that the automaton is in, or was in when it failed. */
struct open {
	size_t begin;
	size_t end;    /* where it last might have ended       */
	unsigned bits; /* of its characters up to there, or'ed */
};

/* The list has ends only from number `first` on, of pieces that follow each
 * other from `begin` on: leave those that are asked for.  The bits of all of
 * them. */
static unsigned settle(struct qn_wordwalk *w, size_t first, size_t begin)
{
	struct qn_piece_room *l = &w->list;
	size_t kept = first;
	unsigned all = 0;
	for (size_t i = first; i < l->n; i++) {
		uint32_t end = l->end[i];
		unsigned char bits = l->bits[i];
		l->begin[kept] = (uint32_t)begin;
		l->end[kept] = end;
		l->bits[kept] = bits;
		kept += w->wanted[bits];
		begin = end;
		all |= bits;
	}
	l->n = kept;
	return all;
}

static struct qn_cell find(struct qn_wordwalk *w, const char *text, size_t at,
                           size_t to, size_t *n)
{
	struct qn_cell c = qn_cells_find(&w->cells, text + at, to - at, n);
	if (c.bits & QN_CELL_BAD)
		note_bad(w, at);
	return c;
}

/* From `at`, where a piece begins, until the text ends or the automaton
 * fails; where that is. */
static size_t run(struct qn_wordwalk *w, const char *text, size_t at, size_t to,
                  struct open *open)
{
	const uint16_t *next = w->rules.next;
	struct qn_piece_room *l = &w->list;
	qn_piece_room_reserve(l, to - at + 4);
	uint32_t *ends = l->end;
	unsigned char *of = l->bits;
	size_t count = l->n, begin = at;
	unsigned step = w->rules.start, bits = 0;
	while (at < to) {
		struct qn_cell c;
		size_t n, bytes;
		if (__builtin_expect(
		        at + 4 > to ||
		            !qn_cells_quick(&w->cells, text + at, &c, &n),
		        0)) {
			c = find(w, text, at, to, &bytes);
			n = bytes;
		}
		unsigned last = step;
		step = next[(step & QN_STEP_STATE) + c.category];
		if (__builtin_expect(!(step & QN_STEP_ACCEPT), 0)) {
			if (last & QN_STEP_ACCEPT)
				*open = (struct open){begin, at, bits};
			if (step & QN_STEP_BACK)
				break;
		}
		ends[count] = (uint32_t)at;
		of[count] = (unsigned char)bits;
		unsigned over = step / QN_STEP_BREAK; /* 1 or 0 */
		count += over;
		begin ^= (begin ^ at) & -(size_t)over;
		bits = (bits & (over - 1)) | c.bits;
		at += n;
	}
	if (step & QN_STEP_ACCEPT)
		*open = (struct open){begin, at, bits};
	l->n = count;
	return at;
}

bool qn_wordwalk(struct qn_wordwalk *w, const char *text, size_t from,
                 size_t to, bool last, size_t *done, struct qn_err *e)
{
	size_t first = w->list.n;
	unsigned all = 0;
	struct open open = {from, from, 0};
	for (size_t at = from; at < to; at = open.end) {
		size_t n = w->list.n, begin = at;
		at = run(w, text, at, to, &open);
		all |= settle(w, n, begin) | open.bits;
		if (at == to && !last)
			break;
		/* The piece was over where it might be. */
		if (w->wanted[open.bits])
			qn_piece_room_put(&w->list, open.begin, open.end,
			                  open.bits);
	}
	*done = last ? to : open.begin;
	return !(all & QN_CELL_DICTIONARY) || part_pieces(w, text, first, e);
}
