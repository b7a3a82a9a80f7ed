/* SPDX-License-Identifier: MIT */
/*
 * greedy.h -- the likeliest word without reading all weights of the output
 * layer, which for a word at a time are what has to come from memory.
 *
 *	weights as bytes --> scores, and how far off they may be
 *	words that may be the best --> their true scores --> the best
 *
 * A row of weights is q * scale + d, and what d can make of a state x is not
 * more than |d| |x| (Cauchy and Schwarz): what comes out is what all weights
 * would have said.
 */
#ifndef QN_SEQ_GREEDY_H
#define QN_SEQ_GREEDY_H

#include "seq/output.h"

struct qn_greedy;

/* For an output layer as it is now, which must outlive it; free with
 * qn_greedy_free(). */
struct qn_greedy *qn_greedy_new(const struct qn_output_layer *l);
void qn_greedy_free(struct qn_greedy *g);

/* The word with the highest score after state x [width], of equals the
 * smallest; any one where scores are not finite. */
uint32_t qn_greedy_best(struct qn_greedy *g, const float *x);
#endif
