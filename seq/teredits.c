/* SPDX-License-Identifier: MIT */
/*
 * teredits.c -- Tercom's search for shifts with the limits of sacreBLEU.
 *
 * Edit distances are computed near the diagonal only.  Rows of a hypothesis
 * after a shift are those of the one before it up to the first word that is
 * another; and a distance that is sure to be worse than the best shift's is
 * not computed to its end.
 *
 * Source: Snover et al., "A Study of Translation Edit Rate with Targeted Human
 * Annotation", 2006; order of edits, ranking and limits as in sacreBLEU 2.6.
 */
#include "seq/teredits.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MOST_SHIFTED    10   /* words of a shift              */
#define MOST_APART      50   /* words it may move             */
#define BEAM            25   /* words each side of the diagonal */
#define MOST_CANDIDATES 1000 /* shifts that are looked at     */
#define FAR             (1 << 28)

enum { MATCH, REPLACE, DROP, INSERT, UNDEFINED };

void qn_ter_edits_release(struct qn_ter_edits *e)
{
	free(e->words);
	free(e->tried);
	free(e->best);
	free(e->cost);
	free(e->how);
	free(e->row[0]);
	free(e->row[1]);
	free(e->align);
	free(e->wrong);
	free(e->missed);
	*e = (struct qn_ter_edits){.words = NULL};
}

static void make_room(struct qn_ter_edits *e, size_t n, size_t m)
{
	if (n + 1 > e->words_room) {
		e->words_room = 2 * n + 2;
		size_t room = e->words_room;
		e->words = qn_realloc(e->words, room, sizeof *e->words);
		e->tried = qn_realloc(e->tried, room, sizeof *e->tried);
		e->best = qn_realloc(e->best, room, sizeof *e->best);
		e->wrong = qn_realloc(e->wrong, room, sizeof *e->wrong);
	}
	if (m + 1 > e->width_room) {
		e->width_room = 2 * m + 2;
		size_t room = e->width_room;
		e->row[0] = qn_realloc(e->row[0], room, sizeof **e->row);
		e->row[1] = qn_realloc(e->row[1], room, sizeof **e->row);
		e->align = qn_realloc(e->align, room, sizeof *e->align);
		e->missed = qn_realloc(e->missed, room, sizeof *e->missed);
	}
	if ((n + 1) * (m + 1) > e->cost_room) {
		e->cost_room = 2 * (n + 1) * (m + 1);
		e->cost = qn_realloc(e->cost, e->cost_room, sizeof *e->cost);
		e->how = qn_realloc(e->how, e->cost_room, 1);
	}
}

/* A pair of texts. */
struct pair {
	const uint32_t *reference; /* [m] */
	size_t n, m;               /* n: words of the hypothesis */
	double slope;
	size_t beam;
};

static struct pair pair_of(size_t n, const uint32_t *reference, size_t m)
{
	struct pair p = {.reference = reference, .n = n, .m = m, .beam = BEAM};
	p.slope = n ? (double)m / (double)n : 1;
	if (BEAM < p.slope / 2)
		p.beam = (size_t)ceil(p.slope / 2 + BEAM);
	return p;
}

/* Columns [*from, *to) of row `i` that are near the diagonal. */
static void near(const struct pair *p, size_t i, size_t *from, size_t *to)
{
	size_t middle = (size_t)floor((double)i * p->slope);
	*from = middle > p->beam ? middle - p->beam : 0;
	*to = middle + p->beam < p->m + 1 ? middle + p->beam : p->m + 1;
	if (i == p->n)
		*to = p->m + 1;
}

/* Row i >= 1 from the one above it, for the word of that row; where `how` is
 * not NULL it receives the edits.  The smallest cost. */
