/* SPDX-License-Identifier: MIT */
/*
 * langidchars.c -- the table of characters, asked of ICU range by range.
 *
 * Letters and marks make words, the rest parts them.  Case is ICU's simple
 * lower case, so that a letter stays one.
 */
#include "embed/langidchars.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

#include "base/mem.h"

#define LETTERS (U_GC_L_MASK | U_GC_M_MASK)

static const UChar32 apostrophes[] = {'\'', 0x2019, 0x2bc, '`', 0xb4};

static const char signs[] = "{}()[];=<>_/\\|&#@$%*+~^";

/* So long are only the ranges of one script without case whose letters stand
 * by themselves: ideographs and syllables, nine tenths of all letters. */
#define VAST 1000

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
	to = to < QN_LANGID_TOP ? to : QN_LANGID_TOP;
	if (to - from > VAST) {
		uint32_t first = entry_of(from);
		for (UChar32 c = from; c < to; c++)
			chars[c] = (first & ~QN_LANGID_LETTER) | (uint32_t)c;
		return true;
	}
	for (UChar32 c = from; c < to; c++)
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
	for (const char *sign = signs; *sign; sign++)
		chars[(unsigned char)*sign] =
		    (uint32_t)*sign | (uint32_t)QN_LANGID_SIGN << 21;
	for (char digit = '0'; digit <= '9'; digit++)
		chars[(unsigned char)digit] = '0' | (uint32_t)QN_LANGID_SIGN
		                                        << 21;
	return chars;
}

void qn_langid_chars_own(uint32_t *chars,
                         const uint32_t number[QN_LANGID_SCRIPTS])
{
	for (uint32_t c = 0; c < QN_LANGID_TOP; c++) {
		unsigned script = qn_langid_script(chars[c]);
		if (!chars[c] || script == QN_LANGID_SIGN ||
		    chars[c] & QN_LANGID_JOINS ||
		    number[script] == QN_LANGID_SHARED)
			continue;
		chars[c] = QN_LANGID_OWNED | number[script] |
		           (chars[c] & QN_LANGID_MARK);
	}
}

const char *qn_langid_script_name(unsigned script)
{
	return uscript_getName((UScriptCode)script);
}
