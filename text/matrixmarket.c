/* SPDX-License-Identifier: MIT */
/*
 * matrixmarket.c -- a line a cell.
 *
 * Reference: Boisvert, Pozo, Remington, "The Matrix Market Exchange Formats:
 * Initial Design", NISTIR 5935, 1996.
 */
#include "text/matrixmarket.h"

#include "text/sparserows.h"

static void put_row(const struct qn_sparse *m, size_t row, struct qn_buf *out)
{
	for (size_t i = m->start[row]; i < m->start[row + 1]; i++) {
		qn_sparse_put_number(out, row + 1);
		qn_buf_putc(out, ' ');
		qn_sparse_put_number(out, (size_t)m->column[i] + 1);
		qn_buf_putc(out, ' ');
		qn_sparse_put_value(out, m->value[i]);
		qn_buf_putc(out, '\n');
	}
}

void qn_matrixmarket_write(const struct qn_sparse *m, struct qn_pool *pool,
                           struct qn_output *out)
{
	qn_output_printf(out,
	                 "%%%%MatrixMarket matrix coordinate real general\n"
	                 "%zu %u %zu\n",
	                 m->rows, (unsigned)m->columns, qn_sparse_cells(m));
	qn_sparse_put_rows(m, put_row, pool, out);
}
