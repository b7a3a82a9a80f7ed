/* SPDX-License-Identifier: MIT */
/*
 * searchlists.h -- a query's clauses as lists of postings to go through.
 *
 *	mill            --> the list of "mill"
 *	"mill stones"   --> a list made for this query: where both stand next
 *	                    to each other
 */
#ifndef QN_TEXT_SEARCHLISTS_H
#define QN_TEXT_SEARCHLISTS_H

#include "text/indexweights.h"
#include "text/inverted.h"
#include "text/postingswrite.h"
#include "text/searchquery.h"

struct qn_search_list {
	struct qn_postings postings;
	enum qn_occur occur;
	enum qn_field field;
	double weight; /* of the query's side                              */
	bool empty;    /* no document holds it                             */
};

/* Zero-initialise; what it holds lasts until the next query. */
struct qn_search_lists {
	struct qn_search_list *list; /* [n], in the order of the clauses   */
	size_t n, room;
	bool bounded; /* no list must or must not occur, none was made for
	               * this query: impacts bound all scores             */
	struct qn_buf *made; /* [made_n] lists of phrases                  */
	size_t made_n, made_room;
};

/* The lists of a query; false with `e` set when the index is damaged, has no
 * such field, or no positions for a phrase. */
bool qn_search_lists_find(struct qn_search_lists *l, const struct qn_query *q,
                          struct qn_index *x, const struct qn_index_weights *w,
                          struct qn_err *e);
void qn_search_lists_release(struct qn_search_lists *l);

/* What `doc` scores by a list: 0 if it is not in it. */
static inline double qn_search_score(const struct qn_search_list *l,
                                     const struct qn_index_weights *w,
                                     uint32_t doc)
{
	uint32_t rank = l->empty || l->occur == QN_MUST_NOT
	                    ? QN_NO_RANK
	                    : qn_postings_rank(&l->postings, doc);
	return rank == QN_NO_RANK
	           ? 0
	           : l->weight *
	                 qn_posting_weight(w, l->field, doc,
	                                   qn_postings_tf(&l->postings, rank));
}
#endif
