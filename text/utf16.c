/* SPDX-License-Identifier: MIT */
/*
 * utf16.c -- ICU's string functions, called again when they want more room.
 */
#include "text/utf16.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "base/mem.h"

void qn_utf16_release(struct qn_utf16 *s)
{
	free(s->p);
	*s = (struct qn_utf16){.p = NULL};
}

static void reserve(struct qn_utf16 *s, int32_t n)
{
	if (n <= s->cap)
		return;
	free(s->p);
	s->p = qn_malloc((size_t)n, sizeof *s->p);
	s->cap = n;
}

/* After a call of ICU that wanted `n` units: true to call it once more. */
static bool again(struct qn_utf16 *to, int32_t n, UErrorCode *u)
{
	to->n = n;
	if (*u != U_BUFFER_OVERFLOW_ERROR || n <= to->cap)
		return false;
	reserve(to, n);
	*u = U_ZERO_ERROR;
	return true;
}

static bool check(UErrorCode u, struct qn_err *e)
{
	return U_SUCCESS(u) || qn_fail(e, "ICU: %s", u_errorName(u));
}

bool qn_utf16_decode(struct qn_slice from, struct qn_utf16 *to,
                     struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	reserve(to, (int32_t)from.n);
	u_strFromUTF8(to->p, to->cap, &to->n, from.p, (int32_t)from.n, &u);
	return check(u, e);
}

bool qn_utf16_append(const UChar *p, int32_t n, struct qn_buf *out,
                     struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	int32_t bytes = 0, room = n > INT32_MAX / 3 ? INT32_MAX : 3 * n;
	qn_buf_reserve(out, (size_t)room);
	u_strToUTF8(out->p + out->n, room, &bytes, p, n, &u);
	if (!check(u, e))
		return false;
	out->n += (size_t)bytes;
	out->p[out->n] = '\0';
	return true;
}

bool qn_utf16_normalize(const UNormalizer2 *form, const UChar *p, int32_t n,
                        struct qn_utf16 *to, struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	int32_t got;
	reserve(to, n);
	do
		got = unorm2_normalize(form, p, n, to->p, to->cap, &u);
	while (again(to, got, &u));
	return check(u, e);
}

bool qn_utf16_fold(const UChar *p, int32_t n, struct qn_utf16 *to,
                   struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	int32_t got;
	reserve(to, n);
	do
		got = u_strFoldCase(to->p, to->cap, p, n, U_FOLD_CASE_DEFAULT,
		                    &u);
	while (again(to, got, &u));
	return check(u, e);
}

bool qn_utf16_lower(const UChar *p, int32_t n, const char *locale,
                    struct qn_utf16 *to, struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	int32_t got;
	reserve(to, n);
	do
		got = u_strToLower(to->p, to->cap, p, n, locale, &u);
	while (again(to, got, &u));
	return check(u, e);
}

void qn_utf16_drop_marks(struct qn_utf16 *s)
{
	int32_t kept = 0;
	for (int32_t i = 0; i < s->n;) {
		UChar32 c;
		int32_t begin = i;
		U16_NEXT(s->p, i, s->n, c);
		if (u_charType(c) == U_NON_SPACING_MARK)
			continue;
		while (begin < i)
			s->p[kept++] = s->p[begin++];
	}
	s->n = kept;
}
