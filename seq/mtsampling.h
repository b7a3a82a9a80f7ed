/* SPDX-License-Identifier: MIT */
/*
 * mtsampling.h -- scheduled sampling (Bengio, Vinyals, Jaitly and Shazeer,
 * "Scheduled sampling for sequence prediction with recurrent neural networks",
 * 2015): while it learns, a decoder reads more and more of its own pieces in
 * the place of the text's, as it will have to when it translates.
 *
 *	the text's share e at step i, half of all pieces at i = `half`
 *	  linear       1 - i / (2 half)
 *	  exponential  2^(-i / half)
 *	  sigmoid      k / (k + exp(i / k)) with k ln k = half
 *	but not less than `least`
 */
#ifndef QN_SEQ_MTSAMPLING_H
#define QN_SEQ_MTSAMPLING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum qn_mtsampling_kind {
	QN_MTSAMPLING_NONE, /* the text's pieces alone */
	QN_MTSAMPLING_LINEAR,
	QN_MTSAMPLING_EXPONENTIAL,
	QN_MTSAMPLING_SIGMOID
};

struct qn_mtsampling {
	enum qn_mtsampling_kind kind;
	double half;  /* steps, >= 1                                       */
	double least; /* [0, 1]                                            */
};

bool qn_mtsampling_check(const struct qn_mtsampling *s, struct qn_err *e);

/* The text's share at a step, counted from 0. */
double qn_mtsampling_share(const struct qn_mtsampling *s, uint64_t step);
#endif
