/* SPDX-License-Identifier: MIT */
/*
 * nmfhals.c -- a side by coordinate descent, all threads at once.
 *
 * Several sweeps a row pay (accelerated HALS: Gillis and Glineur, "Accelerated
 * multiplicative updates and hierarchical ALS algorithms for nonnegative matrix
 * factorization", 2012): what costs time is x h, which they share.
 */
#include "topic/nmfside.h"

#include <stdlib.h>

#include "base/mem.h"
#include "topic/tall.h"

#define SHARDS    256
#define ROW_CELLS 16 /* what a row costs beside its cells */

struct solving {
	struct qn_hals hals;
	float *gram, *inverse;
	struct qn_hals_sums part[SHARDS];
};

void qn_nmf_gram(const struct qn_nmf_side *s, double *gram,
                 struct qn_pool *pool)
{
	struct qn_tall h = {(float *)s->h, s->x->columns, s->K, s->stride};
	qn_tall_gram(h, h, gram, pool);
}

static void solve_part(void *ctx, size_t part, size_t begin, size_t end)
{
	struct solving *s = ctx;
	const struct qn_hals *h = &s->hals;
	size_t row = qn_sparse_cut(h->x, ROW_CELLS, part, SHARDS);
	size_t last = qn_sparse_cut(h->x, ROW_CELLS, part + 1, SHARDS);
	(void)begin;
	(void)end;
	if (row == last)
		return;
	float *scratch =
	    qn_big_calloc(qn_hals_scratch(h->w.stride), sizeof *scratch);
	qn_factor_kern()->hals(h, row, last, scratch, &s->part[part]);
	qn_big_free(scratch);
}

struct qn_hals_sums qn_nmf_hals(const struct qn_nmf_side *side,
                                const double *gram, int sweeps, double enough,
                                struct qn_pool *pool)
{
	size_t K = side->K, stride = side->stride;
	struct qn_hals_sums all = {0};
	struct solving *s = qn_calloc(1, sizeof *s);
	s->gram = qn_big_calloc(K * stride, sizeof *s->gram);
	s->inverse = qn_calloc(K, sizeof *s->inverse);
	for (size_t k = 0; k < K; k++) {
		for (size_t j = 0; j < K; j++)
			s->gram[k * stride + j] = (float)gram[k * K + j];
		s->gram[k * stride + k] += (float)side->l2;
		float own = s->gram[k * stride + k];
		s->inverse[k] = own > 0 ? 1 / own : 0;
	}
	s->hals = (struct qn_hals){
	    .x = side->x,
	    .h = {(float *)side->h, stride, stride},
	    .w = {side->w, stride, stride},
	    .K = K,
	    .gram = s->gram,
	    .inverse = s->inverse,
	    .l1 = (float)side->l1,
	    .enough = (float)enough,
	    .sweeps = sweeps,
	};
	qn_pool_for(pool, SHARDS, SHARDS, solve_part, s);
	for (size_t i = 0; i < SHARDS; i++) {
		all.violation += s->part[i].violation;
		all.product += s->part[i].product;
		all.w += s->part[i].w;
		all.square += s->part[i].square;
	}
	qn_big_free(s->gram);
	free(s->inverse);
	free(s);
	return all;
}
