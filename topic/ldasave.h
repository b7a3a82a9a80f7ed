/* SPDX-License-Identifier: MIT */
/*
 * ldasave.h -- checkpoints of a run: the topics of all tokens, alpha and beta
 * after some sweep.
 *
 * Random numbers are functions of seed, sweep and block, so that nothing else
 * needs keeping but the order of documents' lists of topics: a run that was
 * resumed ends with the bytes of one that was never stopped.  The file is
 * safetensors of kind "lda-checkpoint": alpha F64 [K], topic U16 [tokens] in
 * the order of the documents, and where there are lists order U16 [entries].
 */
#ifndef QN_TOPIC_LDASAVE_H
#define QN_TOPIC_LDASAVE_H

#include "topic/lda.h"

/* Write l->options.checkpoint. */
bool qn_lda_checkpoint(const struct qn_lda *l, struct qn_err *e);

/* Go on from it where it exists.  False with `e` set when it was made with
 * other options, or from other documents. */
bool qn_lda_resume(struct qn_lda *l, struct qn_err *e);
#endif
