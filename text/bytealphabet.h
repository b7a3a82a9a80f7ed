/* SPDX-License-Identifier: MIT */
/*
 * bytealphabet.h -- bytes as visible characters, as GPT-2's files spell them.
 *
 * The 188 bytes that are visible characters of Latin-1 stand for themselves,
 * the others, in their order, for U+0100, U+0101, ...; so a space is written
 * U+0120.
 *
 *	" the" <--> "\u0120the"
 */
#ifndef QN_TEXT_BYTEALPHABET_H
#define QN_TEXT_BYTEALPHABET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define QN_BYTEALPHABET_END 0x144 /* the characters lie below this one */

struct qn_bytealphabet {
	uint16_t of[256];                  /* the character of a byte     */
	int16_t byte[QN_BYTEALPHABET_END]; /* of a character; -1: of none */
	unsigned char order[256];          /* bytes by their characters:
	                                         ids 0..255 of GPT-2         */
};

void qn_bytealphabet_init(struct qn_bytealphabet *a);

/* Append the characters of `bytes` in UTF-8. */
void qn_bytealphabet_put(const struct qn_bytealphabet *a, struct qn_slice bytes,
                         struct qn_buf *out);

/* Append the bytes of `text`; false where it has another character. */
bool qn_bytealphabet_get(const struct qn_bytealphabet *a, struct qn_slice text,
                         struct qn_buf *out);
#endif
