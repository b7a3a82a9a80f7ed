/* SPDX-License-Identifier: MIT */
/*
 * stem.h -- words to their stems, by libstemmer (Snowball).
 *
 * Languages go by libstemmer's names and codes: "english", "en", "eng";
 * "porter" is Porter's own algorithm of 1980.
 */
#ifndef QN_TEXT_STEM_H
#define QN_TEXT_STEM_H

#include "base/buf.h"
#include "base/err.h"

/* One for each thread. */
struct qn_stemmer;

/* NULL with `e` set, naming those there are, for a language that libstemmer
 * does not have. */
QN_API struct qn_stemmer *qn_stemmer_new(const char *language,
                                         struct qn_err *e);
QN_API void qn_stemmer_free(struct qn_stemmer *s);

/* The stem of a word in lower case, UTF-8, shorter than 2^31 bytes; valid
 * until the next call. */
QN_API struct qn_slice qn_stem(struct qn_stemmer *s, struct qn_slice word);
#endif
