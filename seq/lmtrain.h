/* SPDX-License-Identifier: MIT */
/*
 * lmtrain.h -- training a network on a text.
 *
 * The course of it is train.h's; validation is after each epoch.
 */
#ifndef QN_SEQ_LMTRAIN_H
#define QN_SEQ_LMTRAIN_H

#include "base/progress.h"
#include "seq/lmneural.h"
#include "seq/train.h"

struct qn_lmtrain_options {
	struct qn_train_options course; /* patience goes by epochs           */
	enum qn_begin begin; /* how matrices begin, and their scale: params.h */
	float begin_scale;
	size_t epochs;     /* passes over the text, >= 1                 */
	size_t batch;      /* sequences side by side                     */
	size_t accumulate; /* batches of a step, >= 1                 */
	size_t bptt;       /* pieces of each: how far gradients go back  */
	struct qn_lesson lesson; /* dropout, label smoothing; seed         */
	const char *valid; /* text to choose parameters by, or NULL      */
};

bool qn_lmtrain_check(const struct qn_lmtrain_options *o, struct qn_err *e);

/* What a checkpoint of such a run says of it: optimiser, beginning, lesson. */
void qn_lmtrain_facts(struct qn_trainfacts *f,
                      const struct qn_lmtrain_options *o);

/*
 * Train m, whatever its parameters were, on `text`; they are the best ones
 * then, by validation, or the last.  False with `e` set for a
 * text that is too short, a checkpoint of another run, or when training
 * diverges; or interrupted, with a checkpoint written.
 */
bool qn_lmtrain(struct qn_lmneural *m, const struct qn_lmtext *text,
                const struct qn_lmtrain_options *o, struct qn_pool *pool,
                struct qn_err *e);
#endif
