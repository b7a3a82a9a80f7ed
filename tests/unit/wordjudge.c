/* SPDX-License-Identifier: MIT */
/*
 * wordjudge.c -- see wordjudge.h.
 */
#include "tests/unit/wordjudge.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "tests/unit/suite.h"

void chars_release(struct chars *t)
{
	free(t->c);
	free(t->at);
	free(t->boundary);
}

struct chars chars_of(struct qn_slice s)
{
	struct chars t = {.n = 0};
	t.c = malloc((s.n + 1) * sizeof *t.c);
	t.at = malloc((s.n + 1) * sizeof *t.at);
	t.boundary = calloc(s.n + 1, sizeof *t.boundary);
	for (size_t i = 0; i < s.n;) {
		int32_t used = 0, left = s.n - i < 4 ? (int32_t)(s.n - i) : 4;
		t.at[t.n] = (uint32_t)i;
		U8_NEXT_OR_FFFD(s.p + i, used, left, t.c[t.n]);
		t.n++;
		i += (size_t)used;
	}
	t.at[t.n] = (uint32_t)s.n;
	return t;
}

void must(bool holds, const char *what)
{
	if (!holds)
		ck_abort_msg("not so: %s", what);
}

/* --- two judges ----------------------------------------------------------- */

static void chars_by_icu(struct chars *t, UBreakIterator *icu)
{
	UErrorCode u = U_ZERO_ERROR;
	UChar *units = malloc((2 * t->n + 1) * sizeof *units);
	size_t *of = malloc((2 * t->n + 1) * sizeof *of);
	int32_t n = 0, stop;
	for (size_t i = 0; i < t->n; i++) {
		of[n] = of[n + 1] = i;
		U16_APPEND_UNSAFE(units, n, t->c[i]);
	}
	of[n] = t->n;
	ubrk_setText(icu, units, n, &u);
	must(U_SUCCESS(u), "ICU takes the text");
	t->boundary[0] = true;
	while ((stop = ubrk_next(icu)) != UBRK_DONE)
		t->boundary[of[stop]] = true;
	free(units);
	free(of);
}

static int property(const struct chars *t, size_t i)
{
	return u_getIntPropertyValue(t->c[i], UCHAR_WORD_BREAK);
}

static bool is_line_end(int p)
{
	return p == U_WB_CR || p == U_WB_LF || p == U_WB_NEWLINE;
}

static bool is_skipped(int p)
{
	return p == U_WB_EXTEND || p == U_WB_FORMAT || p == U_WB_ZWJ;
}

static bool is_ah(int p)
{
	return p == U_WB_ALETTER || p == U_WB_HEBREW_LETTER;
}

static bool is_mid(int p, int kind)
{
	return p == kind || p == U_WB_MIDNUMLET || p == U_WB_SINGLE_QUOTE;
}

/* The property of the next character before or behind that is not skipped
 * (WB4); -1: there is none. */
static int seen_before(const struct chars *t, size_t *i)
{
	while (*i > 0) {
		int p = property(t, --*i);
		if (!is_skipped(p))
			return p;
	}
	return -1;
}

static int seen_behind(const struct chars *t, size_t i)
{
	for (i++; i < t->n; i++)
		if (!is_skipped(property(t, i)))
			return property(t, i);
	return -1;
}

/* Whether the standard keeps character i and the one before it together: its
 * rules in their order. */
