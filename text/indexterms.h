/* SPDX-License-Identifier: MIT */
/*
 * indexterms.h -- what the writer and the reader of an index agree on.
 */
#ifndef QN_TEXT_INDEXTERMS_H
#define QN_TEXT_INDEXTERMS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "text/impact.h"
#include "text/indexabout.h"

/* Slots of the table of terms, which is 3/4 full.  A term is at the first slot
 * from qn_term_slot() on, of the key's qn_hash(), that holds its number + 1;
 * 0 is free. */
static inline size_t qn_term_slots(size_t terms)
{
	return terms + terms / 3 + 1;
}

static inline size_t qn_term_slot(uint64_t hash, size_t slots)
{
	return (size_t)((hash >> 32) * slots >> 32);
}

/* ln((1 + N) / (1 + df)) + 1, as scikit-learn smooths it. */
static inline double qn_smooth_idf(uint32_t df, uint64_t documents)
{
	return log((1 + (double)documents) / (1 + (double)df)) + 1;
}

/* How the index scores a field. */
static inline struct qn_impact
qn_index_about_impact(const struct qn_index_about *a, int field,
                      const uint32_t *length)
{
	double mean =
	    a->documents ? (double)a->tokens[field] / (double)a->documents : 0;
	return (struct qn_impact){a->k1, a->b, mean > 0 ? mean : 1, length};
}
#endif
