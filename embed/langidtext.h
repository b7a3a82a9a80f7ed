/* SPDX-License-Identifier: MIT */
/*
 * langidtext.h -- text cut into words of letters for language identification.
 *
 *	"Où est-ce?"  ->  ␣ o ù ␣ e s t ␣ c e ␣
 *
 * Letters are in lower case and composed (NFC); everything else parts words.
 * A sign that programs are full of is a word of its own, and so is a number,
 * which becomes 0.
 * Letters of scripts that one language owns are counted and not kept.
 */
#ifndef QN_EMBED_LANGIDTEXT_H
#define QN_EMBED_LANGIDTEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "embed/langidchars.h"

#define QN_LANGID_UNITS      1024 /* letters and blanks of a piece of text      */
#define QN_LANGID_AHEAD      32 /* blanks behind them, for kernels that look ahead */
#define QN_LANGID_WORDS      (QN_LANGID_UNITS / 5 + 1)
#define QN_LANGID_LONG       4 /* letters of a word that is a feature as a whole */
#define QN_LANGID_MOST_OWNED 64

/* A piece of text. */
struct qn_langid_text {
	uint32_t unit[QN_LANGID_UNITS + QN_LANGID_AHEAD]; /* [n], then blanks */
	size_t n;                       /* 0, or first and last are blanks   */
	uint32_t word[QN_LANGID_WORDS]; /* [words] hashes of the long ones   */
	size_t words;
	uint32_t owned[QN_LANGID_MOST_OWNED]; /* letters by owned script     */
	size_t owned_letters;                 /* their sum                   */
	bool letters; /* there are any, owned or not                        */
};

/* One letter more into a hash of letters. */
static inline uint32_t qn_langid_mix(uint32_t h, uint32_t letter)
{
	h = (h ^ letter) * UINT32_C(0x9e3779b1);
	return h ^ h >> 15;
}

/* Take as much off the front of `rest` as a piece holds; false when `rest`
 * was empty.  `chars` is the table of langidchars.h. */
bool qn_langid_read(const uint32_t *chars, struct qn_slice *rest,
                    struct qn_langid_text *to);
#endif
