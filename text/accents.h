/* SPDX-License-Identifier: MIT */
/*
 * accents.h -- accents taken off, as scikit-learn's strip_accents does it.
 *
 *	unicode   "naïve ﬁ Σ́"  --NFKD, no combining marks--> "naive fi Σ"
 *	ascii     "naïve ﬁ Σ́"  --NFKD, nothing but ASCII-->   "naive fi "
 */
#ifndef QN_TEXT_ACCENTS_H
#define QN_TEXT_ACCENTS_H

#include <stdbool.h>
#include <unicode/unorm2.h>
#include <unicode/uset.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/utf16.h"

/* Zero-initialise, one for each thread; qn_strip_release() ends it. */
struct qn_strip {
	USet *assigned;           /* characters that Unicode 14.0 has */
	UNormalizer2 *decomposer; /* NFKD of those                    */
	struct qn_utf16 from, to;
};

/* Append valid UTF-8 without its accents.  False with `e` set when ICU has no
 * memory, or for 2^31 bytes and more. */
bool qn_strip_accents(struct qn_strip *s, struct qn_slice text, bool ascii,
                      struct qn_buf *out, struct qn_err *e);
void qn_strip_release(struct qn_strip *s);
#endif
