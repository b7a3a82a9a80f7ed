/* SPDX-License-Identifier: MIT */
/*
 * stopwords.h -- words that are too common to tell texts apart.
 *
 * Short lists for a dozen languages are built in; a file holds words between
 * white space, one a line or many.
 */
#ifndef QN_TEXT_STOPWORDS_H
#define QN_TEXT_STOPWORDS_H

#include "base/err.h"
#include "base/map.h"

struct qn_stopwords {
	struct qn_map words; /* in lower case, where the list is built in */
};

/*
 * The list of a language ("en", "english"), none ("none"), or else the file
 * of that name.  NULL with `e` set for a file that cannot be read.
 */
QN_API struct qn_stopwords *qn_stopwords_open(const char *name,
                                              struct qn_err *e);
QN_API void qn_stopwords_free(struct qn_stopwords *s);

/* The built-in list of a language, words between spaces; NULL if there is
 * none. */
const char *qn_stopwords_builtin(const char *language);
#endif
