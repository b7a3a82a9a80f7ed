/* SPDX-License-Identifier: MIT */
/*
 * indexwindow.h -- what the documents of a window may score, as sums of
 * impacts in 16 bits each.
 *
 *	lists --add--> sum [QN_WINDOW] --take--> (place, sum) of the large ones
 *	                                --ask--> those that another list lifts
 *
 * A list adds impact * weight / 256, rounded down.
 */
#ifndef QN_TEXT_INDEXWINDOW_H
#define QN_TEXT_INDEXWINDOW_H

#include "base/kern.h"
#include "text/postings.h"

/* A list on its way through the windows. */
struct qn_scan {
	const struct qn_postings *postings;
	uint16_t weight;
	uint8_t best;         /* impact of a rare list's best       */
	uint32_t from, to;    /* postings of the present window     */
	uint32_t bound, cost; /* of the present window, see below   */
};

/* What things cost, in postings added to a sum. */
#define QN_COST_DENSE 450 /* adding a window of a dense list    */
#define QN_COST_SUMS  96  /* going through the sums of a window */

struct qn_window_sums {
	const struct qn_kern *kern;
	uint32_t documents;   /* of the index                        */
	uint16_t *sum;        /* [QN_WINDOW] 0 between windows       */
	uint16_t *at, *value; /* [QN_WINDOW] the first n: large sums */
	uint8_t *impact;      /* [QN_WINDOW] of those by a list      */
	size_t n;
};

void qn_window_sums_init(struct qn_window_sums *s, uint32_t documents);
void qn_window_sums_release(struct qn_window_sums *s);

/* The next window, `w`: the list's postings in it, what they cost to add, and
 * the most that they add to a sum. */
void qn_scan_enter(struct qn_scan *s, uint32_t w);

/* Add up what `n` lists hold of window `w`, and take the documents whose sums
 * are `limit`, at least 1, or more. */
void qn_window_add(struct qn_window_sums *s, struct qn_scan *const *list,
                   size_t n, uint32_t w, uint32_t limit);

/* Add what a list that is not rare holds of these; those that come to `limit`
 * or more are left. */
void qn_window_ask(struct qn_window_sums *s, const struct qn_scan *list,
                   uint32_t w, uint32_t limit);
#endif
