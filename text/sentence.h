/* SPDX-License-Identifier: MIT */
/*
 * sentence.h -- a line to its sentences, as ICU's root iterator parts them.
 *
 *	"Stop. Is it 3.5 m?"  -->  "Stop. "  "Is it 3.5 m?"
 */
#ifndef QN_TEXT_SENTENCE_H
#define QN_TEXT_SENTENCE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Holds ICU's iterator and scratch memory: one for each thread. */
struct qn_sentences;

QN_API struct qn_sentences *qn_sentences_new(struct qn_err *e);
QN_API void qn_sentences_free(struct qn_sentences *s);

/* Go through `line`, borrowed until the next call, of less than 2^30 bytes;
 * what is no UTF-8 counts as U+FFFD.  False with `e` set when ICU fails. */
QN_API bool qn_sentences_begin(struct qn_sentences *s, struct qn_slice line,
                               struct qn_err *e);

/* The next sentence with the white space behind it; false at the end.  Put
 * together they are the line. */
QN_API bool qn_sentences_next(struct qn_sentences *s,
                              struct qn_slice *sentence);
#endif
