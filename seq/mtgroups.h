/* SPDX-License-Identifier: MIT */
/*
 * mtgroups.h -- statistics summed up by group of segments: short and long
 * ones, those of each domain.
 *
 *	"news"    812 segments   sums of their statistics
 *	"social"  503 segments   ...
 */
#ifndef QN_SEQ_MTGROUPS_H
#define QN_SEQ_MTGROUPS_H

#include <stddef.h>

#include "base/map.h"

struct qn_mt_group {
	size_t segments;
	double *sum; /* [width] */
};

/* Zero-initialise; release with qn_mt_groups_release(). */
struct qn_mt_groups {
	size_t width;              /* statistics of a segment, set first   */
	struct qn_map names;       /* by number, in order of appearance    */
	struct qn_mt_group *group; /* [names.count] of [room]              */
	size_t room;
};

/* Add stats[width] to the group of that name. */
void qn_mt_groups_add(struct qn_mt_groups *g, struct qn_slice name,
                      const double *stats);

/* The same by length: groups "0-9", "10-19", ... "60-", which are numbered in
 * this order whichever comes first; some may stay without segments. */
void qn_mt_groups_add_length(struct qn_mt_groups *g, size_t words,
                             const double *stats);

void qn_mt_groups_release(struct qn_mt_groups *g);
#endif
