/* SPDX-License-Identifier: MIT */
/*
 * rankeval.h -- how good are rankings, held against judgements?
 *
 *	run     q1: d7 d3 d1 d9 ...       qrels  q1: d3 2, d1 1, d5 1
 *	rank        1  2  3  4
 *	rel         -  2  1  -      ndcg@2 = (2/log2 3) / (2 + 1/log2 3)
 *	                            mrr = 1/2, recall@3 = 2/3, ...
 *
 * The measures are trec_eval's: ndcg_cut, recip_rank, recall, P and map.
 * A document without a judgement is not relevant.
 */
#ifndef QN_TEXT_RANKEVAL_H
#define QN_TEXT_RANKEVAL_H

#include <stdbool.h>
#include <stddef.h>

#include "text/ranking.h"

struct qn_rankeval_options {
	size_t k;         /* documents of a query that ndcg, recall and
	                    precision look at, from 1                       */
	bool exponential; /* a document gains 2^rel - 1 (Burges et al., 2005),
	                    else rel (Järvelin and Kekäläinen, 2002)        */
	int level;        /* from this relevance on, at least 1, a document is
	                    relevant, where only that counts                */
};

#define QN_RANKEVAL_DEFAULTS                                                   \
	(struct qn_rankeval_options)                                           \
	{                                                                      \
		.k = 10, .level = 1                                            \
	}

/* Means over queries, each of them 0..1. */
struct qn_rankeval {
	double ndcg;      /* sum of gain / log2(rank + 1) over the first k,
	                     divided by that of the best order           */
	double mrr;       /* 1 / rank of the first relevant document     */
	double recall;    /* relevant ones in the first k / all of them  */
	double precision; /* relevant ones in the first k / k            */
	double map;       /* mean over relevant ones of the precision at
	                     their rank, 0 for those not retrieved       */
	size_t queries;   /* of the judgements: what means are taken over */
	size_t answered;  /* those of them that the run knows            */
};

/*
 * Means over all queries of the judgements, as by `trec_eval -c`: one that
 * the run does not know, or that has no relevant document, counts 0.  Without
 * -c trec_eval leaves out those that the run does not know: multiply by
 * queries / answered.  Queries without judgements are passed over.
 */
QN_API struct qn_rankeval qn_rankeval(const struct qn_ranking *qrels,
                                      const struct qn_ranking *run,
                                      const struct qn_rankeval_options *o);
#endif
