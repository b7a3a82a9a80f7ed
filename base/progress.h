/* SPDX-License-Identifier: MIT */
/*
 * progress.h -- how long work tells how far it is, and is told to stop.
 *
 * The library fills a report and calls back between steps, from the thread
 * that called the library; the callback may print and decides whether to go
 * on.  apps/bar.h draws the bar.
 */
#ifndef QN_BASE_PROGRESS_H
#define QN_BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct qn_report {
	const char *what; /* "reading", "training"                         */
	const char *unit; /* "words", "bytes"                              */
	double done;      /* units finished                                */
	double total;     /* units in all; 0 = unknown                     */
	double loss;      /* mean objective over the last interval; NaN=none */
	double rate;      /* learning rate; NaN = none                     */
	const char *measure; /* what `loss` is; NULL = "loss"              */
};

/* Zero-initialised = nobody listens. */
struct qn_progress {
	bool (*report)(void *ctx, const struct qn_report *r); /* false: stop */
	void *ctx;
};

/* True to go on. */
static inline bool qn_progress_tell(const struct qn_progress *p,
                                    const struct qn_report *r)
{
	return !p || !p->report || p->report(p->ctx, r);
}

/* The same for work that has neither a loss nor a rate. */
static inline bool qn_progress_at(const struct qn_progress *p, const char *what,
                                  const char *unit, size_t done, size_t total)
{
	const double none = __builtin_nan("");
	const struct qn_report r = {.what = what,
	                            .unit = unit,
	                            .done = (double)done,
	                            .total = (double)total,
	                            .loss = none,
	                            .rate = none};
	return qn_progress_tell(p, &r);
}
#endif
