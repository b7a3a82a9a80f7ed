/* SPDX-License-Identifier: MIT */
/*
 * asciiscan.h -- one pass over the bytes of a text: lower case, and a bit for
 * every byte that belongs to a word.
 *
 *	text  Don't TURN 3
 *	to    don't turn 3
 *	bits  1110101111010       (the first byte is the lowest bit)
 */
#ifndef QN_TEXT_ASCIISCAN_H
#define QN_TEXT_ASCIISCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum qn_ascii_kind {
	QN_ASCII_WORD, /* letters, digits and "_"                       */
	QN_ASCII_DARK, /* what is not white space as Python 3.11 has it */
};

#define QN_ASCII_BLOCK 64 /* bytes of a word of bits */

/*
 * Copy `s` to `to`, with `lower` in lower case, and fill bits [s.n / 64 + 1];
 * `to` has room for so many blocks and may be s.p.  Bytes above 127 are copied
 * as they are and have no bit, nor do those behind the end.  True if there
 * were none above 127.
 */
typedef bool qn_ascii_scan_fn(struct qn_slice s, enum qn_ascii_kind kind,
                              bool lower, char *to, uint64_t *bits);

/* The one for this processor, as base/kern.h chose. */
qn_ascii_scan_fn *qn_ascii_scan(void);
#endif
