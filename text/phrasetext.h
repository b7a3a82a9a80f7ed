/* SPDX-License-Identifier: MIT */
/*
 * phrasetext.h -- a text as word2phrase.c reads it: see phrase.h.
 */
#ifndef QN_TEXT_PHRASETEXT_H
#define QN_TEXT_PHRASETEXT_H

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"

#define QN_PHRASE_WORD 58 /* bytes of a word that count */
#define QN_PHRASE_PAIR 59 /* of two with "_" between    */

/* A word without its carriage returns, cut to QN_PHRASE_WORD bytes. */
struct qn_phrase_word {
	char p[QN_PHRASE_WORD];
	size_t n;
};

static inline bool qn_phrase_white(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Take the next word off `rest`; line ends before it are counted in *lines.
 * False when there is none. */
static inline bool qn_phrase_next(struct qn_slice *rest,
                                  struct qn_phrase_word *w, size_t *lines)
{
	*lines = 0;
	w->n = 0;
	for (; rest->n; rest->p++, rest->n--) {
		char c = *rest->p;
		if (c == '\r')
			continue;
		if (qn_phrase_white(c) && w->n)
			break;
		if (qn_phrase_white(c))
			*lines += c == '\n';
		else if (w->n < QN_PHRASE_WORD)
			w->p[w->n++] = c;
	}
	return w->n > 0;
}

static inline struct qn_slice qn_phrase_slice(const struct qn_phrase_word *w)
{
	return (struct qn_slice){w->p, w->n};
}

/* "a_b", cut. */
static inline struct qn_slice
qn_phrase_pair(struct qn_slice a, struct qn_slice b, char room[QN_PHRASE_PAIR])
{
	size_t n = a.n;
	memcpy(room, a.p, n);
	room[n++] = '_';
	size_t more = b.n < QN_PHRASE_PAIR - n ? b.n : QN_PHRASE_PAIR - n;
	memcpy(room + n, b.p, more);
	return (struct qn_slice){room, n + more};
}
#endif
