/* SPDX-License-Identifier: MIT */
/*
 * vectext.c -- vectors as text: word2vec, fastText's .vec, GloVe.
 *
 *	word2vec, .vec   "n dim\n"   then   "word f f f \n"
 *	GloVe                               "word f f f\n"
 *
 * The file is mapped and each number is read where it lies.  With a header
 * the word ends at the first blank.  GloVe's published files hold words with
 * spaces in them, so there the last `dim` fields are the numbers.
 */
#include "embed/vecio.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/decimal.h"

/* The start of the last `dim` fields; NULL when there are fewer. */
static const char *last_fields(struct qn_slice line, size_t dim)
{
	const char *p = line.p + line.n;
	for (size_t i = 0; i < dim; i++) {
		while (p > line.p && qn_is_blank(p[-1]))
			p--;
		if (p == line.p)
			return NULL;
		while (p > line.p && !qn_is_blank(p[-1]))
			p--;
	}
	return p;
}

/* Fill the next row of `v` from a line and name it. */
static bool read_line(struct qn_vectors *v, struct qn_slice line,
                      const char *name, size_t number, bool spaced,
                      struct qn_err *e)
{
	const char *end = line.p + line.n, *p = line.p;
	size_t dim = (size_t)v->dim;
	float *row = qn_rows_next(v, name, e);
	if (!row)
		return false;
	while (p < end && !qn_is_blank(*p))
		p++;
	struct qn_slice word = {line.p, (size_t)(p - line.p)};
	struct qn_err plain = QN_ERR_INIT;
	if (qn_read_row(p, end, name, number, dim, row, &plain))
		return qn_rows_name(v, word, name, e);
	const char *numbers = spaced ? last_fields(line, dim) : NULL;
	if (!numbers)
		return qn_fail(e, "%s", plain.text);
	for (p = numbers; p > line.p && qn_is_blank(p[-1]);)
		p--;
	word.n = (size_t)(p - line.p);
	return qn_read_row(numbers, end, name, number, dim, row, e) &&
	       qn_rows_name(v, word, name, e);
}

/* A GloVe file tells its size by its lines, and `dim` by the first of them. */
static struct qn_vectors *start_plain(const struct qn_vecsource *s,
                                      struct qn_err *e)
{
	struct qn_lines lines = qn_lines_of(s->file);
	struct qn_slice first = {"", 0};
	while (!first.n && qn_lines_next(&lines, s->name, &first, e))
		;
	size_t dim = qn_trailing_numbers(first), n = qn_lines_count(s->file);
	/* A word that is itself a number. */
	if (first.n && !qn_is_blank(*first.p) &&
	    last_fields(first, dim) == first.p)
		dim--;
	if (first.n && !dim)
		qn_fail(e, "%s: line %zu: no numbers after the word", s->name,
		        lines.number);
	n = qn_rows_most(n, dim, s);
	return qn_rows_new(s->name, n, dim, 1, s->file->n, e);
}

static struct qn_vectors *start_header(const struct qn_vecsource *s,
                                       struct qn_lines *lines, size_t *n,
                                       struct qn_err *e)
{
	struct qn_slice line = {0};
	size_t dim = 0;
	if (!qn_lines_next(lines, s->name, &line, e) ||
	    !qn_read_header(line, n, &dim)) {
		qn_fail(e,
		        "%s: line 1: not a header (\"rows dimensions\"); is "
		        "it in GloVe's format?",
		        s->name);
		return NULL;
	}
	size_t least = dim > SIZE_MAX / 4 ? SIZE_MAX : 2 * dim + 1;
	if (*n > s->file->n / least)
		return qn_rows_new(s->name, *n, dim, least, s->file->n, e);
	return qn_rows_new(s->name, *n < s->limit ? *n : s->limit, dim, least,
	                   s->file->n, e);
}

