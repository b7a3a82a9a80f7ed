/* SPDX-License-Identifier: MIT */
/*
 * sgdsave.h -- all epochs of a run, with checkpoints: all parameters after a
 * number of epochs.
 *
 * Random numbers are functions of seed, epoch and shard, so nothing but the
 * rows and the epoch needs keeping: with one thread, or in deterministic
 * mode, a run that was resumed ends with the bytes of one that was not.
 */
#ifndef QN_EMBED_SGDSAVE_H
#define QN_EMBED_SGDSAVE_H

#include "base/checkpoint.h"
#include "embed/sgd.h"

struct qn_sgd_save {
	const char *kind; /* of checkpoint: "word2vec-checkpoint"        */
	const char *path; /* NULL: none is asked for                     */
	int every;        /* epochs between two; 0 = write none          */
	bool resume;      /* go on from it where it exists               */
	const struct qn_fact *fact; /* [facts] that have to agree    */
	size_t facts;
};

/*
 * Train the epochs that are left, after those of the checkpoint where
 * s->resume finds one, and write s->path whenever one is due.  Fails when the
 * checkpoint was made with other options, or from another text; when training
 * stops, or diverges.
 */
bool qn_sgd_train(struct qn_sgd *r, const struct qn_sgd_save *s,
                  struct qn_err *e);
#endif
