/* SPDX-License-Identifier: MIT */
/*
 * lmdynamic.h -- dynamic evaluation: a network that goes on learning from the
 * text that it scores (Krause, Kahembwe, Murray and Renals, "Dynamic
 * evaluation of neural sequence models", 2018, their SGD).
 *
 *	segment --score--> nats, then gradients --step--> parameters
 *	segment --score--> ...
 *
 * Every piece is scored by what was learnt from pieces before it only.  After
 * each step parameters go back by a share of how far they have come.
 */
#ifndef QN_SEQ_LMDYNAMIC_H
#define QN_SEQ_LMDYNAMIC_H

#include "seq/lmneural.h"

struct qn_lmdynamic_options {
	float rate;     /* learning rate of plain steps, > 0            */
	float back;     /* share of the way that is gone back, [0, 1)   */
	float clip;     /* most that a gradient's norm may be; 0 = any  */
	size_t segment; /* pieces between steps; 0 = 10; of a transformer no
	                   more than its context, of which the rest is what it
	                   looks back upon, and learns from again        */
};

#define QN_LMDYNAMIC_DEFAULTS                                                  \
	(struct qn_lmdynamic_options)                                          \
	{                                                                      \
		.rate = 0.1f, .clip = 0.25f                                    \
	}

struct qn_lmdynamic;

/* From here on m learns from what it scores.  False with `e` set for options
 * out of range, or without memory. */
bool qn_lmdynamic_begin(struct qn_lmneural *m,
                        const struct qn_lmdynamic_options *o, struct qn_err *e);

/* Parameters are again what they were. */
void qn_lmdynamic_end(struct qn_lmneural *m);

/* As qn_lmneural_score(), of a model that learns. */
bool qn_lmdynamic_score(struct qn_lmneural *m, const uint32_t *id, size_t n,
                        double *nats, struct qn_pool *pool, struct qn_err *e);
#endif
