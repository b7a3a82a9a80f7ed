/* SPDX-License-Identifier: MIT */
/*
 * optim.h -- optimisers: gradients to steps, their clipping, their schedules.
 *
 *	gradients --norm--> clipped --averages, rate(step)--> parameters
 *
 * Formulas are PyTorch's, so that a run can be held against it: SGD with
 * momentum (Polyak; Nesterov), Adagrad (Duchi et al., 2011), Adadelta (Zeiler,
 * 2012), RMSprop (Tieleman and Hinton, 2012), Adam (Kingma and Ba, 2015),
 * AdamW (Loshchilov and Hutter, 2019).  All walk the slab in chunks of fixed
 * size.  What they keep of each parameter:
 *
 *	            mean                     square
 *	SGD         momentum, if any         -
 *	Adagrad     -                        sum of squares
 *	Adadelta    mean square of steps     mean square
 *	RMSprop     momentum, if any         mean square
 *	Adam(W)     mean                     mean square
 */
#ifndef QN_SEQ_OPTIM_H
#define QN_SEQ_OPTIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "seq/nnkern.h"

/* How the rate goes, from step 1 to `total`, after a linear rise over the
 * first `warmup` steps. */
enum qn_schedule {
	QN_SCHEDULE_COSINE, /* falls to a hundredth                       */
	QN_SCHEDULE_CONSTANT,
	QN_SCHEDULE_LINEAR,  /* falls to 0                                 */
	QN_SCHEDULE_INVERSE, /* 1 / square root of steps, from warm-up on  */
	QN_SCHEDULE_PLATEAU, /* times `fall` whenever validation does not
	                      * improve; the caller does that             */
	QN_SCHEDULE_STEP     /* times `fall` every `fall_every` epochs     */
};

struct qn_optim_options {
	enum qn_optimizer kind;
	enum qn_schedule schedule;
	float rate;         /* learning rate, > 0                           */
	float momentum;     /* SGD's, RMSprop's, [0, 1)                     */
	float mean, square; /* decay of the averages, [0, 1)                */
	float epsilon;      /* beside the square's root, > 0                */
	float decay;        /* weight decay, >= 0: L2, for AdamW decoupled  */
	float clip;         /* most that the gradient's norm may be; 0 = no
	                     * limit                                       */
	float clip_value;   /* then most that each of it may be; 0 likewise */
	uint64_t warmup;    /* steps                                        */
	double fall_every;  /* QN_SCHEDULE_STEP: epochs; 0 = every one      */
	float fall;         /* [0, 1]; 0 = 0.5, of a plateau 0.25           */
	float cooldown;     /* share of all steps, at the end, over which
	                     * what the schedule gives falls to 0: [0, 1]  */
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
	float *mean;    /* [n], or NULL: see above                         */
	float *square;  /* [n], or NULL                                    */
	uint64_t step;  /* steps done                                     */
	uint64_t total; /* steps in all, for the schedule                 */
	uint64_t epoch; /* steps of an epoch, likewise: set by the caller   */
	float cut;   /* what a plateau or a roll back has left of the rate: 1 */
	double norm; /* of the last gradient, before clipping          */
	double *part; /* [chunks]                                       */
};

bool qn_optim_check(const struct qn_optim_options *o, struct qn_err *e);

/* False with `e` set when memory does not suffice; release in every case. */
bool qn_optim_init(struct qn_optim *p, const struct qn_optim_options *o,
                   size_t n, uint64_t total, struct qn_err *e);
void qn_optim_release(struct qn_optim *p);

/* What a fall leaves of the rate. */
float qn_optim_fall(const struct qn_optim_options *o);

/* The rate of the next step. */
double qn_optim_rate(const struct qn_optim *p);

/* A step on w [n] with gradients g.  False, with nothing changed, when their
 * norm is not finite. */
bool qn_optim_step(struct qn_optim *p, float *w, const float *g,
                   struct qn_pool *pool);
#endif
