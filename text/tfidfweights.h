/* SPDX-License-Identifier: MIT */
/*
 * tfidfweights.h -- counts to weights, in place.
 */
#ifndef QN_TEXT_TFIDFWEIGHTS_H
#define QN_TEXT_TFIDFWEIGHTS_H

#include "text/tfidf.h"

/* idf and pivot from the terms and the number of documents. */
void qn_tfidf_weigh_terms(struct qn_tfidf *t);

/* Scale every row to length 1 (or 0). */
void qn_sparse_normalize(struct qn_sparse *m, enum qn_norm norm,
                         struct qn_pool *pool);

/* The counts of `m`, whose columns are t's terms, become weights. */
void qn_tfidf_weigh(const struct qn_tfidf *t, struct qn_sparse *m,
                    struct qn_pool *pool);
#endif
