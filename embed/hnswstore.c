/* SPDX-License-Identifier: MIT */
/*
 * hnswstore.c -- see hnswstore.h.
 */
#include "embed/hnswstore.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/half.h"
#include "base/mem.h"

#define LINE 64 /* bytes of a cache line: rows begin with one */

static qn_rows_fn *choose_kernel(const struct qn_store *s)
{
	const struct qn_kern *kern = qn_kern();
	if (s->storage == QN_HNSW_F16)
		return s->metric == QN_L2 ? kern->half_square : kern->half_dot;
	return s->metric == QN_L2 ? kern->rows_square : kern->rows_dot;
}

void qn_store_init(struct qn_store *s, const struct qn_hnsw_options *o, int dim)
{
	size_t size = o->storage == QN_HNSW_F16 ? 2 : sizeof(float);
	s->metric = o->metric;
	s->storage = o->storage;
	s->dim = dim;
	s->rows.size = ((size_t)dim * size + LINE - 1) / LINE * LINE;
	s->width = s->rows.size / size;
	s->compare = choose_kernel(s);
	s->coded = o->storage == QN_HNSW_INT8;
	qn_codes_init(&s->codes, o->metric, dim);
}

void qn_store_release(struct qn_store *s)
{
	qn_table_release(&s->rows);
	qn_codes_release(&s->codes);
	free(s->run);
}

void qn_probe_init(struct qn_probe *p, const struct qn_store *s)
{
	p->vector = qn_big_calloc(s->width, sizeof *p->vector);
	p->code.byte = qn_big_calloc(s->codes.width, 1);
}

void qn_probe_release(struct qn_probe *p)
{
	qn_big_free(p->vector);
	qn_big_free(p->code.byte);
}

/* --- rows in -------------------------------------------------------------- */

static bool check_finite(const struct qn_store *s, const float *rows, size_t n,
                         size_t stride, struct qn_err *e)
{
	for (size_t i = 0; i < n; i++) {
		float sum = 0;
		for (int j = 0; j < s->dim; j++)
			sum += rows[i * stride + (size_t)j] * 0;
		if (sum != 0 || isnan(sum))
			return qn_fail(e,
			               "vector %zu holds a number that is "
			               "not finite; only the cosine can do "
			               "without it",
			               s->n + i);
	}
	return !e->failed;
}

/* --- one vector at a time ------------------------------------------------- */

/* What the metric makes of a vector; what is not finite becomes 0. */
static void prepare(const struct qn_store *s, const float *from, float *to)
{
	memcpy(to, from, (size_t)s->dim * sizeof *to);
	if (s->metric == QN_COSINE)
		qn_unit(to, s->dim);
	else
		for (int j = 0; j < s->dim; j++)
			if (!isfinite(to[j]))
				to[j] = 0;
}

static void add_to(double *sum, const float *x, int dim)
{
	for (int j = 0; j < dim; j++)
		sum[j] += (double)x[j];
}

/* The mean of the rows there are and n more; the caller frees it. */
static float *find_centre(const struct qn_store *s, const float *rows, size_t n,
                          size_t stride)
{
	double *sum = qn_calloc((size_t)s->dim, sizeof *sum);
	float *x = qn_calloc((size_t)s->dim, sizeof *x);
	for (size_t id = 0; id < s->n; id++)
		add_to(sum, qn_table_row(&s->rows, id), s->dim);
	for (size_t i = 0; i < n; i++) {
		prepare(s, rows + i * stride, x);
		add_to(sum, x, s->dim);
	}
	for (int j = 0; j < s->dim; j++)
		x[j] = (float)(sum[j] / (double)(s->n + n));
	free(sum);
	return x;
}

void qn_store_borrow(struct qn_store *s, const float *rows, size_t stride,
                     size_t first)
{
	s->run = qn_realloc(s->run, s->runs + 1, sizeof *s->run);
	s->run[s->runs++] = (struct qn_originals){rows, stride, first};
}

/* Whether floats get codes with the next n rows. */
static bool gets_codes(const struct qn_store *s, size_t n)
{
	return s->storage == QN_HNSW_F32 && !s->coded &&
	       s->rows.size >= QN_STORE_LINES * LINE && s->n < QN_STORE_ROWS &&
	       s->n + n >= QN_STORE_ROWS;
}