/* Lines into rows until the end or the limit; how many lines were rows. */
static size_t read_lines(struct qn_vectors *v, const struct qn_vecsource *s,
                         struct qn_lines *lines, size_t promised,
                         struct qn_err *e)
{
	struct qn_slice line;
	size_t rows = 0;
	bool header = promised != SIZE_MAX;
	while (v->n < s->limit && qn_lines_next(lines, s->name, &line, e)) {
		if (!line.n)
			continue;
		if (rows++ == promised) {
			qn_fail(e,
			        "%s: line %zu: more rows than the header's "
			        "%zu",
			        s->name, lines->number, promised);
			break;
		}
		if (!read_line(v, line, s->name, lines->number, !header, e))
			break;
	}
	return rows;
}

struct qn_vectors *qn_vectext_read(struct qn_vecsource *s, bool header,
                                   struct qn_err *e)
{
	struct qn_lines lines = qn_lines_of(s->file);
	size_t promised = SIZE_MAX;
	struct qn_vectors *v =
	    header ? start_header(s, &lines, &promised, e) : start_plain(s, e);
	if (!v)
		return NULL;
	size_t rows = read_lines(v, s, &lines, promised, e);
	if (!e->failed && header && v->n < s->limit && rows < promised)
		qn_fail(e, "%s: ends after %zu of %zu rows; it is cut short",
		        s->name, rows, promised);
	if (!e->failed)
		return v;
	qn_vectors_free(v);
	return NULL;
}

/* --- writing -------------------------------------------------------------- */

/* One row as a line in `b`. */
static void put_row(struct qn_buf *b, struct qn_slice word, const float *row,
                    int dim, int digits, bool space_last)
{
	qn_buf_add(b, word.p, word.n);
	qn_buf_reserve(b, (size_t)dim * (QN_FLOAT_TEXT + 1));
	for (int i = 0; i < dim; i++) {
		b->p[b->n++] = ' ';
		b->n += qn_float_write(b->p + b->n, row[i], digits);
	}
	qn_buf_puts(b, space_last ? " \n" : "\n");
}

/* GloVe's readers know a word by what the numbers leave over. */
static bool glove_fits(const struct qn_vectors *v, const char *path,
                       struct qn_err *e)
{
	if (!qn_words_fit(v, path, "\n", e))
		return false;
	for (size_t i = 0; i < v->n; i++) {
		struct qn_slice w = qn_map_string(&v->words, (uint32_t)i);
		bool edge =
		    w.n && (qn_is_blank(w.p[0]) || qn_is_blank(w.p[w.n - 1]));
		/* The first row tells the dimension. */
		bool first = i == 0 && qn_trailing_numbers(w) &&
		             last_fields(w, 1) != w.p;
		if (edge || first)
			return qn_fail(e,
			               "%s: word %zu (\"%.*s\") cannot be told "
			               "from its numbers; use safetensors",
			               path ? path : "standard output", i,
			               (int)(w.n < 100 ? w.n : 100), w.p);
	}
	return true;
}

bool qn_vectext_write(const struct qn_vectors *v, const char *path,
                      enum qn_vecformat format, struct qn_err *e)
{
	bool glove = format == QN_VEC_GLOVE;
	int digits = format == QN_VEC_FASTTEXT ? 5 : 0;
	if (!(glove ? glove_fits(v, path, e)
	            : qn_words_fit(v, path, " \t\n", e)))
		return false;
	struct qn_output *out = qn_output_open(path, e);
	struct qn_buf line = {0};
	if (!glove)
		qn_output_printf(out, "%zu %d\n", v->n, v->dim);
	for (size_t i = 0; i < v->n && qn_output_ok(out); i++) {
		qn_buf_clear(&line);
		put_row(&line, qn_map_string(&v->words, (uint32_t)i),
		        qn_vectors_row(v, i), v->dim, digits, !glove);
		qn_output_write(out, line.p, line.n);
	}
	qn_buf_release(&line);
	return qn_output_close(out, e);
}
