/* SPDX-License-Identifier: MIT */
/*
 * lmtrainstate.h -- all that a training run is at a step, to go back to in
 * memory, or to go on from in a file.
 *
 *	w mean square state     parameters, the optimiser, what is carried on
 *	best                    parameters of the best validation
 *	numbers                 the step, and what else is counted
 */
#ifndef QN_SEQ_LMTRAINSTATE_H
#define QN_SEQ_LMTRAINSTATE_H

#include "seq/lmtrain.h"

struct qn_lmtrain_numbers {
	double step;
	double cut;       /* what is left of the learning rate     */
	double best;      /* nats of the best validation           */
	double since;     /* epochs since then                     */
	double recent;    /* nats of a piece, lately               */
	double rollbacks; /* so far                                */
	double log;       /* bytes of the log                      */
};

struct qn_lmtrain_state {
	struct qn_optim optim;
	struct qn_netrun *run;
	float *w;    /* [optim.n] the net's                           */
	float *best; /* [optim.n], NULL without validation            */
	struct qn_lmtrain_numbers number;

	/* what is gone back to: w, mean, square, the run's state */
	float *kept;
	struct qn_lmtrain_numbers kept_number;
};

bool qn_lmtrain_state_init(struct qn_lmtrain_state *s, struct qn_lmneural *m,
                           const struct qn_lmtrain_options *o, uint64_t total,
                           struct qn_err *e);
void qn_lmtrain_state_release(struct qn_lmtrain_state *s);

/* Remember; go back. */
void qn_lmtrain_state_keep(struct qn_lmtrain_state *s);
void qn_lmtrain_state_restore(struct qn_lmtrain_state *s);

/* The checkpoint of o, with facts of the run. */
bool qn_lmtrain_state_save(const struct qn_lmtrain_state *s,
                           const struct qn_lmneural *m,
                           const struct qn_lmtext *text,
                           const struct qn_lmtrain_options *o,
                           struct qn_err *e);

/* Nothing happens where there is none; false with `e` set for one of another
 * run. */
bool qn_lmtrain_state_load(struct qn_lmtrain_state *s,
                           const struct qn_lmneural *m,
                           const struct qn_lmtext *text,
                           const struct qn_lmtrain_options *o,
                           struct qn_err *e);
#endif
