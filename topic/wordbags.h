/* SPDX-License-Identifier: MIT */
/*
 * wordbags.h -- documents of which only the counts of words are known, in the
 * formats that such corpora come in.
 *
 *	UCI            D, W and the number of cells, a line each, then
 *	               "document word count", from 1
 *	LDA-C          a line a document: "cells word:count ...", from 0
 *	SVMlight       a line a document: "label word:count ... # text", from 1
 *	Matrix Market  coordinate general: "document word count", from 1
 *
 * A vocabulary names words, a line each; without one their names are their
 * numbers.
 */
#ifndef QN_TOPIC_WORDBAGS_H
#define QN_TOPIC_WORDBAGS_H

#include "text/sparse.h"
#include "topic/docwords.h"

enum qn_bags_format { QN_BAGS_UCI, QN_BAGS_LDAC, QN_BAGS_SVM, QN_BAGS_MTX };

/*
 * Read documents; a word is repeated as often as it is counted.  `vocab` (a
 * path) may be NULL; limits and known are those of qn_docwords_read().  NULL
 * with `e` set, naming the line, for what is not of this format, or counts
 * that are no whole numbers.
 */
QN_API struct qn_docwords *
qn_wordbags_read(const char *path, enum qn_bags_format format,
                 const char *vocab, const struct qn_vocab_limits *limits,
                 struct qn_vocab *known, struct qn_err *e);

/*
 * The same of a matrix in memory, whose columns are the ids of `vocab`, which
 * is borrowed by the result; vocab->words.count >= counts->columns.  NULL with
 * `e` set, naming row and column, for a value that is no whole number >= 0, or
 * too many words.
 */
QN_API struct qn_docwords *qn_wordbags_of(const struct qn_sparse *counts,
                                          struct qn_vocab *vocab,
                                          struct qn_err *e);
#endif
