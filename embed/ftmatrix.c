/* SPDX-License-Identifier: MIT */
/*
 * ftmatrix.c -- rows of a fastText matrix wherever they are.
 *
 * fastText fills its matrix from one sequential stream, cut into ten blocks
 * of which `-thread n` fills the first n only; here a row is drawn from a
 * stream of its own, so that one which no training touched need not be kept.
 */
#include "embed/ftmatrix.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/kern.h"
#include "base/mem.h"
#include "base/rng.h"
#include "embed/ftdict.h"

bool qn_ft_matrix_init(struct qn_ft_matrix *m, size_t rows, int dim,
                       struct qn_err *e)
{
	size_t stride = qn_row_stride(dim), floats;
	*m = (struct qn_ft_matrix){.rows = rows, .dim = dim, .stride = stride};
	if (!qn_mul_size(rows, stride, "a fastText matrix", &floats, e))
		return false;
	m->owned =
	    qn_big_alloc(floats, sizeof *m->owned, "a fastText matrix", e);
	m->data = m->owned;
	return !e->failed;
}

void qn_ft_matrix_release(struct qn_ft_matrix *m)
{
	qn_big_free(m->owned);
	free(m->owned_place);
	qn_ft_quant_free(m->quant);
	*m = (struct qn_ft_matrix){0};
}

/* Two numbers of 32 bits out of 64 random ones. */
void qn_ft_initial_row(uint64_t seed, size_t row, int dim, float *to)
{
	struct qn_rng rng = qn_rng_new(seed, row);
	const float scale = (float)(0x1p-31 / dim);
	int j = 0;
	for (; j + 2 <= dim; j += 2) {
		uint64_t bits = qn_rng_next(&rng);
		to[j] = (float)(int32_t)bits * scale;
		to[j + 1] = (float)(int32_t)(bits >> 32) * scale;
	}
	if (j < dim)
		to[j] = (float)(int32_t)qn_rng_next(&rng) * scale;
}

const qn_ft_loose *qn_ft_matrix_row(const struct qn_ft_matrix *m, size_t i,
                                    float *scratch)
{
	assert(i < m->rows);
	if (m->quant)
		qn_ft_quant_row(m->quant, i, scratch);
	else if (!m->place)
		return m->data + i * m->stride;
	else if (m->place[i] != QN_FT_NONE)
		return m->data + m->place[i] * m->stride;
	else
		qn_ft_initial_row(m->seed, i, m->dim, scratch);
	return scratch;
}

#define AHEAD 8 /* rows, whose places are all over */

void qn_ft_matrix_copy(const struct qn_ft_matrix *m, size_t i, size_t n,
                       float *to)
{
	size_t dim = (size_t)m->dim, end = i + n;
	assert(end <= m->rows);
	for (; i < end; i++, to += dim) {
		if (m->place && i + AHEAD < end &&
		    m->place[i + AHEAD] != QN_FT_NONE)
			__builtin_prefetch(m->data +
			                   m->place[i + AHEAD] * m->stride);
		const qn_ft_loose *row = qn_ft_matrix_row(m, i, to);
		if (row != to)
			memcpy(to, row, dim * sizeof *to);
	}
}

float qn_ft_row_norm(const struct qn_ft_matrix *m, size_t i, float *scratch)
{
	const qn_ft_loose *row = qn_ft_matrix_row(m, i, scratch);
	double sum = 0;
	for (int j = 0; j < m->dim; j++)
		sum += (double)(row[j] * row[j]);
	return (float)sqrt(sum);
}

void qn_ft_matrix_add(const struct qn_ft_matrix *m, size_t i, float *x,
                      float *scratch)
{
	const qn_ft_loose *row = qn_ft_matrix_row(m, i, scratch);
	for (int j = 0; j < m->dim; j++)
		x[j] += row[j];
}
