/* SPDX-License-Identifier: MIT */
/*
 * mtkind.c -- ranges of characters, as the rules' sources have them.
 *
 * Source: the rules of sacreBLEU 2.6 (specification and behaviour), NIST's
 * mteval-v13a and -v14, Tercom's Normalizer.
 */
#include "seq/mtkind.h"

#include <unicode/uchar.h>

static bool is_between(uint32_t c, uint32_t first, uint32_t last)
{
	return c - first <= last - first;
}

bool qn_mtkind_is_punct(uint32_t c)
{
	return is_between(c, '{', '~') || is_between(c, '[', '`') ||
	       is_between(c, ' ', '&') || is_between(c, '(', '+') ||
	       is_between(c, ':', '@') || c == '/';
}

static enum qn_mtkind kind_of_western(uint32_t c)
{
	if (is_between(c, '0', '9'))
		return QN_MTKIND_DIGIT;
	if (c == '.' || c == ',')
		return QN_MTKIND_STOP;
	if (c == '-')
		return QN_MTKIND_DASH;
	return qn_mtkind_is_punct(c) ? QN_MTKIND_ALONE : QN_MTKIND_OTHER;
}

static enum qn_mtkind kind_of_intl(uint32_t c)
{
	uint32_t mask = U_GET_GC_MASK((UChar32)c);
	if (mask & U_GC_N_MASK)
		return QN_MTKIND_DIGIT;
	if (mask & U_GC_P_MASK)
		return QN_MTKIND_STOP;
	return mask & U_GC_S_MASK ? QN_MTKIND_ALONE : QN_MTKIND_OTHER;
}

/* sacreBLEU's ranges: two of them are meant to lie beyond U+FFFF, but
 * "\u20000" is two characters in Python, and what is compared comes to
 * U+2001 to U+2A6D and U+2F81 to U+2FA1. */
static bool is_chinese(uint32_t c)
{
	static const uint32_t range[][2] = {
	    {0x2001, 0x2a6d}, {0x2e80, 0x2eff}, {0x2f00, 0x2fdf},
	    {0x2ff0, 0x2fff}, {0x3000, 0x303f}, {0x3100, 0x312f},
	    {0x31a0, 0x31bf}, {0x31c0, 0x31ef}, {0x3200, 0x33ff},
	    {0x3400, 0x4db5}, {0x4e00, 0x9fbb}, {0xf900, 0xfa2d},
	    {0xfa30, 0xfa6a}, {0xfa70, 0xfad9}, {0xfe10, 0xfe1f},
	    {0xfe30, 0xfe4f}, {0xff00, 0xffef},
	};
	for (size_t i = 0; i < sizeof range / sizeof *range; i++)
		if (is_between(c, range[i][0], range[i][1]))
			return true;
	return false;
}

bool qn_mtkind_is_asian_punct(uint32_t c)
{
	static const uint32_t full_width[] = {
	    0xff0e, 0xff0c, 0xff1f, 0xff1a, 0xff1b,
	    0xff01, 0xff02, 0xff08, 0xff09, 0x30fb,
	};
	for (size_t i = 0; i < sizeof full_width / sizeof *full_width; i++)
		if (c == full_width[i])
			return true;
	return is_between(c, 0x3001, 0x3002) || is_between(c, 0x3008, 0x3011) ||
	       is_between(c, 0x3014, 0x301f) || is_between(c, 0xff61, 0xff65);
}

/* Tercom's, with the slip that sacreBLEU has in the last range.  Its rules for
 * kana match lines of nothing else only, which after a space there are none. */
static bool is_asian(uint32_t c)
{
	return is_between(c, 0x4e00, 0x9fff) || is_between(c, 0x3400, 0x4dbf) ||
	       is_between(c, 0x31c0, 0x31ef) || is_between(c, 0x2e80, 0x2eff) ||
	       is_between(c, 0x3300, 0x33ff) || is_between(c, 0xf900, 0xfaff) ||
	       is_between(c, 0xfe30, 0xfe4f) || is_between(c, 0x3200, 0x3f22) ||
	       qn_mtkind_is_asian_punct(c);
}

enum qn_mtkind qn_mtkind_of(const struct qn_mttok_options *o,
                            struct qn_pychars *chars, uint32_t c)
{
	if (o->rule == QN_MTTOK_BYTES)
		return c == ' ' || is_between(c, '\t', '\r') ? QN_MTKIND_SPACE
		                                             : QN_MTKIND_OTHER;
	if (qn_pychar(chars, c) & QN_PY_SPACE)
		return QN_MTKIND_SPACE;
	switch (o->rule) {
	case QN_MTTOK_CHAR:
		return QN_MTKIND_ALONE;
	case QN_MTTOK_INTL:
		return kind_of_intl(c);
	case QN_MTTOK_13A:
		return kind_of_western(c);
	case QN_MTTOK_ZH:
		return is_chinese(c) ? QN_MTKIND_ALONE : kind_of_western(c);
	case QN_MTTOK_TERCOM:
		if (!o->normalized)
			return QN_MTKIND_OTHER;
		return o->asian && is_asian(c) ? QN_MTKIND_ALONE
		                               : kind_of_western(c);
	case QN_MTTOK_NONE:
	case QN_MTTOK_JA:
	case QN_MTTOK_KO:
	case QN_MTTOK_BYTES:
	case QN_MTTOK_CHRF:
		break;
	}
	return QN_MTKIND_OTHER;
}
