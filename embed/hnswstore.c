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

#define LINE 64     /* bytes of a cache line: rows begin with one */
#define MOST 127.0f /* size of a byte */

/* The end of a row of bytes. */
struct tail {
	float length, bias, scale;
};

static struct tail read_tail(const struct qn_store *s, size_t id)
{
	struct tail t;
	const char *row = qn_table_row(&s->rows, id);
	memcpy(&t, row + s->width - sizeof t, sizeof t);
	return t;
}

static size_t element_size(enum qn_hnsw_storage storage)
{
	return storage == QN_HNSW_F32 ? 4 : storage == QN_HNSW_F16 ? 2 : 1;
}

static qn_rows_fn *choose_kernel(const struct qn_store *s)
{
	const struct qn_kern *kern = qn_kern();
	bool square = s->metric == QN_L2;
	switch (s->storage) {
	case QN_HNSW_F32:
		return square ? kern->rows_square : kern->rows_dot;
	case QN_HNSW_F16:
		return square ? kern->half_square : kern->half_dot;
	default:
		return kern->bytes_dot;
	}
}

void qn_store_init(struct qn_store *s, const struct qn_hnsw_options *o, int dim)
{
	size_t size = element_size(o->storage);
	size_t tail = o->storage == QN_HNSW_INT8 ? sizeof(struct tail) : 0;
	s->metric = o->metric;
	s->storage = o->storage;
	s->dim = dim;
	s->rows.size = ((size_t)dim * size + tail + LINE - 1) / LINE * LINE;
	s->width = s->rows.size / size;
	s->compare = choose_kernel(s);
	if (o->storage == QN_HNSW_INT8)
		s->centre = qn_calloc((size_t)dim, sizeof *s->centre);
}

void qn_store_release(struct qn_store *s)
{
	qn_table_release(&s->rows);
	free(s->centre);
	free(s->run);
}

static size_t probe_size(const struct qn_store *s)
{
	return s->width * (s->storage == QN_HNSW_INT8 ? 1 : sizeof(float));
}

void qn_probe_init(struct qn_probe *p, const struct qn_store *s)
{
	p->x = qn_big_calloc(probe_size(s), 1);
	p->vector = s->storage == QN_HNSW_INT8
	                ? qn_calloc((size_t)s->dim, sizeof *p->vector)
	                : p->x;
}

void qn_probe_release(struct qn_probe *p)
{
	if (p->vector != p->x)
		free(p->vector);
	qn_big_free(p->x);
}

/* --- rows in ----------------------------------------------------------------- */

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
			               s->rows.n + i);
	}
	return !e->failed;
}

/* --- one vector at a time ---------------------------------------------------- */

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

static double sum_squares(const float *a, const float *b, size_t n)
{
	double sum[LANES] = {0};
	for (size_t j = 0; j < n; j++) {
		double d = (double)a[j] - (double)b[j];
		sum[j % LANES] += d * d;
	}
	return sum_lanes(sum);
}

static double length(const float *x, size_t n)
{
	return sqrt(sum_products(x, x, n));
}

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

static void find_centre(struct qn_store *s, const float *rows, size_t n,
                        size_t stride)
{
	double *sum = qn_calloc((size_t)s->dim, sizeof *sum);
	float *x = qn_calloc((size_t)s->dim, sizeof *x);
	for (size_t i = 0; i < n; i++) {
		prepare(s, rows + i * stride, x);
		for (int j = 0; j < s->dim; j++)
			sum[j] += (double)x[j];
	}
	for (int j = 0; j < s->dim; j++)
		s->centre[j] = (float)(sum[j] / (double)n);
	s->centred = true;
	free(x);
	free(sum);
}

void qn_store_borrow(struct qn_store *s, const float *rows, size_t stride,
                     size_t first)
{
	s->run = qn_realloc(s->run, s->runs + 1, sizeof *s->run);
	s->run[s->runs++] = (struct qn_originals){rows, stride, first};
}

bool qn_store_expect(struct qn_store *s, const float *rows, size_t n,
                     size_t stride, struct qn_err *e)
{
	if (s->metric != QN_COSINE && !check_finite(s, rows, n, stride, e))
		return false;
	if (!qn_table_reserve(&s->rows, n, e))
		return false;
	if (s->storage == QN_HNSW_F32 || n == 0)
		return true;
	if (s->storage == QN_HNSW_INT8 && !s->centred)
		find_centre(s, rows, n, stride);
	qn_store_borrow(s, rows, stride, s->rows.n);
	return true;
}

