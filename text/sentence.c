/* SPDX-License-Identifier: MIT */
/*
 * sentence.c -- ubrk over UTF-16, boundaries taken back to bytes.
 */
#include "text/sentence.h"

#include <stdint.h>
#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "base/mem.h"

#define LONGEST ((size_t)1 << 30)

struct qn_sentences {
	UBreakIterator *icu;
	UChar *units; /* [room]                        */
	size_t room;
	struct qn_slice line;
	size_t at;    /* bytes handed out              */
	int32_t unit; /* the same in units             */
};

struct qn_sentences *qn_sentences_new(struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	if (e->failed)
		return NULL;
	UBreakIterator *icu = ubrk_open(UBRK_SENTENCE, "", NULL, 0, &u);
	if (U_FAILURE(u)) {
		qn_fail(e, "ICU has no sentence iterator: %s", u_errorName(u));
		return NULL;
	}
	struct qn_sentences *s = qn_calloc(1, sizeof *s);
	s->icu = icu;
	return s;
}

void qn_sentences_free(struct qn_sentences *s)
{
	if (!s)
		return;
	ubrk_close(s->icu);
	free(s->units);
	free(s);
}

/* Read the character at *i. */
static UChar32 next_character(struct qn_slice s, size_t *i)
{
	int32_t at = 0, left = s.n - *i < 4 ? (int32_t)(s.n - *i) : 4;
	UChar32 c;
	U8_NEXT_OR_FFFD(s.p + *i, at, left, c);
	*i += (size_t)at;
	return c;
}

bool qn_sentences_begin(struct qn_sentences *s, struct qn_slice line,
                        struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	int32_t n = 0;
	s->line = (struct qn_slice){line.p, 0};
	s->at = 0;
	s->unit = 0;
	if (e->failed || line.n >= LONGEST)
		return qn_fail(e, "a line of %zu bytes is too long", line.n);
	if (line.n + 1 > s->room) {
		s->room = line.n + 1;
		s->units = qn_realloc(s->units, s->room, sizeof *s->units);
	}
	for (size_t i = 0; i < line.n;) {
		UChar32 c = next_character(line, &i);
		U16_APPEND_UNSAFE(s->units, n, c);
	}
	ubrk_setText(s->icu, s->units, n, &u);
	if (U_FAILURE(u))
		return qn_fail(e, "ICU: %s", u_errorName(u));
	s->line = line;
	return true;
}

bool qn_sentences_next(struct qn_sentences *s, struct qn_slice *sentence)
{
	size_t begin = s->at;
	if (begin == s->line.n)
		return false;
	int32_t end = ubrk_next(s->icu);
	while (s->unit < end && s->at < s->line.n)
		s->unit += U16_LENGTH(next_character(s->line, &s->at));
	*sentence = (struct qn_slice){s->line.p + begin, s->at - begin};
	return s->at > begin;
}