bool qn_store_reserve(struct qn_store *s, size_t more, struct qn_err *e)
{
	if (s->storage != QN_HNSW_INT8)
		qn_table_reserve(&s->rows, more, e);
	if (s->coded)
		qn_table_reserve(&s->codes.rows, more, e);
	return !e->failed;
}

void qn_store_count(struct qn_store *s, size_t n)
{
	s->n = n;
	s->rows.n = s->storage != QN_HNSW_INT8 ? n : 0;
	s->codes.rows.n = s->coded ? n : 0;
}

bool qn_store_begin_codes(struct qn_store *s, const float *centre, size_t more,
                          struct qn_err *e)
{
	if (!qn_table_reserve(&s->codes.rows, s->n + more, e))
		return false;
	qn_codes_set_centre(&s->codes, centre);
	s->coded = true;
	qn_store_code(s, 0, s->n);
	qn_store_count(s, s->n);
	return true;
}

bool qn_store_expect(struct qn_store *s, const float *rows, size_t n,
                     size_t stride, struct qn_err *e)
{
	if (s->metric != QN_COSINE && !check_finite(s, rows, n, stride, e))
		return false;
	if (!qn_store_reserve(s, n, e) || n == 0)
		return !e->failed;
	bool begins =
	    s->storage == QN_HNSW_INT8 ? !s->codes.centre : gets_codes(s, n);
	if (begins) {
		float *centre = find_centre(s, rows, n, stride);
		qn_store_begin_codes(s, centre, n, e);
		free(centre);
	}
	if (s->storage != QN_HNSW_F32)
		qn_store_borrow(s, rows, stride, s->n);
	return !e->failed;
}

void qn_store_code(struct qn_store *s, size_t from, size_t to)
{
	for (size_t id = from; id < to; id++) {
		const float *x = qn_table_row(&s->rows, id);
		qn_codes_put(&s->codes, id, x, 1);
	}
}

void qn_store_drop_codes(struct qn_store *s)
{
	s->coded = false;
	qn_codes_release(&s->codes);
}

void qn_store_put(struct qn_store *s, size_t id, const float *row)
{
	if (s->storage == QN_HNSW_F32) {
		prepare(s, row, qn_table_at(&s->rows, id));
		if (s->coded)
			qn_store_code(s, id, id + 1);
		return;
	}
	float *x = qn_malloc((size_t)s->dim, sizeof *x);
	prepare(s, row, x);
	if (s->storage == QN_HNSW_F16) {
		uint16_t *to = qn_table_at(&s->rows, id);
		for (int j = 0; j < s->dim; j++)
			to[j] = qn_half(x[j]);
	} else {
		qn_codes_put(&s->codes, id, x,
		             (float)qn_store_length(row, s->dim));
	}
	free(x);
}

/* --- distances ------------------------------------------------------------ */

void qn_store_aim(const struct qn_store *s, struct qn_probe *p,
                  const float *vector)
{
	size_t dim = (size_t)s->dim;
	prepare(s, vector, p->vector);
	memset(p->vector + dim, 0, (s->width - dim) * sizeof *p->vector);
	if (s->coded)
		qn_codes_aim(&s->codes, &p->code, p->vector);
}

void qn_store_aim_row(const struct qn_store *s, struct qn_probe *p, size_t id)
{
	if (s->coded) {
		qn_codes_aim_row(&s->codes, &p->code, id);
		return;
	}
	const void *row = qn_table_row(&s->rows, id);
	if (s->storage == QN_HNSW_F32)
		memcpy(p->vector, row, s->rows.size);
	else
		for (size_t j = 0; j < s->width; j++)
			p->vector[j] =
			    qn_half_float(((const uint16_t *)row)[j]);
}

void qn_store_distances(const struct qn_store *s, const struct qn_probe *p,
                        const uint32_t *id, size_t n, float *to)
{
	if (s->coded) {
		qn_codes_distances(&s->codes, &p->code, id, n, to);
		return;
	}
	const struct qn_rows rows = {.rows = s->rows.rows,
	                             .stride = s->rows.size,
	                             .width = s->width,
	                             .id = id,
	                             .n = n};
	s->compare(p->vector, &rows, to);
	if (s->metric != QN_L2)
		for (size_t i = 0; i < n; i++)
			to[i] = -to[i];
}
