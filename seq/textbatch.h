/* SPDX-License-Identifier: MIT */
/*
 * textbatch.h -- which lines are learnt from together: some of about the same
 * length, others in each epoch.
 *
 *	lines --shuffled--> by length, up to 8, 16, 32 ... pieces --> batches
 *	      --shuffled--> steps
 */
#ifndef QN_SEQ_TEXTBATCH_H
#define QN_SEQ_TEXTBATCH_H

#include "seq/textset.h"

#define QN_TEXTBATCH_SIZES 24

struct qn_textbatch {
	size_t size;    /* its lines have up to qn_textbatch_room() pieces */
	size_t from, n; /* in `order` of the plan                       */
};

struct qn_textplan {
	const struct qn_textset *set;
	size_t most, rows; /* pieces that count of a line; lines of a batch */
	uint64_t seed;

	uint32_t *order;            /* [set->n]    */
	struct qn_textbatch *batch; /* [n]         */
	size_t n;                   /* of an epoch */
	uint64_t epoch;             /* that it is for */
};

/* For lines of a set, most and rows; release with qn_textplan_release(). */
void qn_textplan_init(struct qn_textplan *p, const struct qn_textset *set,
                      size_t most, size_t rows, uint64_t seed);
void qn_textplan_release(struct qn_textplan *p);

/* Pieces of line i that count. */
size_t qn_textplan_length(const struct qn_textplan *p, size_t i);

/* Pieces that a line of a size may have. */
size_t qn_textbatch_room(const struct qn_textplan *p, size_t size);

/* The batch of a step, from 0 on through all epochs. */
const struct qn_textbatch *qn_textplan_step(struct qn_textplan *p,
                                            uint64_t step);
#endif
