/* SPDX-License-Identifier: MIT */
/*
 * indexsearch.h -- the k best documents for a query.
 *
 *	query --> lists --> window after window of documents: sums --> hits
 *
 * Where impacts bound the scores (BM25 with the index's own k1 and b, words
 * that should occur) whole windows and long lists are passed over; the result
 * is that of going through everything, to the last bit.
 */
#ifndef QN_TEXT_INDEXSEARCH_H
#define QN_TEXT_INDEXSEARCH_H

#include "text/topk.h"
#include "text/indexweights.h"
#include "text/searchlists.h"
#include "text/searchquery.h"

struct qn_searcher;

/* Scratch memory for one thread; `x` and `w` are borrowed.  With `exhaustive`
 * nothing is passed over. */
struct qn_searcher *qn_searcher_new(struct qn_index *x,
                                    const struct qn_index_weights *w,
                                    bool exhaustive);
void qn_searcher_free(struct qn_searcher *s);

/* Bring near what the lists of `n` queries are found by. */
void qn_search_ahead(struct qn_searcher *s, const struct qn_query *q, size_t n);

/* The best `k` documents that score above 0, best first and equal ones in
 * their order, into `hit` [k]; *n of them.  Documents whose bit is set in
 * `gone` (may be NULL) are left out.  False with `e` set as by
 * qn_search_lists_find(). */
bool qn_search(struct qn_searcher *s, const struct qn_query *q, size_t k,
               const uint64_t *gone, struct qn_scored *hit, size_t *n,
               struct qn_err *e);
#endif
