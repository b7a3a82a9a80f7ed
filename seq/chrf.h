/* SPDX-License-Identifier: MIT */
/*
 * chrf.h -- chrF and chrF++ (Popović, 2015 and 2017) as sacreBLEU computes
 * them: the F score of n-grams of characters, and of words.
 *
 *	F = (1 + beta^2) P R / (beta^2 P + R)
 *
 * with P and R averaged over the orders that both texts have, or, with
 * `epsilon`, F averaged over all.  Of several references the one with the
 * best F counts.  Statistics add up, as in bleu.h.
 */
#ifndef QN_SEQ_CHRF_H
#define QN_SEQ_CHRF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

#define QN_CHRF_ORDER 32 /* the longest n-gram there can be, each kind */

struct qn_chrf_options {
	int chars; /* longest n-gram of characters, 0..QN_CHRF_ORDER */
	int words; /* of words; 2: chrF++                            */
	int beta;  /* recall counts beta times as much; >= 0         */
	bool lower, spaces, epsilon;
};

#define QN_CHRF_DEFAULTS                                                       \
	(struct qn_chrf_options)                                               \
	{                                                                      \
		.chars = 6, .beta = 2                                          \
	}

/* The statistics of a segment: {n-grams, the reference's, matches} of each
 * order, characters first, as many as this. */
static inline size_t qn_chrf_stats(const struct qn_chrf_options *o)
{
	return 3 * (size_t)(o->chars + o->words);
}

/* For one thread; free with qn_chrf_free(). */
struct qn_chrf;
QN_API struct qn_chrf *qn_chrf_new(const struct qn_chrf_options *o);
QN_API void qn_chrf_free(struct qn_chrf *c);

/* As qn_bleu_segment(). */
QN_API void qn_chrf_segment(struct qn_chrf *c, struct qn_slice hypothesis,
                            const struct qn_slice *reference, size_t n,
                            double *stats);

/* The score of a sum of statistics, 0..100; `single` as in bleu.h. */
QN_API double qn_chrf_score(const struct qn_chrf_options *o,
                            const double *stats, bool single);
#endif
