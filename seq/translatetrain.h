/* SPDX-License-Identifier: MIT */
/*
 * translatetrain.h -- training a translator on pairs of sentences.
 *
 * The course of it is train.h's; validation, after each epoch, is by the loss
 * of held-out pairs and by the BLEU of their greedy translations
 * (sacreBLEU's: 13a, mixed case).
 */
#ifndef QN_SEQ_TRANSLATETRAIN_H
#define QN_SEQ_TRANSLATETRAIN_H

#include "seq/mtsampling.h"
#include "seq/train.h"
#include "seq/translatedata.h"
#include "seq/translator.h"

enum qn_mtjudge { QN_MTJUDGE_BLEU, QN_MTJUDGE_LOSS };

struct qn_mttrain_options {
	struct qn_train_options course;
	size_t epochs; /* passes over the pairs, >= 1                       */
	size_t batch;  /* pieces of a batch, on either side                 */
	struct qn_lesson lesson; /* dropout, label smoothing, precision; seed */
	struct qn_mtsampling sampling;  /* recurrent; half 0: of all steps  */
	const struct qn_mtpairs *valid; /* with text, or NULL               */
	enum qn_mtjudge judge; /* which parameters are the best             */
};

bool qn_mttrain_check(const struct qn_mttrain_options *o, struct qn_err *e);

/*
 * Train m, whatever its parameters were; they are the best ones then, by
 * validation, or the last.  False with `e` set as by qn_train().
 */
bool qn_mttrain(struct qn_translator *m, const struct qn_mtpairs *pairs,
                const struct qn_mttrain_options *o, struct qn_pool *pool,
                struct qn_err *e);
#endif
