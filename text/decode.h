/* SPDX-License-Identifier: MIT */
/*
 * decode.h -- other encodings to UTF-8, as a stream, by ICU's converters.
 */
#ifndef QN_TEXT_DECODE_H
#define QN_TEXT_DECODE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* What to do with bytes that the encoding does not allow. */
enum qn_invalid {
	QN_INVALID_ERROR,   /* fail                                      */
	QN_INVALID_REPLACE, /* U+FFFD in the place of each such sequence */
	QN_INVALID_SKIP,    /* leave them out                            */
};

struct qn_decoder;

/* `encoding` is any name that ICU knows ("latin1", "UTF-16", "Shift_JIS");
 * NULL with `e` set for others.  Free with qn_decoder_free(). */
struct qn_decoder *qn_decoder_new(const char *encoding, enum qn_invalid invalid,
                                  struct qn_err *e);
void qn_decoder_free(struct qn_decoder *d);

/* Append the UTF-8 of `bytes` to `out`; a sequence that they break off in goes
 * on with the next call.  `last`: nothing more comes. */
bool qn_decoder_feed(struct qn_decoder *d, struct qn_slice bytes, bool last,
                     struct qn_buf *out, struct qn_err *e);
#endif
