/* SPDX-License-Identifier: MIT */
/*
 * wordscript.h -- characters of scripts that are parted by a dictionary.
 *
 * A run of characters of one such script is parted by itself:
 *
 *	characters  สวัสดีครับ    run  [from, to)
 *	stop        00000010000   a word begins there; not where the run does
 *
 * Two ways of it: the longest words that others follow (South-East Asia), and
 * the cheapest words (Chinese and Japanese).
 */
#ifndef QN_TEXT_WORDSCRIPT_H
#define QN_TEXT_WORDSCRIPT_H

#include <stddef.h>
#include <stdint.h>
#include <unicode/umachine.h>

#include "text/worddict.h"

enum qn_script {
	QN_SCRIPT_NONE,
	QN_SCRIPT_THAI,
	QN_SCRIPT_LAO,
	QN_SCRIPT_BURMESE,
	QN_SCRIPT_KHMER,
	QN_SCRIPT_CJK, /* Han, Hiragana and Katakana, as NFKC has them     */
	QN_SCRIPTS,    /* how many                                         */
	QN_SCRIPT_MASK = 7,

	/* beside the script of a character: */
	QN_SCRIPT_MARK = 8,    /* it belongs to the one before               */
	QN_SCRIPT_BEGINS = 16, /* South-East Asian: a word can begin with it  */
	QN_SCRIPT_ENDS = 32,   /* ... and end with it                         */
	QN_SCRIPT_KATAKANA = 64,
	QN_SCRIPT_ODD = 128 /* treated in a way not known here; no script  */
};

/* The script of a character and what more there is to say of it: of 64 at
 * once, when one of them is first met. */
#define QN_SCRIPT_PAGES (0x110000 >> 6)

/* Zero-initialise; release with qn_script_pages_release(). */
struct qn_script_pages {
	uint8_t *page[QN_SCRIPT_PAGES]; /* NULL: not met yet */
};
void qn_script_pages_release(struct qn_script_pages *p);
const uint8_t *qn_script_page_fill(struct qn_script_pages *p, UChar32 c);

static inline unsigned qn_script_of(struct qn_script_pages *p, UChar32 c)
{
	const uint8_t *page = p->page[c >> 6];
	if (!page)
		page = qn_script_page_fill(p, c);
	return page[c & 0x3f];
}

/* A piece of text, by character. */
struct qn_script_text {
	const UChar32 *c;
	const uint8_t *script; /* as qn_script_of() says                    */
	uint8_t *stop;         /* to be set to 1 where a word begins        */
};

/* Zero-initialise; release with qn_script_scratch_release(). */
struct qn_script_scratch {
	uint32_t *cost, *before; /* [room] */
	size_t room;
};
void qn_script_scratch_release(struct qn_script_scratch *s);

/* Mark where words begin within the run [from, to). */
void qn_script_part_asian(const struct qn_worddict *d,
                          const struct qn_script_text *t, size_t from,
                          size_t to);
void qn_script_part_cjk(const struct qn_worddict *d,
                        struct qn_script_scratch *scratch,
                        const struct qn_script_text *t, size_t from, size_t to);
#endif
