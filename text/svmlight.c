/* SPDX-License-Identifier: MIT */
/*
 * svmlight.c -- a line a row.
 *
 * Reference: T. Joachims, svmlight.joachims.org, "How to use": features are
 * numbered from 1 and come in rising order.
 */
#include "text/svmlight.h"

#include "text/sparserows.h"

static void put_row(const struct qn_sparse *m, size_t row, struct qn_buf *out)
{
	qn_buf_putc(out, '0');
	for (size_t i = m->start[row]; i < m->start[row + 1]; i++) {
		qn_buf_putc(out, ' ');
		qn_sparse_put_number(out, (size_t)m->column[i] + 1);
		qn_buf_putc(out, ':');
		qn_sparse_put_value(out, m->value[i]);
	}
	qn_buf_putc(out, '\n');
}

void qn_svmlight_write(const struct qn_sparse *m, struct qn_pool *pool,
                       struct qn_output *out)
{
	qn_sparse_put_rows(m, put_row, pool, out);
}