static bool holds(const struct chars *t, size_t i)
{
	int left = property(t, i - 1), c = property(t, i);
	if (left == U_WB_CR && c == U_WB_LF)
		return true; /* WB3 */
	if (is_line_end(left) || is_line_end(c))
		return false; /* WB3a, WB3b */
	if (left == U_WB_ZWJ &&
	    u_hasBinaryProperty(t->c[i], UCHAR_EXTENDED_PICTOGRAPHIC))
		return true; /* WB3c */
	if (left == U_WB_WSEGSPACE && c == U_WB_WSEGSPACE)
		return true; /* WB3d */
	if (is_skipped(c))
		return true; /* WB4 */
	size_t at = i;
	int b = seen_before(t, &at), flags = b == U_WB_REGIONAL_INDICATOR;
	size_t more = at;
	int a = seen_before(t, &more), d = seen_behind(t, i);
	if (is_ah(b) && is_ah(c))
		return true; /* WB5 */
	if (is_ah(b) && is_mid(c, U_WB_MIDLETTER) && is_ah(d))
		return true; /* WB6 */
	if (is_ah(a) && is_mid(b, U_WB_MIDLETTER) && is_ah(c))
		return true; /* WB7 */
	if (b == U_WB_HEBREW_LETTER && c == U_WB_SINGLE_QUOTE)
		return true; /* WB7a */
	if (b == U_WB_HEBREW_LETTER && c == U_WB_DOUBLE_QUOTE &&
	    d == U_WB_HEBREW_LETTER)
		return true; /* WB7b */
	if (a == U_WB_HEBREW_LETTER && b == U_WB_DOUBLE_QUOTE &&
	    c == U_WB_HEBREW_LETTER)
		return true; /* WB7c */
	if ((b == U_WB_NUMERIC || is_ah(b)) && c == U_WB_NUMERIC)
		return true; /* WB8, WB9 */
	if (b == U_WB_NUMERIC && is_ah(c))
		return true; /* WB10 */
	if (a == U_WB_NUMERIC && is_mid(b, U_WB_MIDNUM) && c == U_WB_NUMERIC)
		return true; /* WB11 */
	if (b == U_WB_NUMERIC && is_mid(c, U_WB_MIDNUM) && d == U_WB_NUMERIC)
		return true; /* WB12 */
	if (b == U_WB_KATAKANA && c == U_WB_KATAKANA)
		return true; /* WB13 */
	bool joined = is_ah(b) || b == U_WB_NUMERIC || b == U_WB_KATAKANA;
	if ((joined || b == U_WB_EXTENDNUMLET) && c == U_WB_EXTENDNUMLET)
		return true; /* WB13a */
	if (b == U_WB_EXTENDNUMLET &&
	    (is_ah(c) || c == U_WB_NUMERIC || c == U_WB_KATAKANA))
		return true; /* WB13b */
	while (flags && seen_before(t, &at) == U_WB_REGIONAL_INDICATOR)
		flags++;
	return c == U_WB_REGIONAL_INDICATOR && flags % 2; /* WB15, WB16 */
}

void chars_by_standard(struct chars *t)
{
	for (size_t i = 0; i <= t->n; i++)
		t->boundary[i] = i == 0 || i == t->n || !holds(t, i);
}

/* --- comparing ------------------------------------------------------------ */

struct cutter cutter_new(enum qn_word_rules rules)
{
	struct qn_err e = QN_ERR_INIT;
	struct cutter c = {.w = qn_wordbreak_new(rules, &e)};
	if (rules == QN_WORDS_ICU)
		c.icu = qn_wordrules_iterator(rules, &e);
	ck_assert_msg(!e.failed, "%s", e.text);
	if (c.icu) {
		struct chars han = chars_of(qn_slice_of("\u4e00\u4e00"));
		chars_by_icu(&han, c.icu);
		chars_release(&han);
	}
	return c;
}

void cutter_free(struct cutter *c)
{
	qn_wordbreak_free(c->w);
	if (c->icu)
		ubrk_close(c->icu);
}

size_t cutter_part(const struct cutter *c, struct qn_slice s, size_t from,
                   uint32_t *end, size_t *n)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_piece_list list;
	for (size_t step = c->step ? c->step : s.n;; step *= 2) {
		size_t left = s.n - from, take = step < left ? step : left;
		must(qn_wordbreak_cut(c->w, (struct qn_slice){s.p + from, take},
		                      take == left, QN_PIECES_ALL, &list, &e),
		     "it is cut");
		must(take < left || list.done == left, "the last is all cut");
		if (list.done)
			break;
	}
	size_t at = 0;
	for (size_t i = 0; i < list.n; i++) {
		must(list.begin[i] == at, "pieces follow each other");
		at = list.end[i];
		end[(*n)++] = (uint32_t)(from + at);
	}
	must(at == list.done, "pieces cover what is cut");
	return list.done;
}

void cutter_compare(const struct cutter *c, struct qn_slice s, const char *what)
{
	struct chars t = chars_of(s);
	uint32_t *end = malloc((s.n + 1) * sizeof *end);
	size_t n = 0, k = 0;
	if (c->icu)
		chars_by_icu(&t, c->icu);
	else
		chars_by_standard(&t);
	for (size_t at = 0; at < s.n;)
		at += cutter_part(c, s, at, end, &n);
	for (size_t i = 1; i <= t.n; i++) {
		bool ours = k < n && end[k] == t.at[i];
		size_t from = t.at[i] > 30 ? t.at[i] - 30 : 0;
		if (ours != t.boundary[i])
			ck_abort_msg("%s: %s boundary at byte %u, behind "
			             "'%.*s'",
			             what, ours ? "a" : "no", t.at[i],
			             (int)(t.at[i] - from), s.p + from);
		k += ours;
	}
	must(k == n, "all pieces end at characters");
	free(end);
	chars_release(&t);
}
