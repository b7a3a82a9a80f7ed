/* SPDX-License-Identifier: MIT */
/*
 * params.c -- see params.h.
 */
#include "seq/params.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define ALIGN   16 /* floats of a cache line */
#define LONGEST 80

size_t qn_params_add(struct qn_params *p, const struct qn_param *param,
                     const char *name, ...)
{
	struct qn_param q = *param;
	va_list ap;
	va_start(ap, name);
	vsnprintf(q.name, sizeof q.name, name, ap);
	va_end(ap);
	if (!q.rows_room)
		q.rows_room = q.rows;
	if (!q.columns_room)
		q.columns_room = q.columns;
	q.at = p->total;
	size_t n = q.groups * q.rows_room * q.columns_room;
	p->total += (n + ALIGN - 1) / ALIGN * ALIGN;
	p->param = qn_realloc(p->param, p->n + 1, sizeof *p->param);
	p->param[p->n++] = q;
	return q.at;
}

void qn_params_release(struct qn_params *p)
{
	free(p->param);
	*p = (struct qn_params){0};
}

static size_t count(const struct qn_param *p)
{
	return p->groups * p->rows * p->columns;
}

size_t qn_params_count(const struct qn_params *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->n; i++)
		n += count(&p->param[i]);
	return n;
}

/* --- files ---------------------------------------------------------------- */

static void name_of(char name[LONGEST], const char *prefix,
                    const struct qn_param *p)
{
	snprintf(name, LONGEST, "%s%s", prefix, p->name);
}

/* Its dimensions in a file; how many. */
static int shape_of(const struct qn_param *p, size_t shape[2])
{
	shape[0] = p->flat ? count(p) : p->groups * p->rows;
	shape[1] = p->columns;
	return p->flat ? 1 : 2;
}

void qn_params_declare(const struct qn_params *p, const char *prefix,
                       struct qn_tensors_out *out)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct qn_param *q = &p->param[i];
		size_t shape[2];
		char name[LONGEST];
		name_of(name, prefix, q);
		qn_tensors_out_declare(out, name, QN_F32, shape_of(q, shape),
		                       shape);
	}
}

void qn_params_write(const struct qn_params *p, const float *slab,
                     struct qn_tensors_out *out)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct qn_param *q = &p->param[i];
		for (size_t r = 0; r < q->groups * q->rows; r++)
			qn_tensors_out_write(out,
			                     qn_param_row(q, (float *)slab, r),
			                     q->columns * sizeof *slab);
	}
}

static bool read_one(const struct qn_param *p, const char *prefix, float *slab,
                     const struct qn_tensors *t, struct qn_err *e)
{
	char name[LONGEST];
	name_of(name, prefix, p);
	size_t shape[2];
	int rank = shape_of(p, shape);
	const struct qn_tensor *x = qn_tensors_find(t, name, QN_F32, rank, e);
	if (!x)
		return false;
	if (memcmp(x->shape, shape, (size_t)rank * sizeof *shape) != 0)
		return qn_fail(e,
		               "%s: %s is not of the shape that it should "
		               "have",
		               t->name, name);
	const float *from = x->data;
	for (size_t r = 0; r < p->groups * p->rows; r++, from += p->columns)
		memcpy(qn_param_row(p, slab, r), from,
		       p->columns * sizeof *slab);
	return true;
}

bool qn_params_read(const struct qn_params *p, const char *prefix, float *slab,
                    const struct qn_tensors *t, struct qn_err *e)
{
	for (size_t i = 0; i < p->n; i++)
		if (!read_one(&p->param[i], prefix, slab, t, e))
			return false;
	return true;
}
