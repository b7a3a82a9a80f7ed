/* SPDX-License-Identifier: MIT */
/*
 * train.h -- the course of a training run, whatever it is that learns.
 *
 *	learner --score--> gradients --step--> parameters     again and again
 *	  now and then: validation, which parameters are the best so far
 *	  now and then: a checkpoint
 *
 * A run that was stopped goes on from its checkpoint to the bytes that it
 * would have come to.  The same holds for any number of threads.
 *
 * Where a loss or a gradient is not finite, parameters go back to what they
 * were up to QN_TRAIN_BACK steps ago, and on at half the rate.  That state
 * is also taken when a checkpoint is written.
 */
#ifndef QN_SEQ_TRAIN_H
#define QN_SEQ_TRAIN_H

#include "base/pool.h"
#include "base/progress.h"
#include "seq/trainlog.h"
#include "seq/trainstate.h"

#define QN_TRAIN_BACK 200

struct qn_train_options {
	struct qn_optim_options optim;
	size_t patience;           /* stop after so many validations without a
	                       * better one; 0 = never                      */
	size_t average;            /* epochs, the last ones, after which the
	                       * parameters are averaged; 0 = none          */
	const char *checkpoint;    /* file; NULL = none                     */
	uint64_t checkpoint_every; /* steps; 0 = only when stopped          */
	bool resume;        /* go on from it where it exists              */
	const char *log;    /* file of trainlog.h, or NULL                */
	uint64_t log_every; /* steps                                      */
	const struct qn_progress *progress;
};

/* Whether they make sense for a run of so many epochs. */
bool qn_train_check(const struct qn_train_options *o, size_t epochs,
                    struct qn_err *e);

struct qn_learner {
	void *ctx;
	float *w; /* [n] parameters, as they begin               */
	size_t n;
	float *carried; /* [carried_n] what a step leaves to the next */
	size_t carried_n;
	uint64_t steps; /* in all; */
	uint64_t epoch; /* of an epoch                               */
	double pieces;  /* of a step, about: for progress            */
	double recent;  /* nats of a piece, before anything is learnt */
	struct qn_trainfacts facts;

	/* The mean loss of step `step`, from 0, and its gradients [n]. */
	double (*score)(void *ctx, uint64_t step, const float **g);

	/* Whether there is to be validation after so many steps; NULL: there
	 * never is. */
	bool (*due)(const void *ctx, uint64_t step);

	/* What the parameters come to, less being better: at the end of a line
	 * of the log, which begins with step and epoch.  False with `e` set. */
	bool (*validate)(void *ctx, struct qn_buf *line, double *loss,
	                 struct qn_err *e);
};

/*
 * Train l->w; they are the best ones then, by validation, of those after each
 * and their average, or the average, or the last.  False
 * with `e` set for a checkpoint of another run, or when training diverges; or
 * interrupted, with a checkpoint written.
 */
bool qn_train(const struct qn_learner *l, const struct qn_train_options *o,
              struct qn_pool *pool, struct qn_err *e);
#endif
