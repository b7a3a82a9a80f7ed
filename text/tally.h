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

#define QN_TALLY_MOST ((uint32_t)1 << 31) /* places before a reset */

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
	size_t row;   /* where the present one begins             */
	size_t taken; /* pairs that were last taken away          */
};

/* Count `n` ids below `ids`, each `times`, in the present document; UINT32_MAX
 * is passed over. */
void qn_tally_add(struct qn_tally *t, const uint32_t *id, size_t n,
                  uint32_t times, size_t ids);

/* They will be counted soon. */
static inline __attribute__((always_inline)) void
qn_tally_fetch(const struct qn_tally *t, const uint32_t *id, size_t n)
{
	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(&t->cell[id[i]], 1);
}

/* The present row, with room for `n` pairs more: for who counts elsewhere.
 * Places of this row are from t->base on. */
struct qn_tally_pair *qn_tally_row(struct qn_tally *t, size_t n);

/* Forget where ids were last counted; between two documents only. */
void qn_tally_reset(struct qn_tally *t);

/* Add what was counted elsewhere in all; `id` is below t->cells. */
static inline void qn_tally_put(struct qn_tally *t, uint32_t id, uint32_t df,
                                uint64_t cf)
{
	t->cell[id].df += df;
	t->cell[id].cf += cf;
}

/* The document ends; how many pairs its row has.  The next one begins. */
size_t qn_tally_end(struct qn_tally *t);

/* Take the pairs of all rows so far away; the caller frees them. */
struct qn_tally_pair *qn_tally_take(struct qn_tally *t);

/* Leave all rows so far away. */
void qn_tally_clear(struct qn_tally *t);

/* Room for ids below `ids`. */
void qn_tally_grow(struct qn_tally *t, size_t ids);
void qn_tally_release(struct qn_tally *t);
#endif
