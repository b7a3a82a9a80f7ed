/* SPDX-License-Identifier: MIT */
/*
 * morelike.h -- a query from a document of the index: more like this.
 *
 * Its words with the highest tf . idf, as Lucene's MoreLikeThis takes them.
 */
#ifndef QN_TEXT_MORELIKE_H
#define QN_TEXT_MORELIKE_H

#include "text/indexweights.h"
#include "text/inverted.h"
#include "text/searchquery.h"

/* The `most` weightiest terms of document `doc`'s text, which need not be
 * stored, into an empty query, each once.  False with `e` set for a damaged
 * index. */
bool qn_more_like(struct qn_index *x, const struct qn_index_weights *w,
                  uint32_t doc, size_t most, struct qn_query *q,
                  struct qn_err *e);

/* The document of that name; UINT32_MAX if there is none, or with `e` set. */
uint32_t qn_index_find_document(struct qn_index *x, struct qn_slice name,
                                struct qn_err *e);
#endif
