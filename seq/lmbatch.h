/* SPDX-License-Identifier: MIT */
/*
 * lmbatch.h -- which pieces of a text are learnt from at which step.
 *
 * A network that carries its state from batch to batch reads as many tracks
 * side by side as a batch has rows, each a run of the text; an epoch is once
 * along them.
 *
 *	text  [ track 0          ][ track 1          ]   batch 2: |
 *	       ....|....|^^^^|....  ....|....|^^^^|....           ^
 *
 * One that does not gets rows from anywhere, drawn anew for each step; an
 * epoch is as many steps as would cover the text.
 */
#ifndef QN_SEQ_LMBATCH_H
#define QN_SEQ_LMBATCH_H

#include <stdbool.h>

#include "seq/lmvocab.h"

struct qn_lmbatch {
	const struct qn_lmtext *text;
	size_t rows, steps;
	bool tracks;
	uint64_t seed;   /* of what is drawn */
	uint32_t *x, *y; /* [rows][steps] what is read, what comes next */
};

/* Steps of an epoch; 0 if the text is too short for one. */
size_t qn_lmbatch_epoch(const struct qn_lmbatch *b);

/* Fill x and y for a step, counted from 0 through all epochs. */
void qn_lmbatch_fill(const struct qn_lmbatch *b, uint64_t step);
#endif
