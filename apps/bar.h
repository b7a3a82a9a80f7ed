/* SPDX-License-Identifier: MIT */
/*
 * bar.h -- how far long work is, on standard error.
 *
 *	training  [########............]  41%  7.81M words/s  ETA 0:12
 *	          loss 2.113  rate 0.0147
 *
 * (on one line).  On a terminal it is redrawn in place, at most ten times a
 * second; elsewhere a line is printed every few seconds.  When the work, or
 * one of its stages, is over a line with the time and the mean rate stays.
 */
#ifndef QN_APPS_BAR_H
#define QN_APPS_BAR_H

#include <stdbool.h>

#include "base/progress.h"

struct bar;

/* With `quiet` nothing is ever printed.  Free with bar_free(). */
struct bar *bar_new(bool quiet);

/* What the library reports to; NULL when quiet.  Lives as long as the bar. */
const struct qn_progress *bar_progress(const struct bar *bar);

/* Leave the line of a bar that a signal broke off.  Async-signal-safe. */
void bar_break_off(void);

/* Prints the last stage's summary if it was `done`; NULL is fine. */
void bar_free(struct bar *bar, bool done);
#endif
