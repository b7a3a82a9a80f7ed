/* SPDX-License-Identifier: MIT */
/*
 * ngramspell.c -- an n-gram's string: its parent's and one unit more.
 *
 * The unit goes to `out` and, for its children, to `text`.  Nothing is read
 * that was just written, which would have to wait for it.
 */
#include <string.h>
#include <unicode/utf8.h>

#include "text/ngram.h"

#define SLACK 32 /* bytes that can be written behind a string */

/* Most strings are short: so many bytes at a time, whatever there are. */
static inline void copy(char *to, const char *from, size_t n)
{
	if (n <= SLACK)
		memcpy(to, from, SLACK);
	else
		memcpy(to, from, n);
}

static void spell_character(struct qn_gram_speller *s, UChar32 c, size_t depth,
                            struct qn_buf *out)
{
	size_t at = depth ? s->end[depth - 1] : 0;
	U8_APPEND_UNSAFE(out->p, out->n, c);
	U8_APPEND_UNSAFE(s->text.p, at, c);
	s->end[depth] = at;
}

static void spell_word(struct qn_gram_speller *s, struct qn_slice word,
                       size_t depth, struct qn_buf *out)
{
	size_t at = depth ? s->end[depth - 1] : 0;
	char *to[2] = {out->p + out->n, s->text.p + at};
	for (int i = 0; i < 2; i++) {
		*to[i] = ' ';
		to[i] += depth > 0;
		if (word.n <= QN_WORD_ROOM)
			memcpy(to[i], word.p, QN_WORD_ROOM);
		else
			memcpy(to[i], word.p, word.n);
	}
	out->n += (depth > 0) + word.n;
	s->end[depth] = at + (depth > 0) + word.n;
}

void qn_ngrams_spell(const struct qn_ngrams *g, struct qn_gram_speller *s,
                     struct qn_gram_place place, struct qn_buf *out)
{
	uint32_t unit = g->gram[place.gram].unit;
	size_t from = place.depth ? s->end[place.depth - 1] : 0;
	struct qn_slice word = {NULL, U8_MAX_LENGTH};
	if (!g->chars)
		word = qn_wordtable_word(&g->words, unit);
	qn_buf_reserve(out, from + 1 + word.n + SLACK);
	s->text.n = from;
	qn_buf_reserve(&s->text, 1 + word.n + SLACK);
	copy(out->p + out->n, s->text.p, from);
	out->n += from;
	if (g->chars)
		spell_character(s, (UChar32)unit, place.depth, out);
	else
		spell_word(s, word, place.depth, out);
}
