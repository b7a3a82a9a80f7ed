/* SPDX-License-Identifier: MIT */
/*
 * vectors.c -- making, finding and normalising rows.
 */
#include "embed/vectors.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/input.h"

#define PAD 16 /* floats: a cache line, the widest vector register */

struct qn_vectors *qn_vectors_new(size_t n, int dim, struct qn_err *e)
{
	size_t floats;
	assert(dim >= 1);
	size_t stride = ((size_t)dim + PAD - 1) / PAD * PAD;
	if (e->failed || !qn_mul_size(n, stride, "vectors", &floats, e))
		return NULL;
	float *rows = qn_big_alloc(floats, sizeof *rows, "vectors", e);
	if (!rows)
		return NULL;
	struct qn_vectors *v = qn_calloc(1, sizeof *v);
	v->n = v->room = n;
	v->dim = dim;
	v->stride = stride;
	v->rows = v->owned = rows;
	return v;
}

void qn_vectors_free(struct qn_vectors *v)
{
	if (!v)
		return;
	qn_map_release(&v->words);
	qn_big_free(v->owned);
	if (v->map)
		qn_bytes_release(v->map);
	free(v->map);
	free(v);
}

const float *qn_vectors_find(const struct qn_vectors *v, struct qn_slice word)
{
	uint32_t id = qn_map_find(&v->words, word);
	return id == QN_MAP_NONE ? NULL : qn_vectors_row(v, id);
}

void qn_unit(float *x, int dim)
{
	double square = 0;
	for (int i = 0; i < dim; i++)
		square += (double)x[i] * x[i];
	bool any = square > 0 && isfinite(square);
	double scale = any ? 1 / sqrt(square) : 0;
	for (int i = 0; i < dim; i++)
		x[i] = any ? (float)(x[i] * scale) : 0;
}

struct qn_vectors *qn_vectors_unit(const struct qn_vectors *v, struct qn_err *e)
{
	struct qn_vectors *u = qn_vectors_new(v->n, v->dim, e);
	if (!u)
		return NULL;
	for (size_t i = 0; i < v->n; i++) {
		qn_map_add(&u->words, qn_map_string(&v->words, (uint32_t)i));
		float *row = u->owned + i * u->stride;
		memcpy(row, qn_vectors_row(v, i), (size_t)v->dim * sizeof *row);
		qn_unit(row, v->dim);
	}
	return u;
}
