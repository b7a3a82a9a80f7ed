/* SPDX-License-Identifier: MIT */
/*
 * langidchars.h -- characters as language identification sees them.
 *
 * A table of one entry a character, made from ICU's properties:
 *
 *	bits 0-20   the letter, in lower case; 0 = it parts words
 *	bits 21-28  its script, as ICU numbers them; QN_LANGID_SIGN: no letter
 *	            but a digit or a sign of which programs have more than text
 *	bit 29      MARK: it may join or change places with its neighbours
 *	            under NFC
 *	bit 30      JOINS: an apostrophe, a letter only between letters
 *	bit 31      OWNED: of a script that only one language writes; bits 0-20
 *	            are then the script's number among those
 */
#ifndef QN_EMBED_LANGIDCHARS_H
#define QN_EMBED_LANGIDCHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QN_LANGID_TOP     0x32400 /* letters are below this character     */
#define QN_LANGID_SCRIPTS 255
#define QN_LANGID_SIGN    255
#define QN_LANGID_LETTER  UINT32_C(0x1fffff)
#define QN_LANGID_MARK    (UINT32_C(1) << 29)
#define QN_LANGID_JOINS   (UINT32_C(1) << 30)
#define QN_LANGID_OWNED   (UINT32_C(1) << 31)

static inline unsigned qn_langid_script(uint32_t entry)
{
	return entry >> 21 & 0xff;
}

/* A table [QN_LANGID_TOP] without owned scripts; free() it. */
uint32_t *qn_langid_chars_new(void);

/* Letters of a script become OWNED ones with its number, unless that is
 * SHARED. */
#define QN_LANGID_SHARED UINT32_MAX
void qn_langid_chars_own(uint32_t *chars,
                         const uint32_t number[QN_LANGID_SCRIPTS]);

/* The name of a script ("Thai"), or NULL. */
const char *qn_langid_script_name(unsigned script);
#endif
