/* SPDX-License-Identifier: MIT */
/*
 * ldamap.c -- distances over the words that either topic has; all others have
 * the same two probabilities.
 *
 * The divergence is taken apart into entropies, H((p + q) / 2) - H(p) / 2 -
 * H(q) / 2, so that a word costs one logarithm.  Of a coordinate's two signs
 * the one is taken that makes its largest value positive.
 */
#include "topic/ldamap.h"

#include <math.h>
#include <stdlib.h>

#include "base/blas.h"
#include "base/mem.h"

#define SHARDS 64

/* A topic's words, rising. */
struct cell {
	uint32_t word;
	double phi;
};

struct mapping {
	const struct qn_lda_model *m;
	size_t *start;     /* [K + 1] */
	struct cell *cell; /* [start[K]] */
	double *floor;     /* [K] phi of the words that a topic has not */
	double *entropy;   /* [K] of phi                                */
	double *distance;  /* [K][K]                                    */
};

static double term(double p)
{
	return -p * log(p);
}

static void turn_around(struct mapping *a)
{
	const struct qn_lda_model *m = a->m;
	size_t *next = qn_calloc((size_t)m->K, sizeof *next);
	for (size_t i = 0; i < m->start[m->V]; i++)
		a->start[m->topic[i] + 1]++;
	for (uint32_t k = 0; k < m->K; k++) {
		a->start[k + 1] += a->start[k];
		next[k] = a->start[k];
	}
	for (uint32_t w = 0; w < m->V; w++)
		for (size_t i = m->start[w]; i < m->start[w + 1]; i++) {
			uint32_t k = m->topic[i];
			a->cell[next[k]++] =
			    (struct cell){w, qn_lda_phi(m, k, m->count[i])};
		}
	free(next);
}

static void find_entropies(struct mapping *a)
{
	const struct qn_lda_model *m = a->m;
	for (uint32_t k = 0; k < m->K; k++) {
		size_t n = a->start[k + 1] - a->start[k];
		a->floor[k] = m->beta / ((double)m->total[k] + m->V * m->beta);
		a->entropy[k] = (double)(m->V - n) * term(a->floor[k]);
		for (size_t i = a->start[k]; i < a->start[k + 1]; i++)
			a->entropy[k] += term(a->cell[i].phi);
	}
}

static double divergence(const struct mapping *a, uint32_t i, uint32_t j)
{
	const struct cell *p = a->cell + a->start[i];
	const struct cell *q = a->cell + a->start[j];
	const struct cell *p_end = a->cell + a->start[i + 1];
	const struct cell *q_end = a->cell + a->start[j + 1];
	double sum = 0;
	size_t left = a->m->V;
	for (; p < p_end || q < q_end; left--) {
		uint32_t v = p < p_end ? p->word : UINT32_MAX;
		uint32_t w = q < q_end ? q->word : UINT32_MAX;
		double one = v <= w ? p++->phi : a->floor[i];
		double other = w <= v ? q++->phi : a->floor[j];
		sum += term((one + other) / 2);
	}
	sum += (double)left * term((a->floor[i] + a->floor[j]) / 2);
	return fmax(sum - (a->entropy[i] + a->entropy[j]) / 2, 0);
}

static void fill_rows(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct mapping *a = ctx;
	size_t K = a->m->K;
	(void)shard;
	for (size_t i = begin; i < end; i++)
		for (size_t j = 0; j < i; j++)
			a->distance[i * K + j] =
			    divergence(a, (uint32_t)i, (uint32_t)j);
}

/* B = -1/2 C D^2 C, where C takes the mean off: rows and columns sum to 0. */
static void centre(double *d, size_t K)
{
	double *mean = qn_calloc(K, sizeof *mean), all = 0;
	for (size_t i = 0; i < K; i++)
		for (size_t j = 0; j <= i; j++)
			d[i * K + j] = d[j * K + i] =
			    d[i * K + j] * d[i * K + j];
	for (size_t i = 0; i < K; i++) {
		for (size_t j = 0; j < K; j++)
			mean[i] += d[i * K + j] / (double)K;
		all += mean[i] / (double)K;
	}
	for (size_t i = 0; i < K; i++)
		for (size_t j = 0; j < K; j++)
			d[i * K + j] =
			    -(d[i * K + j] - mean[i] - mean[j] + all) / 2;
	free(mean);
}

/* An axis: the eigenvector times the root of its value, if that is above 0. */
static double *axis(const double *vector, double value, size_t K)
{
	double *to = qn_calloc(K, sizeof *to);
	size_t largest = 0;
	for (size_t i = 0; i < K; i++)
		if (fabs(vector[i]) > fabs(vector[largest]) * (1 + 1e-9))
			largest = i;
	double scale = value > 1e-12 ? sqrt(value) : 0;
	for (size_t i = 0; i < K; i++)
		to[i] = vector[largest] < 0 ? -vector[i] * scale
		                            : vector[i] * scale;
	return to;
}

static bool place(struct qn_lda_map *map, double *distance, size_t K,
                  struct qn_err *e)
{
	double *value = qn_malloc(K, sizeof *value);
	size_t second = K > 1 ? K - 2 : 0; /* one topic: 0, as the first is */
	centre(distance, K);
	bool ok = qn_blas_eigen(K, distance, value) ||
	          qn_fail(e, "distances of topics without a solution");
	if (ok) {
		map->x = axis(distance + (K - 1) * K, value[K - 1], K);
		map->y = axis(distance + second * K, value[second], K);
	}
	free(value);
	return ok;
}

bool qn_lda_map_init(struct qn_lda_map *map, const struct qn_lda_model *m,
                     struct qn_pool *pool, struct qn_err *e)
{
	size_t K = m->K;
	*map = (struct qn_lda_map){.x = NULL};
	if (K > QN_LDA_MAP_MOST)
		return qn_fail(e, "a map of %zu topics; %d is the most", K,
		               QN_LDA_MAP_MOST);
	struct mapping a = {.m = m};
	a.start = qn_calloc(K + 1, sizeof *a.start);
	a.floor = qn_malloc(K, sizeof *a.floor);
	a.entropy = qn_malloc(K, sizeof *a.entropy);
	a.cell = qn_big_alloc(m->start[m->V], sizeof *a.cell, "topics", e);
	a.distance = qn_big_alloc(K * K, sizeof *a.distance, "distances", e);
	if (!e->failed) {
		turn_around(&a);
		find_entropies(&a);
		qn_pool_for(pool, K, SHARDS, fill_rows, &a);
		place(map, a.distance, K, e);
	}
	qn_big_free(a.distance);
	qn_big_free(a.cell);
	free(a.entropy);
	free(a.floor);
	free(a.start);
	return !e->failed;
}

void qn_lda_map_release(struct qn_lda_map *map)
{
	free(map->x);
	free(map->y);
}
