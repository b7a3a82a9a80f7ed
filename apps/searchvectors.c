/* SPDX-License-Identifier: MIT */
/*
 * searchvectors.c -- see searchvectors.h.
 */
#include "apps/searchvectors.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/rankfuse.h"

struct searchvectors {
	const struct searching *s;
	size_t dim, depth;
	float *row;                 /* [most][dim]                     */
	bool *asked;                /* [most] the row is not zero      */
	uint32_t *like;             /* [most] no answer                */
	struct qn_neighbour *found; /* [most][depth]                   */
	struct qn_scored *hit;      /* [depth]                         */
	struct qn_scored *fused;    /* [k]                             */
};

struct searchvectors *searchvectors_new(const struct searching *s, size_t most,
                                        struct qn_err *e)
{
	struct searchvectors *v = qn_calloc(1, sizeof *v);
	v->s = s;
	v->dim = (size_t)s->vectors->words->dim;
	v->depth = searching_depth(s);
	v->row = qn_big_alloc(most * v->dim, sizeof *v->row, "queries", e);
	v->asked = qn_calloc(most, sizeof *v->asked);
	v->like = qn_malloc(most, sizeof *v->like);
	v->found =
	    qn_big_alloc(most * v->depth, sizeof *v->found, "results", e);
	v->hit = qn_malloc(v->depth, sizeof *v->hit);
	v->fused = qn_malloc(s->k, sizeof *v->fused);
	if (!e->failed)
		return v;
	searchvectors_free(v);
	return NULL;
}

void searchvectors_free(struct searchvectors *v)
{
	if (!v)
		return;
	qn_big_free(v->row);
	qn_big_free(v->found);
	free(v->asked);
	free(v->like);
	free(v->hit);
	free(v->fused);
	free(v);
}

void searchvectors_ask(struct searchvectors *v, size_t i,
                       const struct qn_query *q)
{
	v->asked[i] = qn_docindex_query(v->s->vectors, q, v->row + i * v->dim);
}

/* What was found for question i, as scored documents. */
static struct qn_ranked take_found(struct searchvectors *v, size_t i)
{
	const struct qn_neighbour *found = v->found + i * v->depth;
	size_t n = 0;
	for (size_t k = 0; k < v->depth && v->asked[i]; k++)
		if (found[k].row != QN_MAP_NONE)
			v->hit[n++] =
			    (struct qn_scored){found[k].row, found[k].score};
	return (struct qn_ranked){v->hit, n};
}

static void take_answer(struct searchvectors *v, size_t i, struct answer *a)
{
	const struct qn_ranked both[] = {{a->hit, a->n}, take_found(v, i)};
	if (v->s->hybrid) {
		a->n = qn_rank_fuse(both, 2, v->s->k, v->fused);
		memcpy(a->hit, v->fused, a->n * sizeof *a->hit);
		return;
	}
	a->n = both[1].n < v->s->k ? both[1].n : v->s->k;
	memcpy(a->hit, v->hit, a->n * sizeof *a->hit);
}

bool searchvectors_answer(struct searchvectors *v, struct answer *a, size_t n,
                          struct qn_pool *pool, struct qn_err *e)
{
	for (size_t i = 0; i < n; i++) {
		v->like[i] = a[i].question->like;
		if (!v->asked[i])
			memset(v->row + i * v->dim, 0, v->dim * sizeof *v->row);
	}
	const struct qn_queries queries = {.vector = v->row,
	                                   .n = n,
	                                   .stride = v->dim,
	                                   .exclude = v->like,
	                                   .excluded = 1,
	                                   .k = v->depth};
	size_t all = qn_hnsw_count(v->s->vectors->graph);
	const struct qn_hnsw_search how = {.ef = v->s->exhaustive ? all
	                                                          : v->s->ef};
	if (!qn_hnsw_search(v->s->vectors->graph, &queries, &how, v->found,
	                    pool, e))
		return false;
	for (size_t i = 0; i < n; i++)
		take_answer(v, i, &a[i]);
	return true;
}
