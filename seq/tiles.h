/* SPDX-License-Identifier: MIT */
/*
 * tiles.h -- a linear layer over a pool: rows in tiles forward and back,
 * outputs in tiles for the gradients of weights.
 */
#ifndef QN_SEQ_TILES_H
#define QN_SEQ_TILES_H

#include <stdbool.h>

#include "base/pool.h"
#include "seq/linear.h"

/* As the functions of linear.h of the same ending. */
void qn_tiles_forward(const struct qn_linear *l, float *y, const float *x,
                      size_t rows, struct qn_pool *pool);
void qn_tiles_backward(const struct qn_linear *l, float *dx, const float *dy,
                       size_t rows, bool add, struct qn_pool *pool);
void qn_tiles_weights(const struct qn_linear *l, float *dw, float *db,
                      const float *dy, const float *x, size_t rows,
                      struct qn_pool *pool);
#endif
