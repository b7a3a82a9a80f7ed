/* SPDX-License-Identifier: MIT */
/*
 * morelike.c -- every list is asked for the document: a few nanoseconds each,
 * and no forward index is needed.
 */
#include "text/morelike.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/topk.h"

uint32_t qn_index_find_document(struct qn_index *x, struct qn_slice name,
                                struct qn_err *e)
{
	char room[24];
	for (uint32_t d = 0; d < x->about.documents && !e->failed; d++)
		if (qn_slice_eq(qn_index_name(x, d, room, e), name))
			return d;
	return UINT32_MAX;
}

bool qn_more_like(struct qn_index *x, const struct qn_index_weights *w,
                  uint32_t doc, size_t most, struct qn_query *q,
                  struct qn_err *e)
{
	struct qn_scored *room = qn_malloc(most, sizeof *room);
	struct qn_topk best = {.hit = room, .k = most};
	struct qn_postings p;
	for (uint32_t t = 0; t < x->terms && !e->failed; t++) {
		if (!qn_index_text_token(x, t, e).n ||
		    !qn_index_postings(x, t, &p, e))
			continue;
		uint32_t rank = qn_postings_rank(&p, doc);
		if (rank == QN_NO_RANK)
			continue;
		double tf = qn_postings_tf(&p, rank);
		qn_topk_add(&best,
		            (struct qn_scored){t, tf * qn_index_idf(w, p.df)});
	}
	qn_topk_sort(&best);
	for (size_t i = 0; i < best.n && !e->failed; i++) {
		struct qn_slice term = qn_index_spell(x, best.hit[i].doc, e);
		if (!e->failed)
			qn_query_add(q, QN_FIELD_TEXT,
			             (struct qn_slice){term.p + 1, term.n - 1},
			             1);
	}
	free(room);
	return !e->failed;
}
