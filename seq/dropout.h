/* SPDX-License-Identifier: MIT */
/*
 * dropout.h -- who is dropped out, where and when.
 *
 * Plain dropout draws for every element; locked ("variational", Gal and
 * Ghahramani, 2016) once for a sequence, the same for all its steps.  What is
 * drawn is a hash of seed, step of training, place in the network and number
 * of the element, so that the backward pass, another thread or a resumed run
 * drop the same.
 */
#ifndef QN_SEQ_DROPOUT_H
#define QN_SEQ_DROPOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "seq/nnkern.h"

/* For one place in the network at one step; rate in [0, 1). */
struct qn_dropout qn_dropout_at(float rate, uint64_t seed, uint64_t step,
                                uint32_t place);

/*
 * y [rows][width] = x dropped out, also of gradients; y = x is fine.  Row r,
 * of number first + r in the batch, is a step of sequence (first + r) %
 * sequences; with sequences > 0 dropout is locked, with 0 plain.  d->cut == 0
 * copies.
 */
void qn_dropout_rows(const struct qn_dropout *d, float *y, const float *x,
                     size_t first, size_t rows, size_t width, size_t sequences);
#endif
