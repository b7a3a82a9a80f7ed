/* SPDX-License-Identifier: MIT */
/*
 * wordscript_asian.c -- Thai, Lao, Burmese and Khmer: the longest word that
 * two others follow.
 *
 * Of the words that begin here the longest is taken behind which there is a
 * word and behind that a third; else the shortest behind which there is one;
 * else the longest.  Where no word begins, what stands there goes to the word
 * before, if that is short, up to where one might begin.
 *
 * Source: ICU 72, dictbe.cpp, whose choices these are.
 */
#include "text/wordscript.h"

#include <stdbool.h>
#include <string.h>

enum {
	SHORT = 3,      /* words of less are added to                       */
	PREFIX = 3,     /* what begins as a word does for so long, is none  */
	LEAST = 4,      /* a run of less is not parted                      */
	LEAST_THAI = 5, /* ... one of Thai                                  */
	MOST = 20,      /* words that are looked at                         */
	KEPT = 32       /* places whose words are remembered                */
};

/* Thai: "and so on", and "the last word again". */
#define PAIYANNOI 0xe2f
#define MAIYAMOK  0xe46

/* The words that begin at a place. */
struct words {
	size_t at;
	uint32_t n,
	    seen; /* seen: characters, up to the one that fits no word */
	uint16_t length[MOST]; /* [n] rising                                 */
};

struct run {
	const struct qn_worddict *d;
	const struct qn_script_text *t;
	size_t to;
	struct words kept[KEPT]; /* by place */
};

static void find_words(const struct run *r, size_t at, struct words *w)
{
	uint32_t node = QN_ICUTRIE_ROOT, seen = 0;
	w->at = at;
	w->n = 0;
	while (node != QN_ICUTRIE_NONE && at + seen < r->to) {
		struct qn_icustep s =
		    qn_worddict_step(r->d, node, (uint32_t)r->t->c[at + seen]);
		seen++;
		node = s.next;
		if (s.value >= 0 && w->n < MOST && seen <= UINT16_MAX)
			w->length[w->n++] = (uint16_t)seen;
	}
	w->seen = seen;
}

static const struct words *words_at(struct run *r, size_t at)
{
	struct words *w = &r->kept[at % KEPT];
	if (w->at != at)
		find_words(r, at, w);
	return w;
}

/* Where the longest of them ends. */
static size_t longest_end(const struct words *w)
{
	return w->at + w->length[w->n - 1];
}

/* Whether a word follows one of the words of `w`; a copy, because what is
 * kept may be replaced on the way. */
static bool goes_on(struct run *r, struct words w)
{
	if (longest_end(&w) == r->to)
		return true; /* nothing has to follow */
	for (uint32_t i = w.n; i-- > 0;)
		if (words_at(r, w.at + w.length[i])->n)
			return true;
	return false;
}

/* Which of several words to take: its length. */
static size_t choose(struct run *r, struct words w)
{
	size_t best = w.length[w.n - 1];
	if (longest_end(&w) == r->to)
		return best;
	for (uint32_t i = w.n; i-- > 0;) {
		const struct words *second = words_at(r, w.at + w.length[i]);
		if (!second->n)
			continue;
		best = w.length[i];
		if (goes_on(r, *second))
			break;
	}
	return best;
}

/* Where a word might begin next, behind `at`. */
static size_t skip(struct run *r, size_t at)
{
	const uint8_t *script = r->t->script;
	for (at++; at < r->to; at++)
		if ((script[at - 1] & QN_SCRIPT_ENDS) &&
		    (script[at] & QN_SCRIPT_BEGINS) && words_at(r, at)->n)
			break;
	return at;
}

/* Signs of Thai that belong to the word before. */
static size_t take_signs(struct run *r, size_t at)
{
	const UChar32 *c = r->t->c;
	if (at == r->to || words_at(r, at)->n)
		return at;
	if (c[at] == PAIYANNOI && c[at - 1] != PAIYANNOI &&
	    c[at - 1] != MAIYAMOK)
		at++;
	if (at < r->to && c[at] == MAIYAMOK && c[at - 1] != MAIYAMOK)
		at++;
	return at;
}

/* Where the word that begins at `at` ends. */
static size_t word_end(struct run *r, size_t at)
{
	const struct words *w = words_at(r, at);
	size_t length = w->n > 1 ? choose(r, *w) : w->n ? w->length[0] : 0;
	size_t end = at + length;
	if (end < r->to && length < SHORT) {
		const struct words *next = words_at(r, end);
		if (!next->n && (!length || next->seen < PREFIX))
			end = skip(r, end);
	}
	while (end < r->to && (r->t->script[end] & QN_SCRIPT_MARK))
		end++;
	return end;
}

void qn_script_part_asian(const struct qn_worddict *d,
                          const struct qn_script_text *t, size_t from,
                          size_t to)
{
	bool thai = (t->script[from] & QN_SCRIPT_MASK) == QN_SCRIPT_THAI;
	struct run r = {.d = d, .t = t, .to = to};
	if (to - from < (thai ? LEAST_THAI : LEAST))
		return;
	for (size_t i = 0; i < KEPT; i++)
		r.kept[i].at = SIZE_MAX;
	for (size_t at = from; at < to;) {
		at = word_end(&r, at);
		if (thai)
			at = take_signs(&r, at);
		if (at < to)
			t->stop[at] = 1;
	}
}
