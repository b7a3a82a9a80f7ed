/* SPDX-License-Identifier: MIT */
/*
 * indexrun.h -- sorted runs of postings: what an index is merged from.
 *
 * A run is a stretch of documents turned inside out: its terms in the order of
 * their bytes, each with its postings.  The first byte of a term is the number
 * of the field it is of.
 *
 *	documents 0..999     --> run 0 --+
 *	documents 1000..1999 --> run 1 --+--> terms, each with the postings of
 *	an index             --> run 2 --+    all runs, one after the other
 */
#ifndef QN_TEXT_INDEXRUN_H
#define QN_TEXT_INDEXRUN_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/postingswrite.h"

/* --- one term of one run -------------------------------------------------- */

/* What the size of its list in an index follows from; they add up. */
struct qn_run_counts {
	uint64_t df;
	uint64_t extras;    /* frequencies of QN_EXTRA or more             */
	uint64_t positions; /* bytes of positions                          */
	uint64_t rare;      /* bytes that go with them in a rare list      */
};

/* Postings on their way into a run.  Zero-initialise. */
struct qn_run_term {
	struct qn_run_counts counts;
	struct qn_buf body;
	uint32_t last; /* document of the posting before */
};

/* Begin a posting; its `tf` positions follow, rising, by
 * qn_run_term_position(), unless the index has none. */
void qn_run_term_posting(struct qn_run_term *t, uint32_t doc, uint32_t tf);
void qn_run_term_position(struct qn_run_term *t, uint32_t distance);

/* Append the term to a run, and begin another. */
void qn_run_term_end(struct qn_run_term *t, struct qn_slice term,
                     struct qn_buf *run);

/* --- merging -------------------------------------------------------------- */

struct qn_run {
	size_t begin, end; /* bytes among all runs' */
	uint32_t base;     /* document 0 of the run */
};

struct qn_run_merge;

/* Go through `n` runs, whose documents rise from run to run, in `bytes`, all
 * borrowed. */
struct qn_run_merge *qn_run_merge_new(const struct qn_run *run, size_t n,
                                      struct qn_slice bytes, bool positions);
void qn_run_merge_free(struct qn_run_merge *m);

/* The next term, valid until the next call, and its counts in all runs; false
 * at the end. */
bool qn_run_merge_next(struct qn_run_merge *m, struct qn_slice *term,
                       struct qn_run_counts *counts);

/* The postings of that term, all of them, into an empty list. */
void qn_run_merge_list(struct qn_run_merge *m, bool rare,
                       struct qn_posting_list *l);
#endif
