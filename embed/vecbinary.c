/* SPDX-License-Identifier: MIT */
/*
 * vecbinary.c -- word2vec's binary format.
 *
 *	"n dim\n"   then   word ' ' float32[dim] '\n'
 *
 * gensim writes no newline after a row.  Since no word begins with one, it is
 * skipped where it is; but when some rows have it all must, or a byte is
 * missing.  A word may be empty: both tools write what they are given.
 */
#include "embed/vecio.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "rows are copied as they lie in the file");

static struct qn_vectors *start(const struct qn_vecsource *s, const char **p,
                                size_t *n, struct qn_err *e)
{
	struct qn_lines lines = qn_lines_of(s->file);
	struct qn_slice line;
	struct qn_err none = QN_ERR_INIT;
	size_t dim;
	if (!qn_lines_next(&lines, s->name, &line, &none) ||
	    !qn_read_header(line, n, &dim)) {
		qn_fail(e, "%s: not a file of word2vec's binary format",
		        s->name);
		return NULL;
	}
	*p = lines.p;
	/* A row of an empty word is a blank and its numbers. */
	size_t least = dim > SIZE_MAX / 8 ? SIZE_MAX : 4 * dim + 1;
	if (*n > s->file->n / least)
		return qn_rows_new(s->name, *n, dim, least, s->file->n, e);
	return qn_rows_new(s->name, *n < s->limit ? *n : s->limit, dim, least,
	                   s->file->n, e);
}

/* The row at p into `v`; where it ends, or NULL when it is not whole. */
static const char *read_row(struct qn_vectors *v, const char *p,
                            const char *end, const char *name, struct qn_err *e)
{
	size_t bytes = (size_t)v->dim * sizeof(float);
	float *row = qn_rows_next(v, name, e);
	const char *blank = p < end ? memchr(p, ' ', (size_t)(end - p)) : NULL;
	if (!row || !blank || (size_t)(end - blank - 1) < bytes)
		return NULL;
	memcpy(row, blank + 1, bytes);
	struct qn_slice word = {p, (size_t)(blank - p)};
	return qn_rows_name(v, word, name, e) ? blank + 1 + bytes : NULL;
}

static bool read_rows(struct qn_vectors *v, const struct qn_vecsource *s,
                      const char *p, size_t promised, struct qn_err *e)
{
	const char *end = s->file->p + s->file->n;
	size_t rows = 0, newlines = 0;
	for (; rows < promised && v->n < s->limit; rows++) {
		p = read_row(v, p, end, s->name, e);
		if (!p)
			return qn_fail(e,
			               "%s: ends in row %zu of %zu; it is cut "
			               "short",
			               s->name, rows + 1, promised);
		if (p < end && *p == '\n') {
			p++;
			newlines++;
		}
	}
	if (newlines && newlines != rows)
		return qn_fail(e,
		               "%s: a newline is missing after one of %zu "
		               "rows; it is damaged or cut short",
		               s->name, rows);
	if (rows == promised && p != end)
		return qn_fail(e, "%s: %zu bytes follow the last of %zu rows",
		               s->name, (size_t)(end - p), promised);
	return true;
}

struct qn_vectors *qn_vecbinary_read(struct qn_vecsource *s, struct qn_err *e)
{
	const char *p = NULL;
	size_t promised = 0;
	struct qn_vectors *v = start(s, &p, &promised, e);
	if (!v || read_rows(v, s, p, promised, e))
		return v;
	qn_vectors_free(v);
	return NULL;
}

bool qn_vecbinary_write(const struct qn_vectors *v, const char *path,
                        struct qn_err *e)
{
	if (!qn_words_fit(v, path, " \n", e))
		return false;
	struct qn_output *out = qn_output_open(path, e);
	qn_output_printf(out, "%zu %d\n", v->n, v->dim);
	for (size_t i = 0; i < v->n && qn_output_ok(out); i++) {
		struct qn_slice w = qn_map_string(&v->words, (uint32_t)i);
		qn_output_write(out, w.p, w.n);
		qn_output_write(out, " ", 1);
		qn_output_write(out, qn_vectors_row(v, i),
		                (size_t)v->dim * sizeof(float));
		qn_output_write(out, "\n", 1);
	}
	return qn_output_close(out, e);
}
