/* SPDX-License-Identifier: MIT */
/*
 * principal.c -- products of a few hundred rows in single precision, their
 * sum in double, and power iteration on that.
 *
 * The rows are not centred: what the vectors of sentences share is mostly
 * their mean, which is to be found and not to be taken away before.
 *
 * Reference: G. H. Golub, C. F. Van Loan, "Matrix Computations", 8.2.1.
 */
#include "embed/principal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/blas.h"
#include "base/mem.h"

#define SHARDS 8    /* whatever the number of threads        */
#define BLOCK  512  /* rows of one product                   */
#define STEPS  5000 /* two directions of equal weight: either */
#define CLOSE  1e-12

struct adding {
	const float *rows;
	size_t dim, stride;
	double *gram; /* [SHARDS][dim][dim] */
	float *block; /* [SHARDS][dim][dim], the product of a block */
};

static void add_shard(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct adding *a = ctx;
	size_t dim = a->dim, cells = dim * dim;
	double *gram = a->gram + shard * cells;
	float *block = a->block + shard * cells;
	for (size_t i = begin; i < end; i += BLOCK) {
		size_t n = end - i < BLOCK ? end - i : BLOCK;
		const float *rows = a->rows + i * a->stride;
		qn_blas_atb(dim, dim, n, 1, rows, a->stride, rows, a->stride, 0,
		            block, dim);
		for (size_t k = 0; k < cells; k++)
			gram[k] += block[k];
	}
}

bool qn_principal_add(struct qn_principal *p, const float *rows, size_t n,
                      size_t stride, struct qn_pool *pool, struct qn_err *e)
{
	size_t cells = p->dim * p->dim;
	struct adding a = {.rows = rows, .dim = p->dim, .stride = stride};
	if (!p->gram)
		p->gram = qn_big_alloc(cells, sizeof *p->gram,
		                       "products of columns", e);
	a.gram = qn_big_alloc(SHARDS * cells, sizeof *a.gram,
	                      "products of columns", e);
	a.block = qn_big_alloc(SHARDS * cells, sizeof *a.block,
	                       "products of columns", e);
	if (!e->failed) {
		qn_pool_for(pool, n, SHARDS, add_shard, &a);
		for (size_t i = 0; i < SHARDS * cells; i++)
			p->gram[i % cells] += a.gram[i];
	}
	qn_big_free(a.gram);
	qn_big_free(a.block);
	return !e->failed;
}

/* Scale to length 1; false for zeroes. */
static bool scale_to_one(double *x, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += x[i] * x[i];
	if (!(sum > 0))
		return false;
	double scale = 1 / sqrt(sum);
	for (size_t i = 0; i < n; i++)
		x[i] *= scale;
	return true;
}

/* The column with the most weight: it has a share of the direction sought. */
static const double *heaviest(const struct qn_principal *p)
{
	size_t best = 0;
	for (size_t i = 1; i < p->dim; i++)
		if (p->gram[i * p->dim + i] > p->gram[best * p->dim + best])
			best = i;
	return p->gram + best * p->dim;
}

/* One step: y = gram x, scaled; how far that is from x, squared. */
static double step(const struct qn_principal *p, const double *x, double *y)
{
	double moved = 0;
	for (size_t i = 0; i < p->dim; i++) {
		const double *row = p->gram + i * p->dim;
		y[i] = 0;
		for (size_t k = 0; k < p->dim; k++)
			y[i] += row[k] * x[k];
	}
	scale_to_one(y, p->dim);
	for (size_t i = 0; i < p->dim; i++)
		moved += (y[i] - x[i]) * (y[i] - x[i]);
	return moved;
}

void qn_principal_find(const struct qn_principal *p, float *u)
{
	size_t dim = p->dim, top = 0;
	memset(u, 0, dim * sizeof *u);
	if (!p->gram)
		return;
	double *x = qn_malloc(2 * dim, sizeof *x), *y = x + dim, *t;
	double *both = x;
	memcpy(x, heaviest(p), dim * sizeof *x);
	bool any = scale_to_one(x, dim);
	for (int i = 0; any && i < STEPS; i++) {
		double moved = step(p, x, y);
		t = x, x = y, y = t;
		if (moved < CLOSE * CLOSE)
			break;
	}
	for (size_t i = 1; i < dim; i++)
		if (fabs(x[i]) > fabs(x[top]))
			top = i;
	for (size_t i = 0; any && i < dim; i++)
		u[i] = (float)(x[top] < 0 ? -x[i] : x[i]);
	free(both);
}

void qn_principal_release(struct qn_principal *p)
{
	qn_big_free(p->gram);
	p->gram = NULL;
}
