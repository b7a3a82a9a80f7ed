/* SPDX-License-Identifier: MIT */
/*
 * accents.c -- ICU's NFKD, held to the characters that Python 3.11 knows.
 */
#include "text/accents.h"

#include <unicode/uchar.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

/* What Python 3.11's unicodedata has. */
#define ASSIGNED u"[:Age=14.0:]"

static bool open(struct qn_strip *s, struct qn_err *e)
{
	UErrorCode code = U_ZERO_ERROR;
	const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&code);
	s->assigned = uset_openPattern(ASSIGNED, -1, &code);
	s->decomposer = unorm2_openFiltered(nfkd, s->assigned, &code);
	if (U_FAILURE(code))
		return qn_fail(e, "ICU has no NFKD: %s", u_errorName(code));
	uset_freeze(s->assigned);
	return true;
}

void qn_strip_release(struct qn_strip *s)
{
	unorm2_close(s->decomposer);
	uset_close(s->assigned);
	qn_utf16_release(&s->from);
	qn_utf16_release(&s->to);
	*s = (struct qn_strip){0};
}

static bool stays(const struct qn_strip *s, UChar32 c, bool ascii)
{
	if (c < 0x80)
		return true;
	return !ascii &&
	       (u_getCombiningClass(c) == 0 || !uset_contains(s->assigned, c));
}

bool qn_strip_accents(struct qn_strip *s, struct qn_slice text, bool ascii,
                      struct qn_buf *out, struct qn_err *e)
{
	if (e->failed || (!s->decomposer && !open(s, e)))
		return false;
	if (!qn_utf16_decode(text, &s->from, e) ||
	    !qn_utf16_normalize(s->decomposer, s->from.p, s->from.n, &s->to, e))
		return false;
	for (int32_t i = 0; i < s->to.n;) {
		UChar32 c;
		U16_NEXT_UNSAFE(s->to.p, i, c);
		if (!stays(s, c, ascii))
			continue;
		qn_buf_reserve(out, U8_MAX_LENGTH);
		U8_APPEND_UNSAFE(out->p, out->n, c);
	}
	return true;
}
