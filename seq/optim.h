/* SPDX-License-Identifier: MIT */
/*
 * optim.h -- optimisers: gradients to steps, their clipping, their schedules.
 *
 *	gradients --norm--> clipped --averages, rate(step)--> parameters
 *
 * Formulas are PyTorch's, so that a run can be held against it: SGD with
 * momentum (Polyak; Nesterov), Adam (Kingma and Ba, 2015), AdamW (Loshchilov
 * and Hutter, 2019).  All walk the slab in chunks of fixed size.
 */
#ifndef QN_SEQ_OPTIM_H
#define QN_SEQ_OPTIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"

enum qn_optimizer {
	QN_OPTIM_SGD,
	QN_OPTIM_NESTEROV,
	QN_OPTIM_ADAM,
	QN_OPTIM_ADAMW
};

/* How the rate goes, from step 1 to `total`, after a linear rise over the
 * first `warmup` steps. */
enum qn_schedule {
	QN_SCHEDULE_COSINE, /* falls to a hundredth                       */
	QN_SCHEDULE_CONSTANT,
	QN_SCHEDULE_LINEAR,  /* falls to 0                                 */
	QN_SCHEDULE_INVERSE, /* 1 / square root of steps, from warm-up on  */
	QN_SCHEDULE_PLATEAU  /* divided by 4 whenever validation does not
	                      * improve; the caller does that             */
};

struct qn_optim_options {
	enum qn_optimizer kind;
	enum qn_schedule schedule;
	float rate;         /* learning rate, > 0                           */
	float momentum;     /* SGD's, [0, 1)                                */
	float mean, square; /* Adam's two betas, [0, 1)                     */
	float epsilon;      /* Adam's, > 0                                  */
	float decay;        /* weight decay, >= 0: L2, for AdamW decoupled  */
	float clip;         /* most that the gradient's norm may be; 0 = no
	                     * limit                                       */
	uint64_t warmup;    /* steps                                        */
};

#define QN_OPTIM_DEFAULTS                                                      \
	(struct qn_optim_options)                                              \
	{                                                                      \
		.kind = QN_OPTIM_ADAM, .rate = 1e-3f, .mean = 0.9f,            \
		.square = 0.999f, .epsilon = 1e-8f                             \
	}

struct qn_optim {
	struct qn_optim_options o;
	size_t n;       /* parameters                                      */
	float *mean;    /* [n] momentum or Adam's mean; NULL for plain SGD   */
	float *square;  /* [n] Adam's, else NULL                           */
	uint64_t step;  /* steps done                                     */
	uint64_t total; /* steps in all, for the schedule                 */
	float cut;   /* what a plateau or a roll back has left of the rate: 1 */
	double norm; /* of the last gradient, before clipping          */
	double *part; /* [chunks]                                       */
};

bool qn_optim_check(const struct qn_optim_options *o, struct qn_err *e);

/* False with `e` set when memory does not suffice; release in every case. */
bool qn_optim_init(struct qn_optim *p, const struct qn_optim_options *o,
                   size_t n, uint64_t total, struct qn_err *e);
void qn_optim_release(struct qn_optim *p);

/* The rate of the next step. */
double qn_optim_rate(const struct qn_optim *p);

/* A step on w [n] with gradients g.  False, with nothing changed, when their
 * norm is not finite. */
bool qn_optim_step(struct qn_optim *p, float *w, const float *g,
                   struct qn_pool *pool);
#endif
