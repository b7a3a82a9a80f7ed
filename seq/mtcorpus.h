/* SPDX-License-Identifier: MIT */
/*
 * mtcorpus.h -- all segments of some systems, judged by some metrics.
 *
 *	files --> segments, a batch at a time --> statistics --> their sums
 *	                    all threads                       and, if asked for,
 *	                                                      those of groups,
 *	                                                      those of each
 */
#ifndef QN_SEQ_MTCORPUS_H
#define QN_SEQ_MTCORPUS_H

#include "base/pool.h"
#include "base/progress.h"
#include "seq/mtfiles.h"
#include "seq/mtgroups.h"
#include "seq/mtmetric.h"

/* What one metric says of all systems. */
struct qn_mt_totals {
	struct qn_mt_metric metric;
	size_t stats;  /* of a segment: qn_mt_stats()                  */
	size_t at;     /* where a segment's are in `stats` below       */
	double *sum;   /* [systems][stats]                             */
	double **each; /* [systems][segments * stats], if they are kept */
};

struct qn_mt_corpus {
	size_t segments, systems, references;
	size_t fewest, most; /* references that a segment has      */
	size_t tokenized;    /* lines of systems that end in " ."      */
	size_t metrics;
	struct qn_mt_totals *totals;             /* [metrics]          */
	struct qn_mt_groups by_length, by_field; /* if asked for       */
};

/* A segment that was judged. */
struct qn_mt_judged {
	const struct qn_slice *system;    /* [systems]               */
	const struct qn_slice *reference; /* [references], >= 1      */
	size_t references;
	struct qn_slice field; /* what `by_field` groups it by            */
	size_t words;          /* of the first reference, for `by_length` */
	const double *stats;   /* [metrics][systems][stats of the metric] */
};

/* How a corpus is to be read. */
struct qn_mt_reading {
	const struct qn_mt_metric *metric; /* [metrics]                      */
	size_t metrics;
	size_t system_files; /* the first of the files; references follow   */
	bool ragged;         /* empty references are none                   */
	bool keep;           /* the statistics of each segment              */

	/* Sums of groups of segments: by the words of the first reference,
	 * as `rule` cuts it; by the lines of one more file. */
	bool by_length, by_field;
	enum qn_mttok_rule rule;
	const struct qn_progress *progress; /* in bytes; may be NULL       */

	/* May be NULL: called for each segment in order; false to stop. */
	bool (*segment)(void *ctx, const struct qn_mt_judged *s);
	void *ctx;
};

/* Zero-initialise `c`; release it in either case.  False with `e` set; no
 * segment at all is an error, and one without references. */
bool qn_mt_corpus_read(struct qn_mt_corpus *c, const struct qn_mt_reading *r,
                       struct qn_mt_files *f, struct qn_pool *pool,
                       struct qn_err *e);
void qn_mt_corpus_release(struct qn_mt_corpus *c);

/* The score of one system by one metric, of a segment or of a group's sums:
 * stats[metrics][systems][stats of the metric]. */
double qn_mt_corpus_score(const struct qn_mt_corpus *c, const double *stats,
                          size_t metric, size_t system);
#endif
