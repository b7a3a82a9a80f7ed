/* SPDX-License-Identifier: MIT */
/*
 * ftcentroids.c -- k-means as fastText runs it: 25 rounds, seed 1234, empty
 * clusters split off large ones.
 *
 * Source: facebookresearch/fastText, productquantizer.cc; the random numbers
 * are other ones, and sums are taken in double.
 */
#include "embed/ftcentroids.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"

#define ROUNDS 25
#define SEED   1234
#define APART  1e-7f /* how far a split moves its halves */

#define K QN_FT_CENTROIDS

struct kmeans {
	const struct qn_ft_points *p;
	struct qn_rng rng;
	float *c;         /* [K][dim]                     */
	float *across;    /* [dim][K], 64-byte aligned    */
	double *sum;      /* [K][dim]                     */
	uint32_t size[K]; /* points of each               */
};

static const float *point(const struct qn_ft_points *p, size_t i)
{
	return p->x + i * p->stride;
}

/* K different points: the first ones of a shuffle. */
static void pick(struct kmeans *m)
{
	size_t n = m->p->n, dim = m->p->dim;
	uint32_t *order = qn_malloc(n, sizeof *order);
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	for (size_t k = 0; k < K; k++) {
		size_t other = k + qn_rng_below(&m->rng, (uint32_t)(n - k));
		uint32_t chosen = order[other];
		order[other] = order[k];
		memcpy(m->c + k * dim, point(m->p, chosen), dim * sizeof *m->c);
	}
	free(order);
}

void qn_ft_centroids_across(const float *c, size_t dim, float *to)
{
	for (size_t k = 0; k < K; k++)
		for (size_t j = 0; j < dim; j++)
			to[j * K + k] = c[k * dim + j];
}

static void assign(struct kmeans *m)
{
	const struct qn_ft_kern *kern = qn_ft_kern();
	size_t dim = m->p->dim;
	memset(m->sum, 0, K * dim * sizeof *m->sum);
	memset(m->size, 0, sizeof m->size);
	qn_ft_centroids_across(m->c, dim, m->across);
	for (size_t i = 0; i < m->p->n; i++) {
		const float *x = point(m->p, i);
		uint8_t k = kern->nearest(x, m->across, dim);
		for (size_t j = 0; j < dim; j++)
			m->sum[k * dim + j] += (double)x[j];
		m->size[k]++;
	}
}

static void move(struct kmeans *m)
{
	size_t dim = m->p->dim;
	for (size_t k = 0; k < K; k++)
		for (size_t j = 0; m->size[k] && j < dim; j++)
			m->c[k * dim + j] =
			    (float)(m->sum[k * dim + j] / m->size[k]);
}

/* A cluster of at least two points, by the share it has of the others. */
static size_t large_one(struct kmeans *m)
{
	double spare = (double)(m->p->n - K);
	size_t k = 0;
	while (qn_rng_double(&m->rng) * spare >= (double)m->size[k] - 1)
		k = (k + 1) % K;
	return k;
}

static void split(struct kmeans *m)
{
	size_t dim = m->p->dim;
	for (size_t k = 0; k < K; k++) {
		if (m->size[k])
			continue;
		size_t from = large_one(m);
		for (size_t j = 0; j < dim; j++) {
			float x = m->c[from * dim + j];
			float apart = j % 2 ? APART : -APART;
			m->c[k * dim + j] = x + apart;
			m->c[from * dim + j] = x - apart;
		}
		m->size[k] = m->size[from] / 2;
		m->size[from] -= m->size[k];
	}
}

void qn_ft_centroids(const struct qn_ft_points *p, uint64_t stream, float *c)
{
	struct kmeans m = {.p = p, .rng = qn_rng_new(SEED, stream), .c = c};
	m.across = qn_big_calloc(K * p->dim, sizeof *m.across);
	m.sum = qn_malloc(K * p->dim, sizeof *m.sum);
	pick(&m);
	for (int round = 0; round < ROUNDS; round++) {
		assign(&m);
		move(&m);
		split(&m);
	}
	free(m.sum);
	qn_big_free(m.across);
}
