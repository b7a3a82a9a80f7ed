/* SPDX-License-Identifier: MIT */
/*
 * mtcorpus.h -- all segments of some systems, judged by some metrics.
 *
 *	files --> segments, a batch at a time --> statistics --> their sums
 *	                    all threads                       and, if asked for,
 *	                                                      those of each
 */
#ifndef QN_SEQ_MTCORPUS_H
#define QN_SEQ_MTCORPUS_H

#include "base/pool.h"
#include "base/progress.h"
#include "seq/mtfiles.h"
#include "seq/mtmetric.h"

/* What one metric says of all systems. */
struct qn_mt_totals {
	struct qn_mt_metric metric;
	size_t stats;  /* of a segment: qn_mt_stats()                  */
	double *sum;   /* [systems][stats]                             */
	double **each; /* [systems][segments * stats], if they are kept */
};

struct qn_mt_corpus {
	size_t segments, systems, references;
	size_t tokenized; /* lines of systems that end in " ." */
	size_t metrics;
	struct qn_mt_totals *totals; /* [metrics] */
};

/* How a corpus is to be read. */
struct qn_mt_reading {
	const struct qn_mt_metric *metric; /* [metrics]                      */
	size_t metrics;
	size_t system_files; /* the first of the files; references follow   */
	bool keep;           /* the statistics of each segment              */
	const struct qn_progress *progress; /* in bytes; may be NULL       */

	/* May be NULL: called for each segment in order, with the statistics
	 * of the first system by the first metric; false to stop. */
	bool (*segment)(void *ctx, const double *stats);
	void *ctx;
};

/* Zero-initialise `c`; release it in either case.  False with `e` set; no
 * segment at all is an error. */
bool qn_mt_corpus_read(struct qn_mt_corpus *c, const struct qn_mt_reading *r,
                       struct qn_mt_files *f, struct qn_pool *pool,
                       struct qn_err *e);
void qn_mt_corpus_release(struct qn_mt_corpus *c);
#endif
