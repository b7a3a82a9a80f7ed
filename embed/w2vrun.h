/* SPDX-License-Identifier: MIT */
/*
 * w2vrun.h -- an epoch of word2vec: who trains which line when.
 */
#ifndef QN_EMBED_W2VRUN_H
#define QN_EMBED_W2VRUN_H

#include "base/err.h"
#include "base/pool.h"
#include "embed/w2vparams.h"
#include "embed/w2vplan.h"
#include "embed/word2vec.h"

struct qn_w2v_run {
	const struct qn_w2v_options *o;
	const struct qn_corpus *corpus;
	struct qn_pool *pool;
	struct qn_w2v_params model;
	struct qn_w2v_drawing drawing;
	float alpha; /* first learning rate                  */
	int epoch;   /* the one under way, from 0            */
};

/* The learning rate once `done` of all words of all epochs are trained. */
float qn_w2v_rate(const struct qn_w2v_run *r, double done);

/* Tell the progress callback; false when it wants to stop. */
bool qn_w2v_tell(const struct qn_w2v_run *r, double done, double loss,
                 double pairs);

/* Every thread trains its own part of the corpus on the shared rows, without
 * locks (w2vasync.c). */
bool qn_w2v_epoch_async(struct qn_w2v_run *r, struct qn_err *e);

/* The same bytes for any number of threads (w2vrounds.c). */
bool qn_w2v_epoch_rounds(struct qn_w2v_run *r, struct qn_err *e);
#endif
