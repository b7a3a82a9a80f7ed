/* SPDX-License-Identifier: MIT */
/*
 * lsawords.h -- the words of an index as vectors, by latent semantic analysis
 * of its documents (Deerwester et al., 1990).
 *
 *	TF-IDF of documents  ~  U S V^T      word w's vector: idf(w) V[w]
 *
 * The sum of its words' vectors is then a document's place, or a query's, in
 * the space of the largest singular values, but for its length.
 */
#ifndef QN_APPS_LSAWORDS_H
#define QN_APPS_LSAWORDS_H

#include "apps/command.h"
#include "embed/vectors.h"
#include "text/inverted.h"

#define LSA_VALUES 10000 /* at most */

/* Of so many singular values, or fewer where the rank is less.  NULL with c->e
 * set. */
struct qn_vectors *lsa_words(struct qn_index *x, uint32_t values,
                             struct call *c);
#endif
