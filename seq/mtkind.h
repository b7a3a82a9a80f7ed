/* SPDX-License-Identifier: MIT */
/*
 * mtkind.h -- what a character is to a rule of mttok.h.
 *
 *	"3.50, it's"    13a: DIGIT STOP DIGIT DIGIT STOP SPACE OTHER ...
 */
#ifndef QN_SEQ_MTKIND_H
#define QN_SEQ_MTKIND_H

#include <stdbool.h>
#include <stdint.h>

#include "seq/mttok.h"
#include "text/pychars.h"

enum qn_mtkind {
	QN_MTKIND_OTHER,
	QN_MTKIND_SPACE,
	QN_MTKIND_DIGIT,
	QN_MTKIND_STOP,  /* cut off but next to a digit */
	QN_MTKIND_DASH,  /* cut off behind a digit      */
	QN_MTKIND_ALONE, /* always cut off              */
	QN_MTKIND_QUOTE, /* perhaps that of a genitive  */
};

enum qn_mtkind qn_mtkind_of(const struct qn_mttok_options *o,
                            struct qn_pychars *chars, uint32_t c);

/* { to ~, [ to `, space to &, ( to +, : to @, and /. */
bool qn_mtkind_is_punct(uint32_t c);

/* The punctuation of East Asia that Tercom knows. */
bool qn_mtkind_is_asian_punct(uint32_t c);
#endif