/* The bytes of x [dim] less the centre; bias and scale of the tail. */
static void encode(const struct qn_store *s, const float *x, int8_t *byte,
                   struct tail *t)
{
	const float *centre = s->centre;
	float most = 0, sum = 0;
	for (int j = 0; j < s->dim; j++) {
		float size = fabsf(x[j] - centre[j]);
		most = size > most ? size : most;
	}
	float up = most > 0 ? MOST / most : 0;
	for (int j = 0; j < s->dim; j++) {
		float value = (x[j] - centre[j]) * up;
		/* From a damaged file it may come out as anything. */
		value = value < MOST ? value : MOST;
		value = value > -MOST ? value : -MOST;
		byte[j] = (int8_t)(value + (value < 0 ? -0.5f : 0.5f));
		sum += s->metric == QN_DOT ? centre[j] * byte[j]
		                           : (float)(byte[j] * byte[j]);
	}
	t->scale = most / MOST;
	t->bias = s->metric == QN_DOT ? -sum * t->scale
	                              : sum / 2 * t->scale * t->scale;
}

void qn_store_put(struct qn_store *s, size_t id, const float *row)
{
	void *to = qn_table_at(&s->rows, id);
	if (s->storage == QN_HNSW_F32) {
		prepare(s, row, to);
		return;
	}
	float *x = qn_malloc((size_t)s->dim, sizeof *x);
	prepare(s, row, x);
	if (s->storage == QN_HNSW_F16) {
		for (int j = 0; j < s->dim; j++)
			((uint16_t *)to)[j] = qn_half(x[j]);
	} else {
		struct tail t = {.length = (float)length(row, (size_t)s->dim)};
		encode(s, x, to, &t);
		memcpy((int8_t *)to + s->width - sizeof t, &t, sizeof t);
	}
	free(x);
}

/* --- distances ------------------------------------------------------------------ */

void qn_store_aim(const struct qn_store *s, struct qn_probe *p,
                  const float *vector)
{
	memset(p->x, 0, probe_size(s));
	prepare(s, vector, p->vector);
	if (s->storage != QN_HNSW_INT8)
		return;
	struct tail t;
	encode(s, p->vector, p->x, &t);
	p->bias = t.bias;
	p->scale = t.scale;
}

void qn_store_aim_row(const struct qn_store *s, struct qn_probe *p, size_t id)
{
	const void *row = qn_table_row(&s->rows, id);
	switch (s->storage) {
	case QN_HNSW_F32:
		memcpy(p->x, row, s->rows.size);
		break;
	case QN_HNSW_F16:
		for (size_t j = 0; j < s->width; j++)
			((float *)p->x)[j] =
			    qn_half_float(((const uint16_t *)row)[j]);
		break;
	case QN_HNSW_INT8: {
		struct tail t = read_tail(s, id);
		memcpy(p->x, row, s->width - sizeof t);
		memset((int8_t *)p->x + s->width - sizeof t, 0, sizeof t);
		p->bias = t.bias;
		p->scale = t.scale;
		break;
	}
	}
}

void qn_store_distances(const struct qn_store *s, const struct qn_probe *p,
                        const uint32_t *id, size_t n, float *to)
{
	const struct qn_rows rows = {.rows = s->rows.rows,
	                             .stride = s->rows.size,
	                             .width = s->width,
	                             .id = id,
	                             .n = n};
	s->compare(p->x, &rows, to);
	if (s->storage == QN_HNSW_INT8)
		for (size_t i = 0; i < n; i++) {
			struct tail t = read_tail(s, id[i]);
			to[i] = p->bias + t.bias - to[i] * (p->scale * t.scale);
		}
	else if (s->metric != QN_L2)
		for (size_t i = 0; i < n; i++)
			to[i] = -to[i];
}

/* --- scores ----------------------------------------------------------------------- */

const float *qn_store_original(const struct qn_store *s, size_t id)
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

static const float *exact_row(const struct qn_store *s, size_t id)
{
	if (s->storage == QN_HNSW_F32)
		return qn_table_row(&s->rows, id);
	return qn_store_original(s, id);
}

void qn_store_fetch(const struct qn_store *s, size_t id)
{
	const char *row = (const char *)exact_row(s, id);
	for (size_t at = 0; at < (size_t)s->dim * sizeof(float); at += LINE)
		__builtin_prefetch(row + at);
}

float qn_store_score(const struct qn_store *s, const struct qn_probe *p,
                     size_t id)
{
	const float *x = exact_row(s, id);
	size_t dim = (size_t)s->dim;
	if (s->metric == QN_L2)
		return -(float)sum_squares(p->vector, x, dim);
	double dot = sum_products(p->vector, x, dim);
	/* Rows kept as floats have length 1 or 0. */
	if (s->metric == QN_DOT || s->storage == QN_HNSW_F32)
		return (float)dot;
	double size = s->storage == QN_HNSW_INT8
	                  ? (double)read_tail(s, id).length
	                  : length(x, dim);
	return size > 0 && isfinite(size) ? (float)(dot / size) : 0;
}
