/* SPDX-License-Identifier: MIT */
/*
 * mtsample.h -- how sure a score is, and whether two differ by chance.
 *
 *	bootstrap       a corpus is drawn from its own segments, with
 *	                repetition, again and again: the scores' spread
 *	                (Koehn, "Statistical Significance Tests for Machine
 *	                Translation Evaluation", 2004)
 *	randomisation   segments of two systems are swapped at random: how
 *	                often they then differ as much (Riezler and Maxwell,
 *	                2005)
 *
 * Draws are those of NumPy's default_rng(seed) and sums are of floats where
 * sacreBLEU has floats, so that the same seed gives its numbers.
 */
#ifndef QN_SEQ_MTSAMPLE_H
#define QN_SEQ_MTSAMPLE_H

#include <stdint.h>

#include "base/pool.h"
#include "base/progress.h"
#include "seq/mtmetric.h"

enum qn_mt_test { QN_MT_BOOTSTRAP, QN_MT_RANDOMISE };

struct qn_mt_sampling {
	enum qn_mt_test test;
	size_t samples; /* >= 1 */
	uint64_t seed;
	const struct qn_progress *progress; /* in samples; may be NULL */
};

/* What is to be compared: statistics as mtcorpus.h keeps them. */
struct qn_mt_systems {
	const struct qn_mt_metric *metric;
	size_t systems, segments;  /* segments < 2^32 */
	const double *const *each; /* [systems][segments * stats]         */
	const double *sum;         /* [systems][stats]                    */
};

struct qn_mt_verdict {
	double score;
	/* By bootstrap: the mean of the samples' scores, and half of what 95 %
	 * of them lie in. */
	double mean, half;
	/* How probable such a difference from the first system is if the two
	 * are alike; NaN for the first. */
	double p;
};

/* Fill verdict[systems].  False with `e` set. */
bool qn_mt_sample(const struct qn_mt_systems *s, const struct qn_mt_sampling *o,
                  struct qn_pool *pool, struct qn_mt_verdict *verdict,
                  struct qn_err *e);
#endif
