/* SPDX-License-Identifier: MIT */
/*
 * tally.h -- n-grams counted, document by document and in all.
 *
 *	ids of a document   7 3 7 9 7
 *	its row             (7, 3) (3, 1) (9, 1)        as they first came
 *	cell[7]             last = where its pair lies, df += 1, cf += 3
 */
#ifndef QN_TEXT_TALLY_H
#define QN_TEXT_TALLY_H

#include <stddef.h>
#include <stdint.h>

struct qn_tally_cell {
	uint32_t last; /* base + place in the row where it was last counted */
	uint32_t df;   /* documents that hold it                            */
	uint64_t cf;   /* occurrences in all                                */
};

struct qn_tally_pair {
	uint32_t id, count;
};

/* Zero-initialise; release with qn_tally_release(). */
struct qn_tally {
	struct qn_tally_cell *cell; /* [cells], by id                       */
	size_t cells;
	uint32_t base;              /* places of earlier rows are below     */
	struct qn_tally_pair *pair; /* [n]: rows not taken away yet         */
	size_t n, room;
	size_t row; /* where the present one begins               */
};

/* Count `n` ids below `ids` of the present document; UINT32_MAX is passed
 * over. */
void qn_tally_add(struct qn_tally *t, const uint32_t *id, size_t n, size_t ids);

/* The document ends; how many pairs its row has.  The next one begins. */
size_t qn_tally_end(struct qn_tally *t);

/* Take the pairs of all rows so far away; the caller frees them. */
struct qn_tally_pair *qn_tally_take(struct qn_tally *t);

/* Room for ids below `ids`. */
void qn_tally_grow(struct qn_tally *t, size_t ids);
void qn_tally_release(struct qn_tally *t);
#endif
