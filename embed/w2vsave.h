/* SPDX-License-Identifier: MIT */
/*
 * w2vsave.h -- checkpoints of word2vec: all rows after a number of epochs.
 *
 * Random numbers are functions of seed, epoch and shard, so nothing but the
 * rows and the epoch needs keeping: with one thread, or in deterministic
 * mode, a run that was resumed ends with the bytes of one that was not.
 */
#ifndef QN_EMBED_W2VSAVE_H
#define QN_EMBED_W2VSAVE_H

#include "base/err.h"
#include "embed/w2vrun.h"

/* Write r->o->checkpoint, saying that r->epoch epochs are done. */
bool qn_w2v_checkpoint(const struct qn_w2v_run *r, struct qn_err *e);

/*
 * Read it back into the model and r->epoch; a file that does not exist leaves
 * both as they are.  Fails when it was made with other options, or from
 * another text.
 */
bool qn_w2v_resume(struct qn_w2v_run *r, struct qn_err *e);
#endif
