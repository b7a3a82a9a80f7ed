/* SPDX-License-Identifier: MIT */
/*
 * ranking.h -- queries with their documents, best first: judgements of
 * relevance and results of searches, in files.
 *
 *	qrels   query iter doc rel                  TREC's judgements
 *	run     query Q0 doc rank score tag         TREC's results
 *	        query<TAB>rank<TAB>doc<TAB>score    those of `quern search`
 *
 * White space parts the fields, but a line with exactly three tabs is parted
 * by them, so that a name may hold spaces.  Fields iter, Q0, rank and tag are
 * not looked at: as in trec_eval the order comes from the scores, which count
 * as floats, and of equal ones the name whose bytes are greater comes first.
 *
 *	queries "q1"          "q2"           start  0       3     5
 *	hit     d7 2 | d1 1 | d4 0           ^      hit[0]  [3]
 *	                      d4 1 | d2 0
 */
#ifndef QN_TEXT_RANKING_H
#define QN_TEXT_RANKING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/output.h"

struct qn_hit {
	uint32_t doc; /* its id among the docs                           */
	float value;  /* score, any but NaN; or relevance, a whole number
	                 of at most 2^24 either way                      */
};

struct qn_ranking {
	struct qn_map queries; /* ids in the order of the file            */
	struct qn_map docs;    /* names of documents, over all queries    */
	size_t *start;         /* [queries.count + 1]: of a query's hits  */
	struct qn_hit *hit;    /* falling value, then falling name        */
};

/*
 * Read `path`, or standard input if it is NULL or "-".  NULL with `e` set,
 * naming the line, for a line that has another form, or a document that
 * occurs twice for a query.  Blank lines are passed over.  Judgements have to
 * hold at least one; results may be none.  Free with qn_ranking_free().
 */
QN_API struct qn_ranking *qn_qrels_load(const char *path, struct qn_err *e);
QN_API struct qn_ranking *qn_run_load(const char *path, struct qn_err *e);
QN_API void qn_ranking_free(struct qn_ranking *r);

/* One line of a TREC run; `rank` is from 1, `tag` names the run.  False with
 * `e` set when a name is empty or holds white space, which the format has no
 * place for. */
QN_API bool qn_run_put(struct qn_output *out, struct qn_slice query,
                       struct qn_slice doc, size_t rank, float score,
                       const char *tag, struct qn_err *e);
#endif
