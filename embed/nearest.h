/* SPDX-License-Identifier: MIT */
/*
 * nearest.h -- exact nearest neighbours by inner product.
 *
 *	queries [n][dim] x unit rows [N][dim]^T = scores [n][N] --> k best
 *
 * Scores come from matrix products over blocks of queries and rows; the
 * candidates they leave are scored again in double precision, so neither the
 * number of threads nor the company a query is asked in changes its answer.
 */
#ifndef QN_EMBED_NEAREST_H
#define QN_EMBED_NEAREST_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "embed/vectors.h"

struct qn_neighbour {
	uint32_t row; /* QN_MAP_NONE: fewer than k rows were to be had */
	float score;  /* inner product: the cosine, for unit vectors   */
};

struct qn_queries {
	const float *vector;     /* [n][stride], the first dim are used      */
	size_t n;                /* queries                                  */
	size_t stride;           /* floats from query to query, >= dim       */
	const uint32_t *exclude; /* [n][excluded] rows that are no answer    */
	size_t excluded;         /* QN_MAP_NONE fills up a shorter list      */
	size_t k;                /* answers to each, >= 1                    */
};

/*
 * The k rows of `unit` (from qn_vectors_unit()) with the highest score for
 * each query, best first, equal scores by row, into `found` [n][k].  False
 * with `e` set when memory for the candidates cannot be had.
 */
QN_API bool qn_nearest(const struct qn_vectors *unit,
                       const struct qn_queries *queries,
                       struct qn_neighbour *found, struct qn_pool *pool,
                       struct qn_err *e);
#endif
