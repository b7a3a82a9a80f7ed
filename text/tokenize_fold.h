/* SPDX-License-Identifier: MIT */
/*
 * tokenize_fold.h -- tokens in lower case, without accents, normalised again.
 *
 * Where lower case is all that is asked for, nearly every character becomes
 * one other of at most three bytes, which stand in a table; a token with any
 * other character goes through ICU as a whole.
 *
 *	É  c3 89  -->  { c3 a9, 2 bytes }        ß  -->  ICU
 */
#ifndef QN_TEXT_TOKENIZE_FOLD_H
#define QN_TEXT_TOKENIZE_FOLD_H

#include <stdbool.h>
#include <unicode/unorm2.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/utf16.h"

struct qn_folder;

/* `form` (NULL: none) is what changed tokens are brought to.  NULL with `e`
 * set for a locale that ICU does not know, or when ICU fails. */
struct qn_folder *qn_folder_new(bool lower, const char *locale, bool accents,
                                const UNormalizer2 *form, struct qn_err *e);
void qn_folder_free(struct qn_folder *f);

/* Append to `out` what a token of valid UTF-8 is folded to, perhaps nothing;
 * false with `e` set when ICU fails. */
bool qn_folder_put(struct qn_folder *f, struct qn_slice token,
                   struct qn_buf *out, struct qn_err *e);
#endif
