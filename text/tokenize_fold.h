/* SPDX-License-Identifier: MIT */
/*
 * tokenize_fold.h -- tokens in lower case, without accents, normalised again.
 *
 * Where lower case is all that is asked for, nearly every character becomes
 * one other of as many bytes, and can do so where it lies; a token with any
 * other character, an odd one, goes through ICU as a whole.
 *
 *	É  c3 89  -->  é  c3 a9        ß  -->  ICU
 */
#ifndef QN_TEXT_TOKENIZE_FOLD_H
#define QN_TEXT_TOKENIZE_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
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

/* Places of odd characters.  Zero-initialise. */
struct qn_fold_odd {
	uint32_t *at; /* [n] rising */
	size_t n, room;
};
void qn_fold_odd_release(struct qn_fold_odd *odd);

/* Copy valid UTF-8 of less than 2^31 bytes, folded as far as this is done
 * character by character and none changes its length: all of it but what is
 * `odd`, if lower case is all that is asked for. */
void qn_folder_copy(struct qn_folder *f, char *to, struct qn_slice from,
                    struct qn_fold_odd *odd);
bool qn_folder_is_simple(const struct qn_folder *f);

/* Append to `out` what a token of valid UTF-8 is folded to, perhaps nothing;
 * false with `e` set when ICU fails. */
bool qn_folder_put(struct qn_folder *f, struct qn_slice token,
                   struct qn_buf *out, struct qn_err *e);
#endif
