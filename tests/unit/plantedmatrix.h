/* SPDX-License-Identifier: MIT */
/*
 * plantedmatrix.h -- a sparse matrix for tests, of whose factors much is known.
 */
#ifndef QN_TESTS_PLANTEDMATRIX_H
#define QN_TESTS_PLANTEDMATRIX_H

#include "text/sparse.h"

/* Rows of one topic each, whose columns are its own: 1, 2, .. OWN times
 * something from 1 to 2. */
#define TOPICS  5
#define OWN     12 /* columns of a topic */
#define COLUMNS (TOPICS * OWN)
#define ROWS    150

/* With noise: so much, in every fifth cell. */
struct qn_sparse planted_matrix(double noise);

/* A cell, 0 if there is none. */
double planted_cell(const struct qn_sparse *m, size_t row, uint32_t column);
#endif
