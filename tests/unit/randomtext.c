/* SPDX-License-Identifier: MIT */
/*
 * randomtext.c -- see randomtext.h.
 */
#include "tests/unit/randomtext.h"

#include <unicode/utf16.h>
#include <unicode/utf8.h>

UChar32 random_character(struct qn_rng *r)
{
	static const UChar32 pool[] = {
	    'a',     'Z',     '0',     '9',     ' ',     ' ',     '.',
	    ',',     ':',     ';',     '\'',    '"',     '_',     '-',
	    '@',     '\r',    '\n',    '\t',    0,       0x7f,    0x85,
	    0xa0,    0xad,    0xb7,    0xe9,    0x301,   0x308,   0x387,
	    0x3b1,   0x410,   0x5d0,   0x5d1,   0x5f4,   0x660,   0x600,
	    0x627,   0x66b,   0x66c,   0x903,   0x915,   0x94d,   0xe01,
	    0xe32,   0xe81,   0xead,   0x1000,  0x102c,  0x104b,  0x1780,
	    0x17b6,  0x200b,  0x200c,  0x200d,  0x200d,  0x2018,  0x2019,
	    0x2024,  0x2028,  0x202f,  0x2060,  0x20e3,  0x231a,  0x2640,
	    0x3000,  0x3031,  0x304b,  0x30ab,  0x30fc,  0x4e00,  0x65e5,
	    0x672c,  0xac00,  0xd55c,  0xfe0f,  0xfe13,  0xfe55,  0xfeff,
	    0xff10,  0xff1a,  0xff21,  0xff76,  0x1f1e6, 0x1f1fa, 0x1f468,
	    0x1f3fd, 0x1f6d1, 0x1d538, 0x1d7d8, 0xe0001, 0x20000};
	const uint32_t kinds = sizeof pool / sizeof *pool;
	uint32_t way = qn_rng_below(r, 16);
	if (way > 2)
		return pool[qn_rng_below(r, kinds)];
	UChar32 c = (UChar32)qn_rng_below(r, way == 0 ? 0x110000 : 0x3000);
	return U_IS_SURROGATE(c) ? ' ' : c;
}

void random_text(struct qn_rng *r, struct qn_buf *s)
{
	static const UChar32 letters[] = {
	    'a',  'b',  'c',  '1',  ' ',  '.',  '\'',  ':',   ',',   '_',
	    0xc3, 0xd7, 0xe9, 0xf1, 0xf7, 0xff, 0x101, 0x17e, 0x24f, 0x430};
	const uint32_t n_letters = sizeof letters / sizeof *letters;
	uint32_t n = qn_rng_below(r, 10) ? qn_rng_below(r, 40) : 200;
	bool mostly_ascii = qn_rng_below(r, 3) == 0,
	     latin = qn_rng_below(r, 3) == 0;
	qn_buf_clear(s);
	for (uint32_t i = 0; i < n; i++) {
		char bytes[4];
		int32_t used = 0;
		UChar32 c = random_character(r);
		if (mostly_ascii && qn_rng_below(r, 20))
			c &= 0x7f;
		if (latin && qn_rng_below(r, 20))
			c = letters[qn_rng_below(r, n_letters)];
		U8_APPEND_UNSAFE(bytes, used, c);
		/* The same again: runs matter. */
		uint32_t times = qn_rng_below(r, 8) ? 1 : qn_rng_below(r, 40);
		while (times--)
			qn_buf_add(s, bytes, (size_t)used);
	}
}
