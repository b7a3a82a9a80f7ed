/* SPDX-License-Identifier: MIT */
/*
 * ftmatrix.h -- a fastText matrix: rows of floats, in memory or in the mapped
 * file, or codes of a product quantiser.
 *
 *	dense   data + stride * i                            row i
 *	sparse  the same at place[i]; rows that have no place hold what they
 *	        began with, which a seed and their number say again
 *	quant   code[i][parts] --> centroids, times the norm of row i
 *
 * A trained model with 2 million buckets has a few hundred thousand rows that
 * any word of its text needs.  The trainer keeps those alone; a reader of the
 * whole matrix sees all of them.
 */
#ifndef QN_EMBED_FTMATRIX_H
#define QN_EMBED_FTMATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "embed/ftquant.h"

/* A float that lies anywhere: in a file nothing is aligned. */
typedef float qn_ft_loose __attribute__((aligned(1)));

struct qn_ft_matrix {
	size_t rows;
	int dim;

	/* dense and sparse */
	const qn_ft_loose *data; /* [rows or places][stride]               */
	size_t stride;           /* floats from row to row, >= dim           */
	float *owned;            /* `data` when from qn_big_alloc()          */
	const uint32_t *place;   /* [rows] QN_FT_NONE: untouched; or NULL    */
	uint32_t *owned_place;   /* `place` when allocated (malloc)          */
	uint64_t seed;           /* of the rows without a place              */

	struct qn_ft_quant *quant; /* instead of `data`; owned             */
};

/* `rows` x `dim` zeroed floats to be filled through `owned`, the stride
 * padded to QN_ROW floats; false with `e` set when there is no memory. */
bool qn_ft_matrix_init(struct qn_ft_matrix *m, size_t rows, int dim,
                       struct qn_err *e);
void qn_ft_matrix_release(struct qn_ft_matrix *m);

/* What row `row` of an input matrix holds before training: `dim` numbers
 * uniform in [-1/dim, 1/dim], a function of seed and row. */
void qn_ft_initial_row(uint64_t seed, size_t row, int dim, float *to);

/* Row i < rows: where it lies, or made up in scratch [dim]. */
QN_API const qn_ft_loose *qn_ft_matrix_row(const struct qn_ft_matrix *m,
                                           size_t i, float *scratch);

/* Rows i to i + n, packed, into to [n][dim]. */
QN_API void qn_ft_matrix_copy(const struct qn_ft_matrix *m, size_t i, size_t n,
                              float *to);

/* The length of row i, summed up in double as fastText does. */
float qn_ft_row_norm(const struct qn_ft_matrix *m, size_t i, float *scratch);

/* x [dim] += row i; scratch [dim]. */
void qn_ft_matrix_add(const struct qn_ft_matrix *m, size_t i, float *x,
                      float *scratch);
#endif
