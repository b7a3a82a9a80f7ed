/* SPDX-License-Identifier: MIT */
/*
 * rankeval.c -- a query's judgements are laid out by document, its results
 * are walked once, and the judgements, best first, are the best order.
 *
 * References: K. Järvelin, J. Kekäläinen, "Cumulated gain-based evaluation of
 * IR techniques", TOIS 20(4), 2002; trec_eval 9 (NIST), m_ndcg_cut.c,
 * m_recip_rank.c, m_map.c.
 */
#include "text/rankeval.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

struct judge {
	const struct qn_rankeval_options *o;
	uint32_t *same; /* [docs of the run]: the qrels' id, or none */
	float *rel;     /* [docs of the qrels]: for the query at hand */
};

/* Documents that both files name. */
static uint32_t *match(const struct qn_ranking *qrels,
                       const struct qn_ranking *run)
{
	uint32_t *same = qn_malloc(run->docs.count, sizeof *same);
	for (uint32_t i = 0; i < run->docs.count; i++)
		same[i] =
		    qn_map_find(&qrels->docs, qn_map_string(&run->docs, i));
	return same;
}

/* In units of 2^best, so that no relevance is too large; a ratio of gains is
 * what it was. */
static double gain(const struct judge *j, double rel, double best)
{
	if (rel <= 0)
		return 0;
	return j->o->exponential ? exp2(rel - best) - exp2(-best) : rel;
}

static double discount(size_t i)
{
	return log2((double)i + 2);
}

/* The best that can be had, and how many relevant documents there are. */
static double ideal(const struct judge *j, const struct qn_hit *hit, size_t n,
                    size_t *relevant)
{
	double sum = 0;
	*relevant = 0;
	for (size_t i = 0; i < n; i++) {
		*relevant += hit[i].value >= (float)j->o->level;
		if (i < j->o->k)
			sum += gain(j, hit[i].value, hit->value) / discount(i);
	}
	return sum;
}

/* Add the measures of one query: its judgements and its results. */
static void add_query(const struct judge *j, const struct qn_hit *judged,
                      size_t n_judged, const struct qn_hit *hit, size_t n,
                      struct qn_rankeval *sum)
{
	const size_t k = j->o->k;
	size_t relevant, found = 0, found_k = 0;
	double best = ideal(j, judged, n_judged, &relevant);
	double dcg = 0, precisions = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t doc = j->same[hit[i].doc];
		float rel = doc == QN_MAP_NONE ? 0 : j->rel[doc];
		if (rel >= (float)j->o->level) {
			found++;
			found_k += i < k;
			precisions += (double)found / (double)(i + 1);
			if (found == 1)
				sum->mrr += 1 / (double)(i + 1);
		}
		if (i < k)
			dcg += gain(j, rel, judged->value) / discount(i);
	}
	sum->ndcg += best > 0 ? dcg / best : 0;
	sum->precision += (double)found_k / (double)k;
	if (relevant == 0)
		return;
	sum->recall += (double)found_k / (double)relevant;
	sum->map += precisions / (double)relevant;
}

struct qn_rankeval qn_rankeval(const struct qn_ranking *qrels,
                               const struct qn_ranking *run,
                               const struct qn_rankeval_options *o)
{
	struct qn_rankeval r = {.queries = qrels->queries.count};
	struct judge j = {.o = o, .same = match(qrels, run)};
	j.rel = qn_calloc(qrels->docs.count, sizeof *j.rel);
	for (uint32_t q = 0; q < r.queries; q++) {
		uint32_t at = qn_map_find(&run->queries,
		                          qn_map_string(&qrels->queries, q));
		if (at == QN_MAP_NONE)
			continue;
		const struct qn_hit *judged = qrels->hit + qrels->start[q];
		size_t n = qrels->start[q + 1] - qrels->start[q];
		for (size_t i = 0; i < n; i++)
			j.rel[judged[i].doc] = judged[i].value;
		add_query(&j, judged, n, run->hit + run->start[at],
		          run->start[at + 1] - run->start[at], &r);
		for (size_t i = 0; i < n; i++)
			j.rel[judged[i].doc] = 0;
		r.answered++;
	}
	double all = (double)r.queries;
	r.ndcg /= all;
	r.mrr /= all;
	r.recall /= all;
	r.precision /= all;
	r.map /= all;
	free(j.same);
	free(j.rel);
	return r;
}