static int next_row(const struct pair *p, size_t i, uint32_t word,
                    const int *above, int *row, unsigned char *how)
{
	size_t from, to;
	int least = FAR;
	near(p, i, &from, &to);
	for (size_t j = 0; j < from; j++)
		row[j] = FAR;
	for (size_t j = to; j <= p->m; j++)
		row[j] = FAR;
	for (size_t j = from; j < to; j++) {
		int cost = FAR;
		unsigned char edit = UNDEFINED;
		if (j == 0) {
			cost = above[0] + 1;
			edit = DROP;
		} else {
			bool same = word == p->reference[j - 1];
			int replaced = above[j - 1] + !same;
			int inserted = j > from ? row[j - 1] + 1 : FAR;
			if (replaced < cost) {
				cost = replaced;
				edit = same ? MATCH : REPLACE;
			}
			if (above[j] + 1 < cost) {
				cost = above[j] + 1;
				edit = DROP;
			}
			if (inserted < cost) {
				cost = inserted;
				edit = INSERT;
			}
		}
		row[j] = cost;
		if (how)
			how[j] = edit;
		least = cost < least ? cost : least;
	}
	return least;
}

/* The distance of e->words, with all edits. */
static int distance(struct qn_ter_edits *e, const struct pair *p)
{
	size_t width = p->m + 1;
	for (size_t j = 0; j < width; j++) {
		e->cost[j] = (int)j;
		e->how[j] = INSERT;
	}
	for (size_t i = 1; i <= p->n; i++)
		next_row(p, i, e->words[i - 1], e->cost + (i - 1) * width,
		         e->cost + i * width, e->how + i * width);
	return e->cost[p->n * width + p->m];
}

/* The distance of e->tried, which is e->words up to word `same`; FAR if it is
 * more than `most`. */
static int distance_after(struct qn_ter_edits *e, const struct pair *p,
                          size_t same, int most)
{
	const int *above = e->cost + same * (p->m + 1);
	for (size_t i = same + 1; i <= p->n; i++) {
		int *row = e->row[i & 1];
		if (next_row(p, i, e->tried[i - 1], above, row, NULL) > most)
			return FAR;
		above = row;
	}
	return above[p->m];
}

/*
 * From the edits: which word of the hypothesis each word of the reference
 * lies next to (-1: before the first), and how many words before each are in
 * error, in either.
 */
static void follow(struct qn_ter_edits *e, const struct pair *p)
{
	size_t i = p->n, j = p->m, width = p->m + 1;
	for (size_t k = 0; k <= p->n; k++)
		e->wrong[k] = 0;
	for (size_t k = 0; k <= p->m; k++)
		e->missed[k] = 0;
	while (i > 0 || j > 0) {
		unsigned char how = e->how[i * width + j];
		if (j == 0 || (i > 0 && how == DROP)) {
			e->wrong[i--] = 1;
			continue;
		}
		e->align[j - 1] = (int)i - 1;
		e->missed[j] = how != MATCH;
		if (i > 0 && how != INSERT)
			e->wrong[i--] = how == REPLACE;
		j--;
	}
	for (size_t k = 1; k <= p->n; k++)
		e->wrong[k] += e->wrong[k - 1];
	for (size_t k = 1; k <= p->m; k++)
		e->missed[k] += e->missed[k - 1];
}

/* e->words with `n` words from `start` on taken to before `to`, as e->tried;
 * `to` within them counts in what is left.  The first word that changes. */
static size_t shift(struct qn_ter_edits *e, size_t words, size_t start,
                    size_t n, size_t to)
{
	const uint32_t *from = e->words;
	uint32_t *out = e->tried;
	size_t first = to < start ? to : start, place = to, end;
	if (to >= start && to <= start + n) {
		end = n + to < words ? n + to : words;
		place = end;
	} else {
		end = to < start ? start + n : to;
	}
	size_t at = first;
	memcpy(out, from, first * sizeof *out);
	if (place <= start) {
		memcpy(out + at, from + start, n * sizeof *out);
		at += n;
		memcpy(out + at, from + place, (start - place) * sizeof *out);
	} else {
		size_t between = place - (start + n);
		memcpy(out + at, from + start + n, between * sizeof *out);
		at += between;
		memcpy(out + at, from + start, n * sizeof *out);
	}
	memcpy(out + end, from + end, (words - end) * sizeof *out);
	return first;
}

