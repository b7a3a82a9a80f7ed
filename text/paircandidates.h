/* SPDX-License-Identifier: MIT */
/*
 * paircandidates.h -- the rows that may be alike enough to one of them, for
 * qn_allpairs().
 *
 *	row i   head ----> lists ----> sums ----> bins ---> buckets
 *	rows j > i            58 M visits  12 M      0.9 M      0.3 M
 *	                      (50,000 paragraphs of Wikipedia, threshold 0.5,
 *	                       where 12,000 pairs are alike)
 */
#ifndef QN_TEXT_PAIRCANDIDATES_H
#define QN_TEXT_PAIRCANDIDATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "text/pairindex.h"

/* One for each thread.  Zero-initialise; release with
 * qn_paircandidates_release(). */
struct qn_paircandidates {
	float *sum;    /* [rows] of products so far, in the course of a row */
	uint32_t *row; /* [rows and some] the candidates, in no order       */
};

/* False with `e` set for no memory. */
bool qn_paircandidates_init(struct qn_paircandidates *c,
                            const struct qn_pairindex *x, struct qn_err *e);

/*
 * Find the rows behind row `i` whose score with it may be `floor`, all of
 * those that reach it among them, into c->row; how many.  Bounds are floats:
 * `floor` is lower than what is looked for by more than their rounding.
 */
size_t qn_paircandidates_find(struct qn_paircandidates *c,
                              const struct qn_pairindex *x, uint32_t i,
                              float floor);
void qn_paircandidates_release(struct qn_paircandidates *c);
#endif
