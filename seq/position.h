/* SPDX-License-Identifier: MIT */
/*
 * position.h -- where in a sequence a row is: sinuses to add (Vaswani et al.,
 * 2017), or rotations of queries and keys (Su et al., "RoFormer", 2021).
 * Learned positions are an embedding.
 */
#ifndef QN_SEQ_POSITION_H
#define QN_SEQ_POSITION_H

#include <stddef.h>

/* table [rows][width]: sinus in even columns, cosine in odd ones, of the row
 * times 10000^(-2 (column / 2) / width). */
void qn_position_sinus(float *table, size_t rows, size_t width);

/* table [rows][dim]: cosine and sinus of pair j of a head, side by side, of
 * the row times 10000^(-2 j / dim).  dim is even. */
void qn_position_angles(float *table, size_t rows, size_t dim);

/*
 * Turn the pairs (x[j], x[j + dim / 2]) of each of `heads` heads of n rows,
 * `stride` apart, by the angles of rows first, first + 1, ...; `sign` 1
 * forward, -1 for gradients.
 */
void qn_position_turn(float *x, size_t stride, size_t n, size_t heads,
                      size_t dim, const float *table, size_t first, float sign);
#endif
