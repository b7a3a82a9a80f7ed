/* SPDX-License-Identifier: MIT */
/*
 * tall.c -- products of a few hundred rows by OpenBLAS.
 *
 * Single precision within such a block, double from block to block: a sum over
 * a hundred thousand rows is as good as one over a few hundred.
 */
#include "topic/tall.h"

#include "base/blas.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define SHARDS 16  /* whatever the number of threads */
#define BLOCK  512 /* rows of one product            */

struct product {
	struct qn_tall x, y;
	const float *c;
	float alpha, beta;
	double *sum;  /* [SHARDS][x.columns][y.columns] */
	float *block; /* the same, the product of a block */
};

static void gram_shard(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct product *p = ctx;
	size_t a = p->x.columns, b = p->y.columns, cells = a * b;
	double *sum = p->sum + shard * cells;
	float *block = p->block + shard * cells;
	for (size_t i = begin; i < end; i += BLOCK) {
		size_t n = end - i < BLOCK ? end - i : BLOCK;
		qn_blas_atb(a, b, n, 1, p->x.x + i * p->x.ld, p->x.ld,
		            p->y.x + i * p->y.ld, p->y.ld, 0, block, b);
		for (size_t k = 0; k < cells; k++)
			sum[k] += block[k];
	}
}

void qn_tall_gram(struct qn_tall x, struct qn_tall y, double *to,
                  struct qn_pool *pool)
{
	size_t cells = x.columns * y.columns;
	struct product p = {.x = x, .y = y};
	p.sum = qn_big_calloc(SHARDS * cells, sizeof *p.sum);
	p.block = qn_big_calloc(SHARDS * cells, sizeof *p.block);
	qn_pool_for(pool, x.rows, SHARDS, gram_shard, &p);
	memset(to, 0, cells * sizeof *to);
	for (size_t s = 0; s < SHARDS; s++)
		for (size_t k = 0; k < cells; k++)
			to[k] += p.sum[s * cells + k];
	qn_big_free(p.sum);
	qn_big_free(p.block);
}

static void times_shard(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct product *p = ctx;
	(void)shard;
	if (begin < end)
		qn_blas_abt(end - begin, p->y.columns, p->x.columns, p->alpha,
		            p->x.x + begin * p->x.ld, p->x.ld, p->c,
		            p->x.columns, p->beta, p->y.x + begin * p->y.ld,
		            p->y.ld);
}

void qn_tall_times(float alpha, struct qn_tall x, const float *c, float beta,
                   struct qn_tall to, struct qn_pool *pool)
{
	struct product p = {
	    .x = x, .y = to, .c = c, .alpha = alpha, .beta = beta};
	qn_pool_for(pool, x.rows, SHARDS, times_shard, &p);
}
