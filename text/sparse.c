/* SPDX-License-Identifier: MIT */
/*
 * sparse.c -- three arrays, and the file they go to.
 */
#include "text/sparse.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/output.h"
#include "base/tensors.h"
#include "text/matrixmarket.h"
#include "text/svmlight.h"

bool qn_sparse_init(struct qn_sparse *m, size_t rows, uint32_t columns,
                    size_t cells, struct qn_err *e)
{
	*m = (struct qn_sparse){.rows = rows, .columns = columns};
	m->start = qn_big_alloc(rows + 1, sizeof *m->start, "a matrix", e);
	m->column = qn_big_alloc(cells, sizeof *m->column, "a matrix", e);
	m->value = qn_big_alloc(cells, sizeof *m->value, "a matrix", e);
	if (e->failed)
		qn_sparse_release(m);
	return !e->failed;
}

void qn_sparse_release(struct qn_sparse *m)
{
	qn_big_free(m->start);
	qn_big_free(m->column);
	qn_big_free(m->value);
	*m = (struct qn_sparse){.rows = 0};
}

bool qn_sparse_transpose(const struct qn_sparse *m, struct qn_sparse *t,
                         struct qn_err *e)
{
	size_t cells = qn_sparse_cells(m);
	if (m->rows > UINT32_MAX)
		return qn_fail(e, "a matrix of %zu rows is too large", m->rows);
	if (!qn_sparse_init(t, m->columns, (uint32_t)m->rows, cells, e))
		return false;
	for (size_t i = 0; i < cells; i++)
		t->start[m->column[i] + 1]++;
	for (uint32_t c = 0; c < m->columns; c++)
		t->start[c + 1] += t->start[c];
	for (size_t r = 0; r < m->rows; r++)
		for (size_t i = m->start[r]; i < m->start[r + 1]; i++) {
			size_t at = t->start[m->column[i]]++;
			t->column[at] = (uint32_t)r;
			t->value[at] = m->value[i];
		}
	memmove(t->start + 1, t->start, m->columns * sizeof *t->start);
	t->start[0] = 0;
	return true;
}

size_t qn_sparse_cut(const struct qn_sparse *m, size_t row_cells, size_t part,
                     size_t parts)
{
	size_t work = qn_sparse_cells(m) + m->rows * row_cells;
	size_t before = work / parts * part + work % parts * part / parts;
	size_t low = 0, high = m->rows;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (m->start[middle] + middle * row_cells < before)
			low = middle + 1;
		else
			high = middle;
	}
	return part < parts ? low : m->rows;
}

bool qn_sparse_format_of(const char *path, enum qn_sparse_format *f)
{
	static const struct {
		const char *ending;
		enum qn_sparse_format format;
	} known[] = {{".mtx", QN_SPARSE_MTX},
	             {".svm", QN_SPARSE_SVM},
	             {".svmlight", QN_SPARSE_SVM},
	             {".safetensors", QN_SPARSE_SAFETENSORS}};
	const char *dot = path ? strrchr(path, '.') : NULL;
	for (size_t i = 0; dot && i < sizeof known / sizeof *known; i++)
		if (strcmp(dot, known[i].ending) == 0) {
			*f = known[i].format;
			return true;
		}
	return false;
}

/* Of the two one is NULL. */
struct qn_sparse_file {
	struct qn_output *text;
	struct qn_tensors_out *tensors;
};

static struct qn_tensors_out *write_tensors(const struct qn_sparse *m,
                                            const char *path, struct qn_err *e)
{
	size_t cells = qn_sparse_cells(m), starts = m->rows + 1;
	struct qn_tensors_out *out = qn_tensors_create(path, "matrix");
	qn_tensors_out_metaf(out, "rows", "%zu", m->rows);
	qn_tensors_out_metaf(out, "columns", "%u", (unsigned)m->columns);
	qn_tensors_out_declare(out, "value", QN_F64, 1, &cells);
	qn_tensors_out_declare(out, "start", QN_I64, 1, &starts);
	qn_tensors_out_declare(out, "column", QN_U32, 1, &cells);
	qn_tensors_out_write(out, m->value, cells * sizeof *m->value);
	qn_tensors_out_write(out, m->start, starts * sizeof *m->start);
	qn_tensors_out_write(out, m->column, cells * sizeof *m->column);
	qn_tensors_flush(out, e);
	return out;
}

static struct qn_output *write_text(const struct qn_sparse *m, const char *path,
                                    enum qn_sparse_format format,
                                    struct qn_pool *pool, struct qn_err *e)
{
	struct qn_output *out = qn_output_open(path, e);
	if (format == QN_SPARSE_MTX)
		qn_matrixmarket_write(m, pool, out);
	else
		qn_svmlight_write(m, pool, out);
	qn_output_finish(out, e);
	return out;
}

struct qn_sparse_file *qn_sparse_write(const struct qn_sparse *m,
                                       const char *path, struct qn_pool *pool,
                                       struct qn_err *e)
{
	enum qn_sparse_format format;
	if (!e->failed && !qn_sparse_format_of(path, &format))
		qn_fail(e,
		        "%s: a matrix is written to .mtx, .svm, .svmlight or "
		        ".safetensors",
		        path ? path : "standard output");
	if (e->failed)
		return NULL;
	struct qn_sparse_file *f = qn_calloc(1, sizeof *f);
	if (format == QN_SPARSE_SAFETENSORS)
		f->tensors = write_tensors(m, path, e);
	else
		f->text = write_text(m, path, format, pool, e);
	if (!e->failed)
		return f;
	qn_sparse_place(f, e);
	return NULL;
}

bool qn_sparse_place(struct qn_sparse_file *f, struct qn_err *e)
{
	if (f && f->tensors)
		qn_tensors_finish(f->tensors, e);
	else if (f)
		qn_output_close(f->text, e);
	free(f);
	return !e->failed;
}

bool qn_sparse_save(const struct qn_sparse *m, const char *path,
                    struct qn_pool *pool, struct qn_err *e)
{
	return qn_sparse_place(qn_sparse_write(m, path, pool, e), e);
}
