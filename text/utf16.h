/* SPDX-License-Identifier: MIT */
/*
 * utf16.h -- growing UTF-16, the form in which ICU works on text.
 *
 * Each function replaces what `to` held and grows it as needed.  Each fails,
 * with `e` set, only when ICU does: no memory, or a result beyond 2^31 units.
 */
#ifndef QN_TEXT_UTF16_H
#define QN_TEXT_UTF16_H

#include <stdbool.h>
#include <stdint.h>
#include <unicode/unorm2.h>
#include <unicode/utypes.h>

#include "base/buf.h"
#include "base/err.h"

/* Zero-initialise; release with qn_utf16_release(). */
struct qn_utf16 {
	UChar *p;    /* [n], not terminated       */
	int32_t n;   /* units in use              */
	int32_t cap; /* units allocated           */
};

void qn_utf16_release(struct qn_utf16 *s);

/* From valid UTF-8 of less than 2^31 bytes. */
bool qn_utf16_decode(struct qn_slice from, struct qn_utf16 *to,
                     struct qn_err *e);

/* Append to `out`. */
bool qn_utf16_append(const UChar *p, int32_t n, struct qn_buf *out,
                     struct qn_err *e);

bool qn_utf16_normalize(const UNormalizer2 *form, const UChar *p, int32_t n,
                        struct qn_utf16 *to, struct qn_err *e);

/* Full case folding, the default mappings. */
bool qn_utf16_fold(const UChar *p, int32_t n, struct qn_utf16 *to,
                   struct qn_err *e);

/* Lower case, as the language has it. */
bool qn_utf16_lower(const UChar *p, int32_t n, const char *locale,
                    struct qn_utf16 *to, struct qn_err *e);

/* Leave out what is of general category Mn. */
void qn_utf16_drop_marks(struct qn_utf16 *s);
#endif
