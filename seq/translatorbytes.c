/* SPDX-License-Identifier: MIT */
/*
 * translatorbytes.c -- see translatorbytes.h.
 */
#include "seq/translatorbytes.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/tensorname.h"
#include "seq/packed.h"

/* Rows of a matrix. */
static size_t rows_of(const struct qn_param *p)
{
	return p->groups * p->rows;
}

/* Floats of a vector. */
static size_t count_of(const struct qn_param *p)
{
	return rows_of(p) * p->columns;
}

size_t qn_params_count_bytes(const struct qn_params *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct qn_param *q = &p->param[i];
		n += count_of(q) + (q->flat ? 0 : rows_of(q));
	}
	return n;
}

void qn_params_declare_bytes(const struct qn_params *p,
                             struct qn_tensors_out *out)
{
	struct qn_tensor_name name = {""};
	for (size_t i = 0; i < p->n; i++) {
		const struct qn_param *q = &p->param[i];
		size_t n = count_of(q), shape[2] = {rows_of(q), q->columns};
		if (q->flat)
			qn_tensors_out_declare(out, q->name, QN_F32, 1, &n);
		else
			qn_tensors_out_declare(
			    out, qn_tensor_named(&name, q->name, ".scale"),
			    QN_F32, 1, shape);
	}
	for (size_t i = 0; i < p->n; i++) {
		const struct qn_param *q = &p->param[i];
		size_t shape[2] = {rows_of(q), q->columns};
		if (!q->flat)
			qn_tensors_out_declare(out, q->name, QN_I8, 2, shape);
	}
}

static void write_scales(const struct qn_param *p, const float *slab,
                         struct qn_tensors_out *out)
{
	int8_t *row = qn_malloc(p->columns, sizeof *row);
	for (size_t r = 0; r < rows_of(p); r++) {
		float scale =
		    qn_bytes_of(row, slab + p->at + r * p->columns, p->columns);
		qn_tensors_out_write(out, &scale, sizeof scale);
	}
	free(row);
}

static void write_rows(const struct qn_param *p, const float *slab,
                       struct qn_tensors_out *out)
{
	int8_t *row = qn_malloc(p->columns, sizeof *row);
	for (size_t r = 0; r < rows_of(p); r++) {
		qn_bytes_of(row, slab + p->at + r * p->columns, p->columns);
		qn_tensors_out_write(out, row, p->columns);
	}
	free(row);
}

void qn_params_write_bytes(const struct qn_params *p, const float *slab,
                           struct qn_tensors_out *out)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct qn_param *q = &p->param[i];
		if (q->flat)
			qn_tensors_out_write(out, slab + q->at,
			                     count_of(q) * sizeof *slab);
		else
			write_scales(q, slab, out);
	}
	for (size_t i = 0; i < p->n; i++)
		if (!p->param[i].flat)
			write_rows(&p->param[i], slab, out);
}

static bool read_matrix(const struct qn_param *p, float *slab,
                        const struct qn_tensors *t, struct qn_err *e)
{
	struct qn_tensor_name name = {""};
	const struct qn_tensor *x = qn_tensors_find(t, p->name, QN_I8, 2, e);
	const struct qn_tensor *s = qn_tensors_find(
	    t, qn_tensor_named(&name, p->name, ".scale"), QN_F32, 1, e);
	if (!x || !s)
		return false;
	if (x->shape[0] != rows_of(p) || x->shape[1] != p->columns ||
	    s->shape[0] != rows_of(p))
		return qn_fail(e,
		               "%s: %s is not of the shape that it should "
		               "have",
		               t->name, p->name);
	const int8_t *from = x->data;
	const float *scale = s->data;
	float *to = slab + p->at;
	for (size_t r = 0; r < rows_of(p); r++)
		for (size_t c = 0; c < p->columns; c++)
			*to++ = scale[r] * (float)*from++;
	return true;
}

static bool read_vector(const struct qn_param *p, float *slab,
                        const struct qn_tensors *t, struct qn_err *e)
{
	const struct qn_tensor *x = qn_tensors_find(t, p->name, QN_F32, 1, e);
	if (!x)
		return false;
	if (x->count != count_of(p))
		return qn_fail(e, "%s: %s does not fit", t->name, p->name);
	memcpy(slab + p->at, x->data, x->bytes);
	return true;
}

bool qn_params_read_bytes(const struct qn_params *p, float *slab,
                          const struct qn_tensors *t, struct qn_err *e)
{
	for (size_t i = 0; i < p->n; i++)
		if (!(p->param[i].flat ? read_vector
		                       : read_matrix)(&p->param[i], slab, t, e))
			return false;
	return true;
}
