/* SPDX-License-Identifier: MIT */
/*
 * ter.h -- translation edit rate (Snover et al., 2006) as sacreBLEU computes
 * it: how many edits make a translation its reference, a shift of some words
 * to another place being one, for each word of the reference.
 *
 *	TER = 100 edits / mean length of the references
 *
 * Statistics add up, as in bleu.h.
 */
#ifndef QN_SEQ_TER_H
#define QN_SEQ_TER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct qn_ter_options {
	bool case_sensitive;
	bool normalized, no_punct, asian; /* as in mttok.h */
};

#define QN_TER_STATS 2 /* of a segment: {edits, mean reference length} */

/* For one thread; free with qn_ter_free(). */
struct qn_ter;
QN_API struct qn_ter *qn_ter_new(const struct qn_ter_options *o);
QN_API void qn_ter_free(struct qn_ter *t);

/* As qn_bleu_segment(). */
QN_API void qn_ter_segment(struct qn_ter *t, struct qn_slice hypothesis,
                           const struct qn_slice *reference, size_t n,
                           double *stats);

/* The score of a sum of statistics, 0 or more; `single` as in bleu.h. */
QN_API double qn_ter_score(const double *stats, bool single);
#endif
