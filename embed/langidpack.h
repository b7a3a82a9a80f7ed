/* SPDX-License-Identifier: MIT */
/*
 * langidpack.h -- a model's weights as whole numbers, so that the scores of
 * all labels take half the memory and few instructions.
 *
 *	w[label][d]  ~  scale[label] * whole[label][d]       14 bits
 *	h[d]         =  step * n^-0.6 / 2 * v[d]             whole by itself
 *	score        ~  scale * by * sum(whole * v) + bias
 *
 * v is of codes summed up, 2 code - 3 a row: exact for texts of up to 1,365
 * rows, rounded to 12 bits beyond.  Sums of whole numbers are the same in any
 * order.
 */
#ifndef QN_EMBED_LANGIDPACK_H
#define QN_EMBED_LANGIDPACK_H

#include "embed/langidmodel.h"

/* Fill l->pack and l->scale from l->weight, which is released.  False with
 * `e` set when there is no memory. */
bool qn_langid_pack(struct qn_langid *l, struct qn_err *e);

/* The scores of a packed model, as qn_langid_scores(). */
void qn_langid_packed_scores(const struct qn_langid *l,
                             const struct qn_langid_sum *s, float *z);
#endif
