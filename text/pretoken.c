/* SPDX-License-Identifier: MIT */
/*
 * pretoken.c -- the pattern as a scanner.
 *
 * Every alternative but the contractions is an optional space before a run of
 * one class of characters, or a run of white space, so that the class of the
 * next character decides and nothing is ever taken back but the last
 * character of a run of white space.  Classes of the first 65,536 characters
 * lie in a table made from ICU's properties; beyond it ICU is asked.
 *
 * Source: Radford et al., "Language Models are Unsupervised Multitask
 * Learners", 2019, and the pattern published with its code.
 */
#include "text/pretoken.h"

#include <stdbool.h>
#include <stdint.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/mem.h"

#include <stdlib.h>

#define BMP 0x10000

enum class { OTHER, LETTER, NUMBER, SPACE, MANY /* byte of a longer one */ };

struct qn_pretokens {
	enum qn_pretoken_rule rule;
	unsigned char byte[256]; /* class of an ASCII character, or MANY */
	unsigned char bmp[BMP];
};

static enum class class_of(enum qn_pretoken_rule rule, UChar32 c) {
	uint32_t category = U_MASK(u_charType(c));
	if (u_isUWhiteSpace(c)) return SPACE;
	if (rule == QN_PRETOKEN_SPACE) return OTHER;
	return category & U_GC_L_MASK   ? LETTER
	       : category & U_GC_N_MASK ? NUMBER
	                                : OTHER;
}

struct qn_pretokens *qn_pretokens_new(enum qn_pretoken_rule rule)
{
	struct qn_pretokens *t = qn_malloc(1, sizeof *t);
	t->rule = rule;
	for (UChar32 c = 0; c < BMP; c++)
		t->bmp[c] = (unsigned char)class_of(rule, c);
	for (int b = 0; b < 256; b++)
		t->byte[b] = b < 128 ? t->bmp[b] : MANY;
	return t;
}

void qn_pretokens_free(struct qn_pretokens *t)
{
	free(t);
}

/* The class of the character at `p` and, in `n`, its bytes. */
static inline enum class look(const struct qn_pretokens *t, const char *p,
                              const char *end, size_t *n) {
	enum class first = t->byte[(unsigned char)*p]; *n = 1;
	if (first != MANY) return first;
	int32_t at = 0;
	int32_t left = end - p > U8_MAX_LENGTH ? U8_MAX_LENGTH
	                                       : (int32_t)(end - p);
	UChar32 c;
	U8_NEXT(p, at, left, c);
	if (c < 0) return OTHER;
	*n = (size_t)at;
	return c < BMP ? t->bmp[c] : class_of(t->rule, c);
}

/* The end of the run of `class` that goes on at `p`. */
static inline const char *run_end(const struct qn_pretokens *t, const char *p,
                                  const char *end, enum class class)
{
	size_t n;
	while (p < end && look(t, p, end, &n) == class)
		p += n;
	return p;
}

/* Bytes of the contraction at an apostrophe, or 0. */
static size_t contraction(const char *p, const char *end)
{
	size_t left = (size_t)(end - p);
	if (left < 2)
		return 0;
	if (p[1] == 's' || p[1] == 't' || p[1] == 'm' || p[1] == 'd')
		return 2;
	if (left < 3)
		return 0;
	return (p[1] == 'r' && p[2] == 'e') || (p[1] == 'v' && p[2] == 'e') ||
	               (p[1] == 'l' && p[2] == 'l')
	           ? 3
	           : 0;
}

/* White space at `p`, `first` bytes its first character: all of the run but
 * the last character, which belongs to what follows, if there is any. */
static size_t space(const struct qn_pretokens *t, const char *p,
                    const char *end, size_t first)
{
	const char *last = p, *q = p + first;
	size_t n;
	while (q < end && look(t, q, end, &n) == SPACE) {
		last = q;
		q += n;
	}
	return (size_t)((q == end || last == p ? q : last) - p);
}

size_t qn_pretoken_next(const struct qn_pretokens *t, const char *p,
                        const char *end)
{
	size_t n;
	enum class class = look(t, p, end, &n);
	if (*p == '\'' && t->rule == QN_PRETOKEN_GPT2) {
		size_t short_form = contraction(p, end);
		if (short_form)
			return short_form;
	}
	const char *q = p + n;
	if (class == SPACE) {
		if (*p != ' ' || q == end)
			return space(t, p, end, n);
		class = look(t, q, end, &n);
		if (class == SPACE)
			return space(t, p, end, 1);
		q += n;
	}
	return (size_t)(run_end(t, q, end, class) - p);
}
