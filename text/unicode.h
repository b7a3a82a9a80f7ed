/* SPDX-License-Identifier: MIT */
/*
 * unicode.h -- UTF-8 checked and mended, and what tokens ask of characters.
 *
 * Nothing about Unicode is known here; ICU is asked.
 */
#ifndef QN_TEXT_UNICODE_H
#define QN_TEXT_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <unicode/uchar.h>

#include "base/buf.h"
#include "text/decode.h"
#include "text/tokenize_map.h"

/* The offset of the first byte that is not part of UTF-8; s.n if all are. */
size_t qn_utf8_check(struct qn_slice s);

/* How many bytes ASCII goes on from the beginning. */
size_t qn_utf8_ascii(struct qn_slice s);

/* The character at *i, which is moved behind it; negative: there is none. */
UChar32 qn_utf8_next(struct qn_slice s, size_t *i);

/* Append `s` to `out`; each sequence that is no UTF-8 (the longest beginning
 * of a character, else one byte) becomes U+FFFD, or nothing. */
void qn_utf8_mend(struct qn_slice s, bool replace, struct qn_buf *out);

/* The same into an empty `out`; `map`, empty too, receives where places
 * were. */
void qn_utf8_mend_mapped(struct qn_slice s, bool replace, struct qn_buf *out,
                         struct qn_text_map *map);

/* False unless `text` is valid UTF-8: `why` tells the byte, but neither file
 * nor line. */
bool qn_utf8_require(struct qn_slice text, struct qn_err *why);

/* Make `text` valid UTF-8, perhaps in `mended`, or fail as qn_utf8_require()
 * does if `invalid` says so. */
bool qn_utf8_admit(struct qn_slice *text, enum qn_invalid invalid,
                   struct qn_buf *mended, struct qn_err *why);

/* Characters of valid UTF-8. */
size_t qn_utf8_length(struct qn_slice s);

/* What the characters of a token are, or'ed together. */
enum {
	QN_CHAR_LETTER = 1, /* Alphabetic                            */
	QN_CHAR_NUMBER = 2, /* general category Nd, Nl or No         */
	QN_CHAR_OTHER = 4,  /* neither, but visible                  */
	/* White_Space and control characters have no bit. */
};
extern const unsigned char qn_ascii_class[128];
unsigned qn_char_class(UChar32 c);

#endif
