/* SPDX-License-Identifier: MIT */
/*
 * hnswscore.c -- the scores of rows, from floats and in double precision.
 */
#include "embed/hnswstore.h"

#include <math.h>

#define LINE 64 /* bytes of a cache line */

/* In lanes of a fixed number, so that every processor gets the same sums. */
enum { LANES = 8 };

static double sum_lanes(const double *sum)
{
	return ((sum[0] + sum[1]) + (sum[2] + sum[3])) +
	       ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

static double sum_products(const float *a, const float *b, size_t n)
{
	double sum[LANES] = {0};
	size_t j = 0;
	for (; j + LANES <= n; j += LANES)
		for (size_t q = 0; q < LANES; q++)
			sum[q] += (double)a[j + q] * (double)b[j + q];
	for (size_t q = 0; j < n; j++, q++)
		sum[q] += (double)a[j] * (double)b[j];
	return sum_lanes(sum);
}

static double square(float a, float b)
{
	double d = (double)a - (double)b;
	return d * d;
}

static double sum_squares(const float *a, const float *b, size_t n)
{
	double sum[LANES] = {0};
	size_t j = 0;
	for (; j + LANES <= n; j += LANES)
		for (size_t q = 0; q < LANES; q++)
			sum[q] += square(a[j + q], b[j + q]);
	for (size_t q = 0; j < n; j++, q++)
		sum[q] += square(a[j], b[j]);
	return sum_lanes(sum);
}

double qn_store_length(const float *x, int dim)
{
	return sqrt(sum_products(x, x, (size_t)dim));
}

bool qn_store_is_exact(const struct qn_store *s)
{
	return s->storage == QN_HNSW_F32 && !s->coded;
}

static const float *original(const struct qn_store *s, size_t id)
{
	size_t low = 0, high = s->runs;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (s->run[middle].first <= id)
			low = middle;
		else
			high = middle;
	}
	const struct qn_originals *run = &s->run[low];
	return run->rows + (id - run->first) * run->stride;
}

const float *qn_store_exact(const struct qn_store *s, size_t id)
{
	if (s->storage == QN_HNSW_F32)
		return qn_table_row(&s->rows, id);
	return original(s, id);
}

void qn_store_fetch(const struct qn_store *s, size_t id)
{
	const char *row = (const char *)qn_store_exact(s, id);
	for (size_t at = 0; at < (size_t)s->dim * sizeof(float); at += LINE)
		__builtin_prefetch(row + at);
}

float qn_store_score(const struct qn_store *s, const struct qn_probe *p,
                     size_t id)
{
	const float *x = qn_store_exact(s, id);
	size_t dim = (size_t)s->dim;
	if (s->metric == QN_L2)
		return 0 - (float)sum_squares(p->vector, x, dim);
	double dot = sum_products(p->vector, x, dim);
	/* Rows kept as floats have length 1 or 0. */
	if (s->metric == QN_DOT || s->storage == QN_HNSW_F32)
		return (float)dot;
	double size = s->storage == QN_HNSW_INT8
	                  ? (double)qn_codes_length(&s->codes, id)
	                  : qn_store_length(x, s->dim);
	return size > 0 && isfinite(size) ? (float)(dot / size) : 0;
}
