/* SPDX-License-Identifier: MIT */
/*
 * sgdranks.h -- stochastic gradient descent by several ranks (base/ranks.h):
 * each trains its share of the text on rows of its own, and now and then they
 * meet and take the mean of what they have learnt.
 *
 *	rank 0   rows --share 0--> rows + a --.
 *	rank 1   rows --share 1--> rows + b --+--> rows + (a + b) / 2
 *
 * The mean of N ranks' changes is N times too small for a row that one rank
 * alone has trained, as most rows are between two meetings.  So rates are N
 * times those of one process (the linear scaling of Goyal et al., "Accurate,
 * large minibatch SGD", 2017, for gradients).  Then both ends are right: a rare
 * row moves by what its few steps come to; a frequent one, which each rank
 * takes all the way to where it wants to be, goes there and not N times as far.
 *
 * Rows that nobody has changed are not sent.
 */
#ifndef QN_EMBED_SGDRANKS_H
#define QN_EMBED_SGDRANKS_H

#include "embed/sgd.h"

/* What rates are multiplied by: the number of ranks, but no rate that is not
 * above it already becomes more than QN_SGD_MOST_RATE. */
#define QN_SGD_MOST_RATE 0.5f
float qn_sgd_scale(const struct qn_sgd *r);

/* Make room for meetings, if there is more than one rank; all have the same
 * rows now.  False with `e` set for no memory.  End with qn_sgd_part(). */
bool qn_sgd_join(struct qn_sgd *r, struct qn_err *e);
void qn_sgd_part(struct qn_sgd *r);

/* How often the ranks meet in an epoch, each having trained about the same
 * share of its text; the last time is its end.  1 without others. */
size_t qn_sgd_meetings(const struct qn_sgd *r);

/* Meet: afterwards all ranks have the same rows.  False with `e` set when one
 * has failed. */
bool qn_sgd_meet(const struct qn_sgd *r, struct qn_err *e);
#endif
