/* SPDX-License-Identifier: MIT */
/*
 * glovesave.c -- see glovesave.h.
 */
#include "embed/glovesave.h"

#include <math.h>
#include <string.h>

#include "base/fixed6.h"
#include "base/input.h"
#include "base/output.h"

/* --- text ----------------------------------------------------------------- */

/* A row and a column, a bias behind each, as doubles. */
struct pair {
	double row[4097], column[4097];
};

static void add_word(struct pair *p, const struct qn_glove *g, size_t word,
                     bool squares, double share)
{
	size_t at = squares ? g->n : 0, dim = (size_t)g->dim;
	const float *row = qn_glove_run(g, false, word) + at;
	const float *column = qn_glove_run(g, true, word) + at;
	for (size_t i = 0; i < dim; i++) {
		p->row[i] += share * (double)row[i];
		p->column[i] += share * (double)column[i];
	}
	p->row[dim] += share * (double)row[qn_glove_bias(g, false)];
	p->column[dim] += share * (double)column[qn_glove_bias(g, true)];
}

static void pair_of(struct pair *p, const struct qn_glove *g, size_t word,
                    bool squares)
{
	memset(p, 0, sizeof *p);
	add_word(p, g, word, squares, 1);
}

/* The mean of the rarest words. */
static void pair_of_unknown(struct pair *p, const struct qn_glove *g)
{
	size_t n = g->words < QN_GLOVE_RARE ? g->words : QN_GLOVE_RARE;
	memset(p, 0, sizeof *p);
	for (size_t i = g->words - n; i < g->words; i++)
		add_word(p, g, i, false, 1 / (double)n);
}

static void put_numbers(struct qn_buf *b, const double *x, size_t n)
{
	qn_buf_reserve(b, n * (QN_FIXED6_TEXT + 1));
	for (size_t i = 0; i < n; i++) {
		b->p[b->n++] = ' ';
		b->n += qn_fixed6_write(b->p + b->n, x[i]);
	}
}

static void put_line(struct qn_buf *b, struct qn_slice word, struct pair *p,
                     size_t dim, enum qn_glove_model model)
{
	size_t n = dim + (model == QN_GLOVE_ALL);
	qn_buf_clear(b);
	qn_buf_add(b, word.p, word.n);
	for (size_t i = 0; model == QN_GLOVE_SUM && i < dim; i++)
		p->row[i] += p->column[i];
	put_numbers(b, p->row, n);
	if (model == QN_GLOVE_ALL || model == QN_GLOVE_BOTH)
		put_numbers(b, p->column, n);
	qn_buf_putc(b, '\n');
}

static bool save_text(const struct qn_glove *g, const struct qn_map *words,
                      uint32_t first, enum qn_glove_model model, bool header,
                      bool squares, const char *path, struct qn_err *e)
{
	struct qn_output *out = qn_output_open(path, e);
	struct qn_buf line = {0};
	struct pair p;
	size_t dim = (size_t)g->dim;
	if (header)
		qn_output_printf(out, "%zu %d\n", g->words, g->dim);
	for (size_t i = 0; i < g->words && qn_output_ok(out); i++) {
		pair_of(&p, g, i, squares);
		put_line(&line, qn_map_string(words, first + (uint32_t)i), &p,
		         dim, model);
		qn_output_write(out, line.p, line.n);
	}
	if (!squares) {
		pair_of_unknown(&p, g);
		put_line(&line, qn_slice_of(QN_GLOVE_UNKNOWN), &p, dim, model);
		qn_output_write(out, line.p, line.n);
	}
	qn_buf_release(&line);
	return qn_output_close(out, e);
}

bool qn_glove_save_text(const struct qn_glove *g, const struct qn_map *words,
                        uint32_t first, enum qn_glove_model model, bool header,
                        const char *path, struct qn_err *e)
{
	return save_text(g, words, first, model, header, false, path, e);
}

bool qn_glove_save_squares_text(const struct qn_glove *g,
                                const struct qn_map *words, uint32_t first,
                                const char *path, struct qn_err *e)
{
	return save_text(g, words, first, QN_GLOVE_ALL, false, true, path, e);
}

/* --- binary --------------------------------------------------------------- */

/* Where number i of a word's in a file is in its run. */
static size_t place_of(const struct qn_glove *g, bool column, bool squares,
                       size_t i)
{
	size_t at = i < (size_t)g->dim ? i : qn_glove_bias(g, column);
	return at + (squares ? g->n : 0);
}

bool qn_glove_save_binary(const struct qn_glove *g, bool squares,
                          const char *path, struct qn_err *e)
{
	struct qn_output *out = qn_output_open(path, e);
	double x[4097];
	size_t n = (size_t)g->dim + 1;
	for (size_t i = 0; i < 2 * g->words && qn_output_ok(out); i++) {
		bool column = i >= g->words;
		const float *run =
		    qn_glove_run(g, column, column ? i - g->words : i);
		for (size_t j = 0; j < n; j++)
			x[j] = (double)run[place_of(g, column, squares, j)];
		qn_output_write(out, x, n * sizeof *x);
	}
	return qn_output_close(out, e);
}

bool qn_glove_load_binary(struct qn_glove *g, bool squares, const char *path,
                          struct qn_err *e)
{
	struct qn_bytes file = {.p = NULL};
	size_t n = (size_t)g->dim + 1, want = 2 * g->words * n * sizeof(double);
	if (!qn_bytes_load(&file, path, e))
		return false;
	if (file.n != want)
		qn_fail(e,
		        "%s: %zu bytes, but %zu words with vectors of %d take "
		        "%zu; it belongs to another vocabulary or size",
		        path, file.n, g->words, g->dim, want);
	for (size_t i = 0; !e->failed && i < 2 * g->words * n; i++) {
		size_t word = i / n;
		bool column = word >= g->words;
		double x;
		memcpy(&x, file.p + i * sizeof x, sizeof x);
		if (!isfinite((float)x) || (squares && !((float)x > 0))) {
			qn_fail(e, "%s: number %zu is %g, which cannot be",
			        path, i + 1, x);
			break;
		}
		qn_glove_run(g, column,
		             column
		                 ? word - g->words
		                 : word)[place_of(g, column, squares, i % n)] =
		    (float)x;
	}
	qn_bytes_release(&file);
	return !e->failed;
}

/* --- vectors -------------------------------------------------------------- */

struct qn_vectors *qn_glove_vectors(const struct qn_glove *g,
                                    const struct qn_map *words, uint32_t first,
                                    bool sum, struct qn_err *e)
{
	struct qn_vectors *v = qn_vectors_new(g->words + 1, g->dim, e);
	struct pair p;
	for (size_t i = 0; v && i <= g->words; i++) {
		float *to = v->owned + i * v->stride;
		if (i < g->words)
			pair_of(&p, g, i, false);
		else
			pair_of_unknown(&p, g);
		for (int j = 0; j < g->dim; j++)
			to[j] = (float)(p.row[j] + (sum ? p.column[j] : 0));
		qn_map_add(&v->words,
		           i < g->words
		               ? qn_map_string(words, first + (uint32_t)i)
		               : qn_slice_of(QN_GLOVE_UNKNOWN));
	}
	return v;
}
