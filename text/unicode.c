/* SPDX-License-Identifier: MIT */
/*
 * unicode.c -- blocks of bytes where that will do, the rest by ICU's macros.
 */
#include "text/unicode.h"

#include <stdint.h>
#include <unicode/utf8.h>

#include "text/wordbreak_ascii.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

/* Where the blocks of nothing but ASCII that begin at `i` end. */
static inline size_t skip_blocks(struct qn_slice s, size_t i)
{
	uint64_t v[4];
	for (; s.n - i >= sizeof v; i += sizeof v) {
		memcpy(v, s.p + i, sizeof v);
		if ((v[0] | v[1] | v[2] | v[3]) & HIGH_BITS)
			break;
	}
	return i;
}

/* Read the character at *i of [0, s.n): negative if there is none.  U8_NEXT
 * counts in int32_t, and no character is longer than four bytes. */
UChar32 qn_utf8_next(struct qn_slice s, size_t *i)
{
	int32_t at = 0, left = s.n - *i < 4 ? (int32_t)(s.n - *i) : 4;
	const char *p = s.p + *i;
	UChar32 c;
	U8_NEXT(p, at, left, c);
	*i += (size_t)at;
	return c;
}

size_t qn_utf8_check(struct qn_slice s)
{
	size_t i = s.n ? qn_ascii_kern()->utf8(s.p, s.n) : 0;
	if (i == s.n)
		return i;
	while (i > 0 && U8_IS_TRAIL((uint8_t)s.p[i])) /* to where one begins */
		i--;
	for (;;) {
		size_t begin = i;
		if (i == s.n || qn_utf8_next(s, &i) < 0)
			return begin;
	}
}

static void mend(struct qn_slice s, bool replace, struct qn_buf *out,
                 struct qn_text_map *map)
{
	for (size_t i = 0; i < s.n;) {
		struct qn_slice rest = {s.p + i, s.n - i};
		size_t good = qn_utf8_check(rest);
		if (map && good)
			qn_text_map_add(map, out->n, i, false);
		qn_buf_add(out, rest.p, good);
		i += good;
		if (i == s.n)
			break;
		if (map && replace)
			qn_text_map_add(map, out->n, i, true);
		qn_utf8_next(s, &i);
		if (replace)
			qn_buf_puts(out, "\xef\xbf\xbd");
	}
	if (map)
		qn_text_map_add(map, out->n, s.n, false);
}

void qn_utf8_mend(struct qn_slice s, bool replace, struct qn_buf *out)
{
	mend(s, replace, out, NULL);
}

void qn_utf8_mend_mapped(struct qn_slice s, bool replace, struct qn_buf *out,
                         struct qn_text_map *map)
{
	mend(s, replace, out, map);
}

bool qn_utf8_require(struct qn_slice text, struct qn_err *why)
{
	size_t good = qn_utf8_check(text);
	return good == text.n ||
	       qn_fail(why,
	               "not UTF-8 at byte %zu; use --invalid=replace to go on",
	               good + 1);
}

bool qn_utf8_admit(struct qn_slice *text, enum qn_invalid invalid,
                   struct qn_buf *mended, struct qn_err *why)
{
	if (invalid == QN_INVALID_ERROR)
		return qn_utf8_require(*text, why);
	if (qn_utf8_check(*text) == text->n)
		return true;
	qn_buf_clear(mended);
	qn_buf_puts(mended, "");
	qn_utf8_mend(*text, invalid == QN_INVALID_REPLACE, mended);
	*text = qn_buf_slice(mended);
	return true;
}

size_t qn_utf8_ascii(struct qn_slice s)
{
	size_t i = skip_blocks(s, 0);
	while (i < s.n && (unsigned char)s.p[i] < 0x80)
		i++;
	return i;
}

size_t qn_utf8_length(struct qn_slice s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += !U8_IS_TRAIL((uint8_t)s.p[i]);
	return n;
}

#define L QN_CHAR_LETTER
#define N QN_CHAR_NUMBER
#define O QN_CHAR_OTHER
const unsigned char qn_ascii_class[128] = {
    ['!' ... '/'] = O, ['0' ... '9'] = N, [':' ... '@'] = O, ['A' ... 'Z'] = L,
    ['[' ... '`'] = O, ['a' ... 'z'] = L, ['{' ... '~'] = O,
};
#undef L
#undef N
#undef O

unsigned qn_char_class(UChar32 c)
{
	if (c < 0x80)
		return qn_ascii_class[c];
	unsigned bits = u_isUAlphabetic(c) ? QN_CHAR_LETTER : 0;
	int8_t type = u_charType(c);
	if (U_MASK(type) & (U_GC_ND_MASK | U_GC_NL_MASK | U_GC_NO_MASK))
		bits |= QN_CHAR_NUMBER;
	if (bits || u_isUWhiteSpace(c) || type == U_CONTROL_CHAR)
		return bits;
	return QN_CHAR_OTHER;
}
