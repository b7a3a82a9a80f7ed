/* SPDX-License-Identifier: MIT */
/*
 * boxtable.c -- cells, their widths, and the lines between them.
 */
#include "apps/boxtable.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/unicode.h"

#define LINES 2 /* of a cell */

struct boxtable {
	struct qn_buf *cell;          /* [rows][columns][LINES] */
	size_t rows, columns, *width; /* [columns] in characters */
};

struct boxtable *boxtable_new(size_t rows, size_t columns)
{
	struct boxtable *t = qn_calloc(1, sizeof *t);
	t->rows = rows;
	t->columns = columns;
	t->cell = qn_calloc(rows * columns * LINES, sizeof *t->cell);
	t->width = qn_calloc(columns, sizeof *t->width);
	return t;
}

void boxtable_free(struct boxtable *t)
{
	for (size_t i = 0; i < t->rows * t->columns * LINES; i++)
		qn_buf_release(&t->cell[i]);
	free(t->cell);
	free(t->width);
	free(t);
}

struct qn_buf *boxtable_cell(struct boxtable *t, size_t row, size_t column,
                             size_t line)
{
	return &t->cell[(row * t->columns + column) * LINES + line];
}

/* A heading has a blank more on each side. */
static void measure(struct boxtable *t)
{
	for (size_t i = 0; i < t->rows * t->columns * LINES; i++) {
		size_t column = i / LINES % t->columns;
		size_t n = qn_utf8_length(qn_buf_slice(&t->cell[i]));
		n += i / LINES < t->columns ? 2 : 0;
		if (n > t->width[column])
			t->width[column] = n;
	}
}

static void put_rule(const struct boxtable *t, const char *left,
                     const char *line, const char *between, const char *right,
                     struct qn_buf *out)
{
	for (size_t k = 0; k < t->columns; k++) {
		qn_buf_puts(out, k ? between : left);
		for (size_t i = 0; i < t->width[k] + 2; i++)
			qn_buf_puts(out, line);
	}
	qn_buf_puts(out, right);
	qn_buf_putc(out, '\n');
}

typedef void put_fn(struct qn_buf *out, struct qn_slice s);

static void put_plain(struct qn_buf *out, struct qn_slice s)
{
	qn_buf_add(out, s.p, s.n);
}

/* With blanks to the column's width. */
static void put_cell(struct boxtable *t, size_t row, size_t column, size_t line,
                     put_fn *put, struct qn_buf *out)
{
	struct qn_slice s = qn_buf_slice(boxtable_cell(t, row, column, line));
	size_t free = t->width[column] - qn_utf8_length(s);
	size_t before = column ? free / 2 : free;
	qn_buf_printf(out, " %*s", (int)before, "");
	put(out, s);
	qn_buf_printf(out, "%*s ", (int)(free - before), "");
}

static void put_line(struct boxtable *t, size_t row, size_t line,
                     struct qn_buf *out)
{
	for (size_t k = 0; k < t->columns; k++) {
		qn_buf_puts(out, "│");
		put_cell(t, row, k, line, put_plain, out);
	}
	qn_buf_puts(out, "│\n");
}

void boxtable_put(struct boxtable *t, struct qn_buf *out)
{
	measure(t);
	put_rule(t, "╒", "═", "╤", "╕", out);
	for (size_t row = 0; row < t->rows; row++) {
		bool two = false;
		if (row == 1)
			put_rule(t, "╞", "═", "╪", "╡", out);
		else if (row)
			put_rule(t, "├", "─", "┼", "┤", out);
		put_line(t, row, 0, out);
		for (size_t k = 0; k < t->columns; k++)
			two |= boxtable_cell(t, row, k, 1)->n > 0;
		if (two)
			put_line(t, row, 1, out);
	}
	put_rule(t, "╘", "═", "╧", "╛", out);
}

/* --- LaTeX ---------------------------------------------------------------- */

/* Characters that it would take for something else. */
static void put_escaped(struct qn_buf *out, struct qn_slice s)
{
	for (size_t i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '\\':
			qn_buf_puts(out, "\\textbackslash{}");
			break;
		case '~':
			qn_buf_puts(out, "\\textasciitilde{}");
			break;
		case '<':
		case '>':
			qn_buf_printf(out, "\\ensuremath{%c}", s.p[i]);
			break;
		case '^':
			qn_buf_puts(out, "\\^{}");
			break;
		default:
			if (s.p[i] && strchr("&%$#_{}", s.p[i]))
				qn_buf_putc(out, '\\');
			qn_buf_putc(out, s.p[i]);
		}
}

/* What has two lines has one, with a blank between them. */
static void join_lines(struct boxtable *t)
{
	for (size_t i = 0; i < t->rows * t->columns; i++) {
		struct qn_buf *line = t->cell + i * LINES;
		if (!line[1].n)
			continue;
		qn_buf_putc(&line[0], ' ');
		qn_buf_add(&line[0], line[1].p, line[1].n);
		qn_buf_clear(&line[1]);
	}
}

void boxtable_put_latex(struct boxtable *t, struct qn_buf *out)
{
	join_lines(t);
	measure(t);
	qn_buf_puts(out, "\\begin{tabular}{r");
	for (size_t k = 1; k < t->columns; k++)
		qn_buf_putc(out, 'c');
	qn_buf_puts(out, "}\n\\toprule\n");
	for (size_t row = 0; row < t->rows; row++) {
		if (row == 1)
			qn_buf_puts(out, "\\midrule\n");
		for (size_t k = 0; k < t->columns; k++) {
			qn_buf_puts(out, k ? "&" : "");
			put_cell(t, row, k, 0, put_escaped, out);
		}
		qn_buf_puts(out, "\\\\\n");
	}
	qn_buf_puts(out, "\\bottomrule\n\\end{tabular}\n");
}
