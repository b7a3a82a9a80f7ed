/* SPDX-License-Identifier: MIT */
/*
 * topicwords.h -- topics as lists of words, whatever model they come from.
 *
 *	mill quern grain               words between blanks, or
 *	0<tab>0.5<tab>ship sea sail    a line of Mallet's topic keys
 *
 * A topic is a document of topic/docwords.h, its most important word first.
 */
#ifndef QN_TOPIC_TOPICWORDS_H
#define QN_TOPIC_TOPICWORDS_H

#include "topic/docwords.h"
#include "topic/ldamodel.h"

/* The first `most` words (0: all) of the topics in a file, a topic a line;
 * blank lines are passed over.  NULL with `e` set if it cannot be read or has
 * no topic. */
QN_API struct qn_docwords *qn_topics_read(const char *path, size_t most,
                                          struct qn_err *e);

/* Of each topic the first `most` words (0: all), of those that `known` has;
 * NULL: of all. */
QN_API struct qn_docwords *qn_topics_first(const struct qn_docwords *topics,
                                           size_t most,
                                           const struct qn_vocab *known);

/* Labels of documents, a line each, blank ones too: the vocabulary numbers them
 * as they are first met.  NULL with `e` set if it cannot be read. */
QN_API struct qn_docwords *qn_labels_read(const char *path, struct qn_err *e);

/* The most frequent words of a model's topics. */
QN_API struct qn_docwords *qn_topics_of(const struct qn_lda_model *m,
                                        size_t most);
#endif
