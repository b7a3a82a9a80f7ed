/* SPDX-License-Identifier: MIT */
/*
 * topicprint.h -- topics as text, in the layout of Mallet's files.
 *
 *	topic keys   0<tab>0.5<tab>mill quern grain ...        a topic a line
 *	doc topics   0<tab>NAME<tab>.61<tab>.02 ...        a document a line
 *	or picked    0<tab>NAME<tab>4<tab>.61<tab> ...     topics and shares
 *
 * A document without a name has its number.
 */
#ifndef QN_TOPIC_TOPICPRINT_H
#define QN_TOPIC_TOPICPRINT_H

#include "base/buf.h"
#include "base/output.h"
#include "text/vocab.h"

/* Append a number, as a float with the fewest digits. */
void qn_topic_put_number(struct qn_buf *line, double x);

/* A line for a topic: its weight, and words [n] by their ids; those that are
 * marked get a minus (`minus` NULL: none is).  `line` is scratch. */
void qn_topic_print_key(uint32_t k, double weight, const struct qn_vocab *v,
                        const uint32_t *word, const bool *minus, size_t n,
                        struct qn_buf *line, struct qn_output *out);

/* The topics of a document that are printed, the one of the largest share
 * first; with zeros all of them, in their order and without their numbers. */
struct qn_topic_pick {
	double least; /* share; 0..1          */
	int most;     /* topics; below 1: all */
};

/* The line in front of all documents, if there is one. */
void qn_topic_print_head(const struct qn_topic_pick *pick,
                         struct qn_output *out);

/* A line for a document of these shares [K]; an empty name: it has none.
 * `line` is scratch. */
void qn_topic_print_shares(size_t doc, struct qn_slice name,
                           const double *share, uint32_t K,
                           const struct qn_topic_pick *pick,
                           struct qn_buf *line, struct qn_output *out);
#endif
