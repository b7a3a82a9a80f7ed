/* SPDX-License-Identifier: MIT */
/*
 * bleu.h -- BLEU (Papineni et al., 2002) as sacreBLEU computes it (Post,
 * "A Call for Clarity in Reporting BLEU Scores", 2018).
 *
 *	segment  --> statistics: lengths, matches and n-grams of each order
 *	segments --> the sums of those --> score
 *
 *	BLEU = 100 BP exp(mean over n of log(matches_n / ngrams_n))
 *	BP = min(1, exp(1 - reference length / length))
 *
 * Statistics add up: those of a corpus are the sums of those of its segments,
 * in whatever order and by however many jobs.
 */
#ifndef QN_SEQ_BLEU_H
#define QN_SEQ_BLEU_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "seq/mttok.h"

#define QN_BLEU_ORDER 16 /* the longest n-gram there can be */

enum qn_bleu_smooth {
	QN_BLEU_EXP,   /* the k-th count of 0 becomes 1 / 2^k       */
	QN_BLEU_FLOOR, /* counts of 0 become a value                */
	QN_BLEU_ADD_K, /* a value is added to all but the unigrams' */
	QN_BLEU_RAW,   /* nothing is done: sacreBLEU's "none"       */
};

struct qn_bleu_options {
	enum qn_mttok_rule rule; /* none to bytes                        */
	bool lower;
	int order; /* 1..QN_BLEU_ORDER                          */
	enum qn_bleu_smooth smooth;
	double value;   /* of floor and add-k                          */
	bool effective; /* orders that a short text lacks do not count */
};

#define QN_BLEU_DEFAULTS                                                       \
	(struct qn_bleu_options)                                               \
	{                                                                      \
		.rule = QN_MTTOK_13A, .order = 4, .smooth = QN_BLEU_EXP        \
	}

/* What sacreBLEU takes for a smoothing's value when none is given. */
QN_API double qn_bleu_default_value(enum qn_bleu_smooth smooth);

/* The statistics of a segment: {length, reference length, matches[order],
 * n-grams[order]}, as many as this. */
static inline size_t qn_bleu_stats(const struct qn_bleu_options *o)
{
	return 2 + 2 * (size_t)o->order;
}

/* For one thread; free with qn_bleu_free(). */
struct qn_bleu;
QN_API struct qn_bleu *qn_bleu_new(const struct qn_bleu_options *o);
QN_API void qn_bleu_free(struct qn_bleu *b);

/* The statistics of one segment against reference[n], which may be any number
 * of them but none; lines are valid UTF-8. */
QN_API void qn_bleu_segment(struct qn_bleu *b, struct qn_slice hypothesis,
                            const struct qn_slice *reference, size_t n,
                            double *stats);

/* A word, and the order of the longest n-gram that it is part of and that
 * counts as a match; 0 when the references do not have the word. */
struct qn_bleu_mark {
	struct qn_slice word; /* as it is compared */
	unsigned char order;
};

/* The words of a segment, `*words` of them, parts of one text in the order in
 * which they stand there; valid until the next call. */
QN_API const struct qn_bleu_mark *
qn_bleu_marks(struct qn_bleu *b, struct qn_slice hypothesis,
              const struct qn_slice *reference, size_t n, size_t *words);

struct qn_bleu_score {
	double score, penalty;           /* 0..100, 0..1         */
	double precision[QN_BLEU_ORDER]; /* smoothed, 0..100     */
	double length, reference_length;
};

/* The score of a sum of statistics.  `single`: computed with floats, as
 * sacreBLEU does for samples. */
QN_API struct qn_bleu_score qn_bleu_score(const struct qn_bleu_options *o,
                                          const double *stats, bool single);
#endif
