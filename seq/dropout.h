/* SPDX-License-Identifier: MIT */
/*
 * dropout.h -- who is dropped out, where and when.
 *
 * Plain dropout draws for every element; locked ("variational", Gal and
 * Ghahramani, 2016) once for a sequence, the same for all its steps.  What is
 * drawn is a hash of seed, step of training, place in the network and number
 * of the element, so that the backward pass, another thread or a resumed run
 * drop the same.
 *
 * Words may be left out of a batch altogether, wherever they are in it, and
 * single weights of the recurrent matrices (Merity, Keskar and Socher,
 * "Regularizing and optimizing LSTM language models", 2018).
 */
#ifndef QN_SEQ_DROPOUT_H
#define QN_SEQ_DROPOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "seq/nnkern.h"

/* Places that all networks have, behind those between their layers; of
 * weights, with a layer's number. */
#define QN_DROPOUT_WORDS   0x10000u
#define QN_DROPOUT_WEIGHTS 0x20000u

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

/* Columns [from, to) of rows y [rows][width] of words id [rows], dropped by
 * word; their gradients, likewise. */
void qn_dropout_words(const struct qn_dropout *d, float *y, const uint32_t *id,
                      size_t rows, size_t width, size_t from, size_t to);
#endif
