/* SPDX-License-Identifier: MIT */
/*
 * wordparts_icu.h -- characters parted by ICU's iterator.
 */
#ifndef QN_TEXT_WORDPARTS_ICU_H
#define QN_TEXT_WORDPARTS_ICU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicode/ubrk.h>

#include "base/err.h"

/* Zero-initialise but for `icu`; release with qn_wordicu_release(). */
struct qn_wordicu {
	UBreakIterator *icu; /* borrowed                              */
	bool warm;
	UChar *unit;  /* [room] UTF-16                                */
	uint32_t *of; /* [room] the character that a unit is of       */
	size_t room;
};
void qn_wordicu_release(struct qn_wordicu *w);

/* Set stop[i] to 1 for each c[i] of c[0, n), but for the first, before which
 * there is a boundary.  False with `e` set when ICU fails. */
bool qn_wordicu_part(struct qn_wordicu *w, const UChar32 *c, size_t n,
                     uint8_t *stop, struct qn_err *e);
#endif
