/* SPDX-License-Identifier: MIT */
/*
 * ldaprint.h -- topics as text, in the layout of Mallet's files: keys and
 * documents as in topic/topicprint.h, the state of a run, counts and figures.
 *
 *	state        #doc source pos typeindex type topic
 *	             #alpha : 0.5 0.5
 *	             #beta : 0.01
 *	             0 NA 0 17 mill 1                      a token a line
 *	word topics  17 mill 1:52 0:3            a word a line, tokens by topic
 *	diagnostics  <model><topic id='0' tokens='55' ...>   XML
 *
 * Words have, as in Mallet, the order in which they first occur: typeindex.
 */
#ifndef QN_TOPIC_LDAPRINT_H
#define QN_TOPIC_LDAPRINT_H

#include "base/output.h"
#include "topic/ldadiagnose.h"
#include "topic/ldamodel.h"
#include "topic/topicprint.h"

/* The most frequent words of each topic, behind its alpha. */
QN_API void qn_lda_print_keys(const struct qn_lda_model *m, size_t words,
                              struct qn_output *out);

/* The share of each topic that is picked in each document:
 * (n_dk + alpha_k) / (N_d + A). */
QN_API void qn_lda_print_docs(const struct qn_lda *l,
                              const struct qn_topic_pick *pick,
                              struct qn_output *out);

/* Every token and its topic, compressed (gzip).  False with `e` set for no
 * memory. */
QN_API bool qn_lda_print_state(const struct qn_lda *l, struct qn_output *out,
                               struct qn_err *e);

/* The topics of each word, the most frequent one first; `d` are the documents
 * that the model was learnt from. */
QN_API void qn_lda_print_words(const struct qn_lda_model *m,
                               const struct qn_docwords *d,
                               struct qn_output *out);

QN_API void qn_lda_print_diagnosis(const struct qn_lda_diagnosis *d,
                                   const struct qn_lda_model *m,
                                   struct qn_output *out);
#endif
