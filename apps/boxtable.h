/* SPDX-License-Identifier: MIT */
/*
 * boxtable.h -- a table of box-drawing characters, as sacreBLEU prints them.
 *
 *	╒════════╤════════╕
 *	│ System │  BLEU  │      the first column to the right,
 *	╞════════╪════════╡      the others in the middle;
 *	│      a │  33.3  │      row 0 is the heading;
 *	╘════════╧════════╛      a cell may have two lines
 *
 * Or as LaTeX, with the rules of its package booktabs; a cell is one line.
 */
#ifndef QN_APPS_BOXTABLE_H
#define QN_APPS_BOXTABLE_H

#include "base/buf.h"

struct boxtable;

/* Empty cells; free with boxtable_free(). */
struct boxtable *boxtable_new(size_t rows, size_t columns);
void boxtable_free(struct boxtable *t);

/* What a cell holds, to be appended to: its first line, its second. */
struct qn_buf *boxtable_cell(struct boxtable *t, size_t row, size_t column,
                             size_t line);

/* Append the table, as one or the other; its cells have been used up then. */
void boxtable_put(struct boxtable *t, struct qn_buf *out);
void boxtable_put_latex(struct boxtable *t, struct qn_buf *out);
#endif
