/* SPDX-License-Identifier: MIT */
/*
 * wordparts_icu.c -- UTF-16 for the iterator.
 *
 * An iterator treats a sign of length (U+30FC) before Kana otherwise as long
 * as it has met no Han nor Kana.  So that it does not matter which text a
 * thread happens to get first, ours has always met some.
 */
#include "text/wordparts_icu.h"

#include <stdlib.h>
#include <unicode/utf16.h>

#include "base/mem.h"

void qn_wordicu_release(struct qn_wordicu *w)
{
	free(w->unit);
	free(w->of);
}

static void reserve(struct qn_wordicu *w, size_t n)
{
	if (n <= w->room)
		return;
	w->room = n + n / 2;
	w->unit = qn_realloc(w->unit, w->room, sizeof *w->unit);
	w->of = qn_realloc(w->of, w->room, sizeof *w->of);
}

static void warm_up(struct qn_wordicu *w)
{
	static const UChar han[] = {0x4e00, 0x4e00};
	UErrorCode u = U_ZERO_ERROR;
	ubrk_setText(w->icu, han, 2, &u);
	ubrk_next(w->icu);
	w->warm = true;
}

bool qn_wordicu_part(struct qn_wordicu *w, const UChar32 *c, size_t n,
                     uint8_t *stop, struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	int32_t units = 0, end;
	reserve(w, 2 * n);
	if (!w->warm)
		warm_up(w);
	for (size_t i = 0; i < n; i++) {
		w->of[units] = w->of[units + (c[i] > 0xffff)] = (uint32_t)i;
		U16_APPEND_UNSAFE(w->unit, units, c[i]);
	}
	ubrk_setText(w->icu, w->unit, units, &u);
	if (U_FAILURE(u))
		return qn_fail(e, "ICU: %s", u_errorName(u));
	while ((end = ubrk_next(w->icu)) != UBRK_DONE)
		if (end < units)
			stop[w->of[end]] = 1;
	return true;
}
