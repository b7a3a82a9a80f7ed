/* SPDX-License-Identifier: MIT */
/*
 * pychars.c -- Python's character tables from ICU's properties.
 *
 * str.isalnum() is isalpha() (a letter category), isdecimal(), isdigit() or
 * isnumeric() (any numeric type).  Of the mappings of str.lower() that give
 * more than one character there is one, U+0130.  A capital sigma becomes the
 * final one when a cased character stands before it and none behind, those
 * that case ignores passed over (The Unicode Standard, 3.13, Final_Sigma);
 * as in CPython the characters looked at are those before lower-casing.
 */
#include "text/pychars.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/mem.h"

#define UNICODE_OF_PYTHON 14
#define DOTTED_I          0x130
#define COMBINING_DOT     "i\xcc\x87"
#define SIGMA             0x3a3
#define FINAL_SIGMA       0x3c2

static bool assigned(UChar32 c)
{
	UVersionInfo age;
	u_charAge(c, age);
	return age[0] > 0 && age[0] <= UNICODE_OF_PYTHON;
}

static bool is_word(UChar32 c)
{
	return c == '_' || u_isalpha(c) ||
	       u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE) != U_NT_NONE;
}

/* Bidirectional class B, S or WS, or category Zs. */
static bool is_space(UChar32 c)
{
	UCharDirection d = u_charDirection(c);
	return d == U_BLOCK_SEPARATOR || d == U_SEGMENT_SEPARATOR ||
	       d == U_WHITE_SPACE_NEUTRAL || u_charType(c) == U_SPACE_SEPARATOR;
}

static bool is_odd(UChar32 c)
{
	return c == DOTTED_I || c == SIGMA;
}

const uint32_t *qn_pychars_fill(struct qn_pychars *t, uint32_t i)
{
	uint32_t *page = qn_malloc(256, sizeof *page);
	for (uint32_t j = 0; j < 256; j++) {
		UChar32 c = (UChar32)(i << 8 | j);
		page[j] = (uint32_t)c;
		if (assigned(c))
			page[j] = (uint32_t)u_tolower(c) |
			          (is_word(c) ? QN_PY_WORD : 0) |
			          (is_space(c) ? QN_PY_SPACE : 0) |
			          (is_odd(c) ? QN_PY_ODD : 0);
	}
	return t->page[i] = page;
}

void qn_pychars_release(struct qn_pychars *t)
{
	for (size_t i = 0; i < sizeof t->page / sizeof *t->page; i++)
		free(t->page[i]);
	*t = (struct qn_pychars){{0}};
}

static bool has(UChar32 c, UProperty what)
{
	return assigned(c) && u_hasBinaryProperty(c, what);
}

/* Whether the sigma that lies at [begin, end) ends a word. */
static bool sigma_is_final(struct qn_slice s, size_t begin, size_t end)
{
	UChar32 before = 0, behind = 0;
	do {
		if (begin == 0)
			return false;
		U8_PREV_UNSAFE(s.p, begin, before);
	} while (has(before, UCHAR_CASE_IGNORABLE));
	do {
		if (end == s.n)
			return has(before, UCHAR_CASED);
		U8_NEXT_UNSAFE(s.p, end, behind);
	} while (has(behind, UCHAR_CASE_IGNORABLE));
	return has(before, UCHAR_CASED) && !has(behind, UCHAR_CASED);
}

static void put_char(struct qn_buf *out, uint32_t c)
{
	qn_buf_reserve(out, U8_MAX_LENGTH);
	U8_APPEND_UNSAFE(out->p, out->n, c);
}

/* The character that begins at *i, which is not ASCII. */
static void lower_one(struct qn_pychars *t, struct qn_slice s, size_t *i,
                      struct qn_buf *out)
{
	size_t begin = *i;
	uint32_t c;
	U8_NEXT_UNSAFE(s.p, *i, c);
	if (c == DOTTED_I)
		qn_buf_puts(out, COMBINING_DOT);
	else if (c == SIGMA && sigma_is_final(s, begin, *i))
		put_char(out, FINAL_SIGMA);
	else
		put_char(out, qn_pychar(t, c) & QN_PY_LOWER);
}

void qn_py_lower(struct qn_pychars *t, struct qn_slice s, struct qn_buf *out)
{
	qn_buf_reserve(out, s.n);
	for (size_t i = 0; i < s.n;) {
		size_t run = i;
		while (run < s.n && (unsigned char)s.p[run] < 0x80)
			run++;
		qn_buf_reserve(out, run - i);
		for (char *to = out->p + out->n; i < run; i++, out->n++) {
			unsigned char c = (unsigned char)s.p[i];
			unsigned upper = (unsigned)(c - 'A') < 26;
			*to++ = (char)(c | upper << 5);
		}
		if (i < s.n)
			lower_one(t, s, &i, out);
	}
}

struct qn_slice qn_py_rstrip(struct qn_pychars *t, struct qn_slice s)
{
	while (s.n) {
		size_t i = s.n;
		uint32_t c;
		U8_PREV_UNSAFE(s.p, i, c);
		if (!(qn_pychar(t, c) & QN_PY_SPACE))
			break;
		s.n = i;
	}
	return s;
}
