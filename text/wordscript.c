/* SPDX-License-Identifier: MIT */
/*
 * wordscript.c -- which characters ICU's dictionary code takes for which.
 *
 * Scripts, marks and normalisation are ICU's properties; which letters begin
 * and end a word is written in its code.  Source: ICU 72, dictbe.cpp.
 */
#include "text/wordscript.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

#include "base/mem.h"

static unsigned asian_script(UScriptCode script)
{
	switch (script) {
	case USCRIPT_THAI:
		return QN_SCRIPT_THAI;
	case USCRIPT_LAO:
		return QN_SCRIPT_LAO;
	case USCRIPT_MYANMAR:
		return QN_SCRIPT_BURMESE;
	case USCRIPT_KHMER:
		return QN_SCRIPT_KHMER;
	default:
		return QN_SCRIPT_NONE;
	}
}

static bool within(UChar32 c, UChar32 first, UChar32 last)
{
	return c >= first && c <= last;
}

/* Vowels of Thai and Lao that are written before their consonant. */
static bool stands_before(UChar32 c)
{
	return within(c, 0xe40, 0xe44) || within(c, 0xec0, 0xec4);
}

static bool begins_word(UChar32 c)
{
	return stands_before(c) || within(c, 0xe01, 0xe2e) ||
	       within(c, 0xe81, 0xeae) || within(c, 0xedc, 0xedd) ||
	       within(c, 0x1000, 0x102a) || within(c, 0x1780, 0x17b3);
}

/* Nor do words end with Thai's mai han akat and Khmer's coeng. */
static bool ends_word(UChar32 c)
{
	return !stands_before(c) && c != 0xe31 && c != 0x17d2;
}

static unsigned asian(unsigned script, UChar32 c)
{
	if (U_GET_GC_MASK(c) & U_GC_M_MASK)
		script |= QN_SCRIPT_MARK;
	if (begins_word(c))
		script |= QN_SCRIPT_BEGINS;
	if (ends_word(c))
		script |= QN_SCRIPT_ENDS;
	return script;
}

/* Marks of length and voice are no script's own. */
static bool is_cjk(UScriptCode script, UChar32 c)
{
	return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA ||
	       script == USCRIPT_KATAKANA || c == 0x30fc || c == 0xff70 ||
	       c == 0xff9e || c == 0xff9f;
}

static unsigned cjk(UChar32 c)
{
	/* ICU normalises first. */
	if (u_getIntPropertyValue(c, UCHAR_NFKC_QUICK_CHECK) != UNORM_YES ||
	    u_getCombiningClass(c))
		return QN_SCRIPT_ODD;
	bool katakana = within(c, 0x30a1, 0x30fe) && c != 0x30fb;
	return QN_SCRIPT_CJK | (katakana ? QN_SCRIPT_KATAKANA : 0);
}

static unsigned find(UChar32 c)
{
	UErrorCode u = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript(c, &u);
	if (is_cjk(script, c))
		return cjk(c);
	if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) != U_LB_COMPLEX_CONTEXT)
		return QN_SCRIPT_NONE;
	unsigned known = asian_script(script);
	return known && c <= 0xffff ? asian(known, c) : QN_SCRIPT_ODD;
}

const uint8_t *qn_script_page_fill(struct qn_script_pages *p, UChar32 c)
{
	uint8_t *page = qn_malloc(64, 1);
	for (int i = 0; i < 64; i++)
		page[i] = (uint8_t)find((c & ~0x3f) | i);
	p->page[c >> 6] = page;
	return page;
}

void qn_script_pages_release(struct qn_script_pages *p)
{
	for (size_t i = 0; i < QN_SCRIPT_PAGES; i++)
		free(p->page[i]);
}
