/* SPDX-License-Identifier: MIT */
/*
 * vecnative.c -- vectors in a safetensors file: "vectors" F32 [n][dim] and
 * the list "words".  The rows are used where they are mapped.
 */
#include "embed/vecio.h"

#include <limits.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/tensors.h"

/* The tensor of rows, its shape checked against the list of words. */
static const struct qn_tensor *find_rows(const struct qn_tensors *t,
                                         struct qn_err *e)
{
	const struct qn_tensor *rows =
	    qn_tensors_find(t, "vectors", QN_F32, 2, e);
	const struct qn_tensor *offsets =
	    qn_tensors_find(t, "words.offsets", QN_I64, 1, e);
	if (e->failed)
		return NULL;
	if (!rows->count || rows->shape[1] > INT_MAX)
		qn_fail(e, "%s: holds no vectors", t->name);
	else if (offsets->count != rows->shape[0] + 1)
		qn_fail(e, "%s: %zu vectors, but a list of %zu words", t->name,
		        rows->shape[0],
		        offsets->count ? offsets->count - 1 : 0);
	return e->failed ? NULL : rows;
}

/* Where the file has the rows at an odd address, they are copied. */
static struct qn_vectors *copy_rows(const struct qn_tensor *rows, size_t n,
                                    struct qn_err *e)
{
	size_t dim = rows->shape[1];
	struct qn_vectors *v = qn_vectors_new(n, (int)dim, e);
	const float *from = rows->data;
	for (size_t i = 0; v && i < n; i++)
		memcpy(v->owned + i * v->stride, from + i * dim,
		       dim * sizeof *from);
	return v;
}

static struct qn_vectors *borrow_rows(const struct qn_tensor *rows, size_t n)
{
	struct qn_vectors *v = qn_calloc(1, sizeof *v);
	v->n = n;
	v->dim = (int)rows->shape[1];
	v->stride = rows->shape[1];
	v->rows = rows->data;
	return v;
}

struct qn_vectors *qn_vecnative_read(struct qn_vecsource *s, struct qn_err *e)
{
	struct qn_tensors *t = qn_tensors_take(s->file, s->name, e);
	s->file = NULL;
	const struct qn_tensor *rows = t ? find_rows(t, e) : NULL;
	struct qn_vectors *v = NULL;
	if (rows) {
		size_t n =
		    rows->shape[0] < s->limit ? rows->shape[0] : s->limit;
		v = rows->copy ? copy_rows(rows, n, e) : borrow_rows(rows, n);
	}
	if (v && qn_words_read(t, "words", v->n, &v->words, e)) {
		v->map = qn_tensors_detach(t);
		return v;
	}
	qn_vectors_free(v);
	qn_tensors_close(t);
	return NULL;
}

bool qn_vecnative_write(const struct qn_vectors *v, const char *path,
                        struct qn_err *e)
{
	struct qn_tensors_out *out = qn_tensors_create(path, "vectors");
	size_t shape[2] = {v->n, (size_t)v->dim};
	qn_tensors_out_declare(out, "vectors", QN_F32, 2, shape);
	qn_words_declare(out, "words", &v->words, v->n);
	for (size_t i = 0; i < v->n; i++)
		qn_tensors_out_write(out, qn_vectors_row(v, i),
		                     (size_t)v->dim * sizeof(float));
	qn_words_write(out, &v->words, v->n);
	return qn_tensors_finish(out, e);
}
