/* SPDX-License-Identifier: MIT */
/*
 * embedding.h -- rows of a table by their ids.
 */
#ifndef QN_SEQ_EMBEDDING_H
#define QN_SEQ_EMBEDDING_H

#include <stddef.h>
#include <stdint.h>

/* y [rows][width] = table [..][width] at id [rows]. */
void qn_embedding_forward(float *y, const float *table, const uint32_t *id,
                          size_t rows, size_t width);

/* dtable [..][width] += dy for columns [from, to), in the order of rows. */
void qn_embedding_backward(float *dtable, const float *dy, const uint32_t *id,
                           size_t rows, size_t width, size_t from, size_t to);
#endif
