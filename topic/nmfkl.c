/* SPDX-License-Identifier: MIT */
/*
 * nmfkl.c -- a side by multiplicative updates:
 *
 *	w_k  *=  sum over columns j of (x_j / (w h^T)_j) h_jk
 *	         --------------------------------------------
 *	         sum over columns j of h_jk  +  l1 + l2 w_k
 *
 * Only cells of x that are not zero count above the line.
 */
#include "topic/nmfside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/kern.h"
#include "base/mem.h"

#define SHARDS 256
#define EPS    1.1920929e-07f /* least product, as scikit-learn has it       */
#define STAYS  1e-4 /* a row moves no more than that share of its length     */

struct scaling {
	const struct qn_nmf_side *s;
	struct qn_sparse ratio; /* x, but for its values                      */
	double *sum;            /* [K] of columns of h                        */
	int steps;
	double part[SHARDS];
};

/* Scratch of a shard. */
struct desk {
	float *product; /* [cells of a row] w h^T                             */
	size_t room;
	float *above; /* [stride]                                             */
};

/* The products of row i with the columns where x is not zero. */
static void multiply(const struct qn_nmf_side *s, size_t i, struct desk *d)
{
	size_t from = s->x->start[i], n = s->x->start[i + 1] - from;
	struct qn_rows rows = {.rows = s->h,
	                       .stride = s->stride * sizeof *s->h,
	                       .width = s->stride,
	                       .id = s->x->column + from,
	                       .n = n};
	if (n + QN_ROWS_ROOM > d->room) {
		d->room = 2 * n + QN_ROWS_ROOM;
		d->product = qn_realloc(d->product, d->room, sizeof(float));
	}
	if (n)
		qn_kern()->rows_dot(s->w + i * s->stride, &rows, d->product);
	for (size_t k = 0; k < n; k++)
		if (!(d->product[k] > EPS))
			d->product[k] = EPS;
}

/* An update; whether the row moved. */
static bool scale_row(const struct scaling *c, size_t i, struct desk *d)
{
	const struct qn_nmf_side *s = c->s;
	float *w = s->w + i * s->stride;
	double moved = 0, length = 0;
	size_t from = s->x->start[i];
	multiply(s, i, d);
	for (size_t k = from; k < s->x->start[i + 1]; k++)
		c->ratio.value[k] = s->x->value[k] / d->product[k - from];
	struct qn_factor_rows h = {(float *)s->h, s->stride, s->stride};
	struct qn_factor_rows above = {d->above, s->stride, s->stride};
	qn_factor_kern()->gather(&c->ratio, i, i + 1, h, above);
	for (uint32_t k = 0; k < s->K; k++) {
		double below = c->sum[k] + s->l1 + s->l2 * w[k];
		float old = w[k];
		w[k] = (float)(old * d->above[k] / (below > 0 ? below : EPS));
		moved += fabs((double)w[k] - old);
		length += w[k];
	}
	return moved > STAYS * length;
}

static void open_desk(struct desk *d, const struct qn_nmf_side *s)
{
	*d = (struct desk){.room = 0};
	d->above = qn_big_calloc(s->stride, sizeof *d->above);
}

static void close_desk(struct desk *d)
{
	free(d->product);
	qn_big_free(d->above);
}

static void scale_part(void *ctx, size_t part, size_t begin, size_t end)
{
	const struct scaling *c = ctx;
	const struct qn_sparse *x = c->s->x;
	size_t last = qn_sparse_cut(x, 4, part + 1, SHARDS);
	struct desk d;
	(void)begin;
	(void)end;
	open_desk(&d, c->s);
	for (size_t i = qn_sparse_cut(x, 4, part, SHARDS); i < last; i++)
		for (int k = 0; k < c->steps && scale_row(c, i, &d);)
			k++;
	close_desk(&d);
}

/* Sums of the columns of a factor. */
static double *sum_columns(const float *x, size_t rows,
                           const struct qn_nmf_side *s)
{
	double *sum = qn_calloc(s->K, sizeof *sum);
	for (size_t i = 0; i < rows; i++)
		for (uint32_t k = 0; k < s->K; k++)
			sum[k] += x[i * s->stride + k];
	return sum;
}

void qn_nmf_scale(const struct qn_nmf_side *s, int steps, double *ratio,
                  struct qn_pool *pool)
{
	struct scaling *c = qn_calloc(1, sizeof *c);
	*c = (struct scaling){.s = s, .ratio = *s->x, .steps = steps};
	c->ratio.value = ratio;
	c->sum = sum_columns(s->h, s->x->columns, s);
	qn_pool_for(pool, SHARDS, SHARDS, scale_part, c);
	free(c->sum);
	free(c);
}

static void diverge_part(void *ctx, size_t part, size_t begin, size_t end)
{
	struct scaling *c = ctx;
	const struct qn_sparse *x = c->s->x;
	size_t last = qn_sparse_cut(x, 4, part + 1, SHARDS);
	struct desk d;
	(void)begin;
	(void)end;
	open_desk(&d, c->s);
	for (size_t i = qn_sparse_cut(x, 4, part, SHARDS); i < last; i++) {
		size_t from = x->start[i];
		multiply(c->s, i, &d);
		for (size_t k = from; k < x->start[i + 1]; k++)
			if (x->value[k] > 0)
				c->part[part] +=
				    x->value[k] *
				        log(x->value[k] / d.product[k - from]) -
				    x->value[k];
	}
	close_desk(&d);
}

double qn_nmf_divergence(const struct qn_nmf_side *s, struct qn_pool *pool)
{
	struct scaling *c = qn_calloc(1, sizeof *c);
	double *w = sum_columns(s->w, s->x->rows, s), all = 0;
	*c = (struct scaling){.s = s};
	c->sum = sum_columns(s->h, s->x->columns, s);
	qn_pool_for(pool, SHARDS, SHARDS, diverge_part, c);
	for (size_t i = 0; i < SHARDS; i++)
		all += c->part[i];
	for (uint32_t k = 0; k < s->K; k++)
		all += w[k] * c->sum[k];
	free(w);
	free(c->sum);
	free(c);
	return all;
}
