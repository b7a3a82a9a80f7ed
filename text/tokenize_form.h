/* SPDX-License-Identifier: MIT */
/*
 * tokenize_form.h -- UTF-8 normalised, with a note of what became what.
 */
#ifndef QN_TEXT_TOKENIZE_FORM_H
#define QN_TEXT_TOKENIZE_FORM_H

#include <stdbool.h>
#include <unicode/unorm2.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/tokenize_map.h"
#include "text/utf16.h"

/* Zero-initialise but for `form`; one for each thread. */
struct qn_former {
	const UNormalizer2 *form; /* NULL: texts stay as they are */
	struct qn_utf16 from, to;
};

void qn_former_release(struct qn_former *f);

/*
 * Replace what `out` held by `text`, valid UTF-8 of less than 2^31 bytes, in
 * the normal form.  With `map` it says, at the cost of going through changed
 * texts character by character, where each place was.  False with `e` set
 * when ICU fails.
 */
bool qn_former_put(struct qn_former *f, struct qn_slice text,
                   struct qn_buf *out, struct qn_text_map *map,
                   struct qn_err *e);
#endif
