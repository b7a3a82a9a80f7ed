/* SPDX-License-Identifier: MIT */
/*
 * ldaprint.h -- topics as text, in the layout of Mallet's files: keys and
 * documents as in topic/topicprint.h, and the state of a run.
 *
 *	state        #doc source pos typeindex type topic
 *	             #alpha : 0.5 0.5
 *	             #beta : 0.01
 *	             0 NA 0 17 mill 1                      a token a line
 */
#ifndef QN_TOPIC_LDAPRINT_H
#define QN_TOPIC_LDAPRINT_H

#include "base/output.h"
#include "topic/ldamodel.h"

/* The most frequent words of each topic, behind its alpha. */
QN_API void qn_lda_print_keys(const struct qn_lda_model *m, size_t words,
                              struct qn_output *out);

/* The share of each topic in each document: (n_dk + alpha_k) / (N_d + A). */
QN_API void qn_lda_print_docs(const struct qn_lda *l, struct qn_output *out);

/* Every token and its topic, compressed (gzip).  False with `e` set for no
 * memory. */
QN_API bool qn_lda_print_state(const struct qn_lda *l, struct qn_output *out,
                               struct qn_err *e);
#endif
