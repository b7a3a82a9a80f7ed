/* SPDX-License-Identifier: MIT */
/*
 * randomtext.h -- texts that try word boundaries.
 */
#ifndef QN_TESTS_RANDOMTEXT_H
#define QN_TESTS_RANDOMTEXT_H

#include <unicode/utypes.h>

#include "base/buf.h"
#include "base/rng.h"

/* Characters of every value of Word_Break, of the scripts that ICU has
 * dictionaries for, emoji with what joins them, and any others. */
UChar32 random_character(struct qn_rng *r);

/* Some of them, in runs; now and then mostly ASCII, or Latin letters. */
void random_text(struct qn_rng *r, struct qn_buf *s);
#endif
