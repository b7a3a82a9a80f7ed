/* SPDX-License-Identifier: MIT */
/*
 * plantedmatrix.c -- see plantedmatrix.h.
 */
#include "tests/unit/plantedmatrix.h"

#include <check.h>

#include "base/rng.h"

struct qn_sparse planted_matrix(double noise)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sparse m;
	struct qn_rng rng = qn_rng_new(1, 2);
	ck_assert(qn_sparse_init(&m, ROWS, COLUMNS, ROWS * COLUMNS, &e));
	size_t at = 0;
	for (size_t i = 0; i < ROWS; i++) {
		double own = 1 + qn_rng_double(&rng);
		for (uint32_t c = 0; c < COLUMNS; c++) {
			double x = noise * (qn_rng_double(&rng) > 0.8);
			if (c / OWN == i % TOPICS)
				x += own * (1 + c % OWN);
			m.column[at] = c;
			m.value[at] = x;
			at += x > 0;
		}
		m.start[i + 1] = at;
	}
	return m;
}

double planted_cell(const struct qn_sparse *m, size_t row, uint32_t column)
{
	for (size_t i = m->start[row]; i < m->start[row + 1]; i++)
		if (m->column[i] == column)
			return m->value[i];
	return 0;
}