/* --- shifts --------------------------------------------------------------- */

struct search {
	struct qn_ter_edits *e;
	struct pair p;
	int before;        /* the distance that is to be lowered     */
	size_t candidates; /* looked at, of all rounds               */
	bool found;        /* e->best is the best shift so far:      */
	int gain;
	size_t length, start, to;
};

/* Gain more, or as much with more words, or those from further ahead, or to
 * further ahead. */
static bool is_better(const struct search *s, int gain, size_t length,
                      size_t start, size_t to)
{
	if (!s->found || gain != s->gain)
		return !s->found || gain > s->gain;
	if (length != s->length)
		return length > s->length;
	return start != s->start ? start < s->start : to < s->to;
}

static void try_shift(struct search *s, size_t start, size_t length, size_t to)
{
	struct qn_ter_edits *e = s->e;
	size_t same = shift(e, s->p.n, start, length, to);
	int most = s->found ? s->before - s->gain : FAR;
	int gain = s->before - distance_after(e, &s->p, same, most);
	s->candidates++;
	if (!is_better(s, gain, length, start, to))
		return;
	uint32_t *swap = e->best;
	e->best = e->tried;
	e->tried = swap;
	s->found = true;
	s->gain = gain;
	s->length = length;
	s->start = start;
	s->to = to;
}

/* All places where `length` words from `start` on may go, which are those of
 * the reference from `other` on. */
static void try_places(struct search *s, size_t start, size_t other,
                       size_t length)
{
	const struct qn_ter_edits *e = s->e;
	int inside = e->align[other] - (int)start;
	if (e->wrong[start + length] == e->wrong[start] ||
	    e->missed[other + length] == e->missed[other] ||
	    (inside >= 0 && inside < (int)length))
		return;
	size_t last = SIZE_MAX;
	for (size_t i = 0; i <= length; i++) {
		/* Behind the word before them, behind the first, ... */
		size_t at = other + i;
		size_t to = at ? (size_t)(e->align[at - 1] + 1) : 0;
		if (to != last)
			try_shift(s, start, length, to);
		last = to;
	}
}

/* The best shift of all, as e->best. */
static void look_for_shift(struct search *s)
{
	const uint32_t *word = s->e->words, *other = s->p.reference;
	s->found = false;
	for (size_t i = 0; i < s->p.n; i++) {
		size_t from = i > MOST_APART ? i - MOST_APART : 0;
		for (size_t j = from; j < s->p.m && j <= i + MOST_APART; j++) {
			for (size_t n = 1; n <= MOST_SHIFTED; n++) {
				if (i + n > s->p.n || j + n > s->p.m ||
				    word[i + n - 1] != other[j + n - 1])
					break;
				try_places(s, i, j, n);
				if (s->candidates >= MOST_CANDIDATES)
					return;
			}
		}
	}
}

size_t qn_ter_edits(struct qn_ter_edits *e, const uint32_t *hypothesis,
                    size_t n, const uint32_t *reference, size_t m)
{
	if (m == 0)
		return n;
	make_room(e, n, m);
	if (n)
		memcpy(e->words, hypothesis, n * sizeof *hypothesis);
	struct search s = {.e = e, .p = pair_of(n, reference, m)};
	for (size_t shifts = 0;; shifts++) {
		s.before = distance(e, &s.p);
		if (s.before == 0)
			return shifts;
		follow(e, &s.p);
		look_for_shift(&s);
		if (!s.found || s.gain <= 0 || s.candidates >= MOST_CANDIDATES)
			return shifts + (size_t)s.before;
		uint32_t *swap = e->words;
		e->words = e->best;
		e->best = swap;
	}
}
