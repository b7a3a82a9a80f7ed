/* SPDX-License-Identifier: MIT */
/*
 * ldaprint.h -- topics as text, in the layout of Mallet's files.
 *
 *	topic keys   0<tab>0.5<tab>mill quern grain ...        a topic a line
 *	doc topics   0<tab>NAME<tab>.61<tab>.02 ...        a document a line
 *	state        #doc source pos typeindex type topic
 *	             #alpha : 0.5 0.5
 *	             #beta : 0.01
 *	             0 NA 0 17 mill 1                      a token a line
 *
 * A document without a name has its number.
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

/* A line of it for a document of these shares [K], with its name or, if that
 * is empty, number. */
void qn_lda_print_shares(size_t doc, struct qn_slice name, const double *share,
                         uint32_t K, struct qn_buf *line,
                         struct qn_output *out);

/* Every token and its topic, compressed (gzip).  False with `e` set for no
 * memory. */
QN_API bool qn_lda_print_state(const struct qn_lda *l, struct qn_output *out,
                               struct qn_err *e);
#endif
