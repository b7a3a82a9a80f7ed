/* SPDX-License-Identifier: MIT */
/*
 * trainstate.h -- all that a training run is at a step, to go back to in
 * memory, or to go on from in a file.
 *
 *	w mean square state     parameters, the optimiser, what is carried on
 *	best                    parameters of the best validation
 *	average                 the mean of those after the last epochs
 *	numbers                 the step, and what else is counted
 */
#ifndef QN_SEQ_TRAINSTATE_H
#define QN_SEQ_TRAINSTATE_H

#include "base/checkpoint.h"
#include "seq/optim.h"

struct qn_train_numbers {
	double step;
	double cut;       /* what is left of the learning rate     */
	double best;      /* what the best validation came to      */
	double since;     /* validations since then                */
	double recent;    /* nats of a piece, lately               */
	double rollbacks; /* so far                                */
	double log;       /* bytes of the log                      */
	double averaged;  /* epochs that `average` is of           */
};

struct qn_trainstate {
	struct qn_optim optim;
	float *w;         /* [optim.n] the net's; borrowed                 */
	float *carried;   /* [carried_n] what a step leaves to the next    */
	size_t carried_n; /* one; borrowed                                 */
	float *best;      /* [optim.n], NULL without validation            */
	float *average;   /* [optim.n], NULL unless asked for              */
	struct qn_train_numbers number;

	/* what is gone back to: w, mean, square, carried */
	float *kept;
	struct qn_train_numbers kept_number;
};

/* What is kept beside the parameters. */
struct qn_trainstate_plan {
	uint64_t total; /* steps                                          */
	bool best, average;
	double recent; /* what a piece costs before anything was learnt   */
};

/* `s` holds w, carried and carried_n.  False with `e` set when memory does not
 * suffice; release in every case. */
bool qn_trainstate_init(struct qn_trainstate *s,
                        const struct qn_optim_options *o, size_t n,
                        const struct qn_trainstate_plan *plan,
                        struct qn_err *e);
void qn_trainstate_release(struct qn_trainstate *s);

/* Remember; go back, and take no average any more of what was since. */
void qn_trainstate_keep(struct qn_trainstate *s);
void qn_trainstate_restore(struct qn_trainstate *s);

/* The parameters are one more of those to be averaged. */
void qn_trainstate_average(struct qn_trainstate *s);

/* What a checkpoint says of its run. */
struct qn_trainfacts {
	const char *kind;
	struct qn_fact fact[48];
	size_t n;
};

void qn_trainfacts_add(struct qn_trainfacts *f, const char *key, double x);
void qn_trainfacts_text(struct qn_trainfacts *f, const char *key,
                        const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void qn_trainfacts_optim(struct qn_trainfacts *f,
                         const struct qn_optim_options *o);

bool qn_trainstate_save(const struct qn_trainstate *s, const char *path,
                        const struct qn_trainfacts *f, struct qn_err *e);

/* Nothing happens where there is none; false with `e` set for one of another
 * run. */
bool qn_trainstate_load(struct qn_trainstate *s, const char *path,
                        const struct qn_trainfacts *f, struct qn_err *e);
#endif
