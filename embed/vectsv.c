/* SPDX-License-Identifier: MIT */
/*
 * vectsv.c -- the TensorBoard projector's pair of files: numbers with tabs
 * between them, and beside them the words, a line each.
 *
 * The projector's own word file has a line of column names when it has more
 * than one column; the word is then the first of them.
 */
#include "embed/vecio.h"

#include "base/buf.h"
#include "base/decimal.h"

static struct qn_vectors *read_pairs(const struct qn_vecsource *s,
                                     const struct qn_bytes *meta,
                                     struct qn_err *e)
{
	struct qn_lines rows = qn_lines_of(s->file), words = qn_lines_of(meta);
	struct qn_slice line = {"", 0}, word = line;
	size_t n = qn_lines_count(s->file), listed = qn_lines_count(meta);
	qn_lines_next(&rows, s->name, &line, e);
	qn_lines_next(&words, s->name, &word, e);
	bool columns = word.n && memchr(word.p, '\t', word.n);
	if (listed != n + columns)
		qn_fail(e, "%s.meta: %zu words for %zu vectors", s->name,
		        listed - (listed && columns), n);
	if (columns)
		qn_lines_next(&words, s->name, &word, e);
	size_t dim = qn_trailing_numbers(line);
	struct qn_vectors *v = qn_rows_new(s->name, qn_rows_most(n, dim, s),
	                                   dim, 1, s->file->n, e);
	while (v && !e->failed) {
		const char *tab = columns ? memchr(word.p, '\t', word.n) : NULL;
		float *row = qn_rows_next(v, s->name, e);
		if (!row || !qn_read_row(line.p, line.p + line.n, s->name,
		                         rows.number, (size_t)v->dim, row, e))
			break;
		if (tab)
			word.n = (size_t)(tab - word.p);
		if (!qn_rows_name(v, word, s->name, e) || v->n == s->limit ||
		    !qn_lines_next(&rows, s->name, &line, e) ||
		    !qn_lines_next(&words, s->name, &word, e))
			break;
	}
	if (!e->failed)
		return v;
	qn_vectors_free(v);
	return NULL;
}

struct qn_vectors *qn_vectsv_read(struct qn_vecsource *s, struct qn_err *e)
{
	struct qn_bytes meta = {0};
	if (!qn_words_load(s, ".meta", &meta, e))
		return NULL;
	struct qn_vectors *v = read_pairs(s, &meta, e);
	qn_bytes_release(&meta);
	return v;
}

bool qn_vectsv_write(const struct qn_vectors *v, const char *path,
                     struct qn_err *e)
{
	if (!qn_words_fit(v, path, "\t\r\n", e))
		return false;
	struct qn_output *words = qn_words_save(v, path, ".meta", e);
	struct qn_output *out = qn_output_open(path, e);
	for (size_t i = 0; i < v->n && qn_output_ok(out); i++) {
		const float *row = qn_vectors_row(v, i);
		char text[QN_FLOAT_TEXT + 1];
		for (int d = 0; d < v->dim; d++) {
			size_t n = qn_float_write(text, row[d], 0);
			text[n++] = d + 1 < v->dim ? '\t' : '\n';
			qn_output_write(out, text, n);
		}
	}
	qn_output_finish(words, e);
	qn_output_finish(out, e);
	qn_output_close(words, e);
	return qn_output_close(out, e);
}
