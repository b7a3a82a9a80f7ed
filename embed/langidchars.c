/* SPDX-License-Identifier: MIT */
/*
 * langidchars.c -- the table of characters, asked of ICU range by range.
 *
 * Letters and marks count, digits and signs part words.  Case is ICU's simple
 * lower case, so that a letter stays one.
 */
#include "embed/langidchars.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

#include "base/mem.h"

#define LETTERS (U_GC_L_MASK | U_GC_M_MASK)

static const UChar32 apostrophes[] = {'\'', 0x2019, 0x2bc, '`', 0xb4};

static uint32_t entry_of(UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	uint32_t script = (uint32_t)uscript_getScript(c, &status);
	uint32_t mark =
	    u_getCombiningClass(c) ||
	            u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) != UNORM_YES
	        ? QN_LANGID_MARK
	        : 0;
	return (uint32_t)u_tolower(c) | (script & 0xff) << 21 | mark;
}

/* Characters from `from` up to `to` are all of one category. */
static UBool add_range(const void *context, UChar32 from, UChar32 to,
                       UCharCategory category)
{
	uint32_t *chars = *(uint32_t *const *)context;
	if (from >= QN_LANGID_TOP)
		return false;
	if (!(U_MASK(category) & LETTERS))
		return true;
	for (UChar32 c = from; c < to && c < QN_LANGID_TOP; c++)
		chars[c] = entry_of(c);
	return true;
}

uint32_t *qn_langid_chars_new(void)
{
	uint32_t *chars = qn_calloc(QN_LANGID_TOP, sizeof *chars);
	u_enumCharTypes(add_range, &chars);
	/* Joiners between letters are spelling (Persian, Sinhala). */
	chars[0x200c] = 0x200c;
	chars[0x200d] = 0x200d;
	for (size_t i = 0; i < sizeof apostrophes / sizeof *apostrophes; i++)
		chars[apostrophes[i]] = '\'' | QN_LANGID_JOINS;
	return chars;
}

void qn_langid_chars_own(uint32_t *chars, unsigned script, uint32_t number)
{
	for (uint32_t c = 0; c < QN_LANGID_TOP; c++)
		if (chars[c] && qn_langid_script(chars[c]) == script &&
		    !(chars[c] & (QN_LANGID_OWNED | QN_LANGID_JOINS)))
			chars[c] = QN_LANGID_OWNED | number |
			           (chars[c] & QN_LANGID_MARK);
}

const char *qn_langid_script_name(unsigned script)
{
	return uscript_getName((UScriptCode)script);
}

unsigned qn_langid_script_find(const char *name)
{
	for (unsigned s = 0; s < QN_LANGID_SCRIPTS; s++) {
		const char *known = qn_langid_script_name(s);
		if (known && strcmp(known, name) == 0)
			return s;
	}
	return QN_LANGID_SCRIPTS;
}
