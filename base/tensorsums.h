/* SPDX-License-Identifier: MIT */
/*
 * tensorsums.h -- is what lies in a mapped file what was written?
 *
 * A file that was written with qn_tensors_out_sum() ends in a hash of every
 * block of its data.  A block is looked at when it is first needed, so that
 * opening costs nothing however large the file is.
 *
 *	data   [ block 0 ][ block 1 ][ block 2 ][ b ] sums
 *	known      yes                    yes
 */
#ifndef QN_BASE_TENSORSUMS_H
#define QN_BASE_TENSORSUMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/tensors.h"

struct qn_tensorsums {
	const char *name;    /* of the file; borrowed              */
	const char *data;    /* [bytes] all tensors before the sums */
	size_t bytes;        /*                                    */
	const uint64_t *sum; /* [blocks]; borrowed from the file   */
	size_t blocks;
	uint64_t *known; /* bit i: block i is as it was written */
};

/* The sums of `t`, which must outlive them; false with `e` set when it has
 * none that fit. */
bool qn_tensorsums_open(struct qn_tensorsums *s, const struct qn_tensors *t,
                        struct qn_err *e);
void qn_tensorsums_close(struct qn_tensorsums *s);

/* Whether the blocks that [p, p + n) of the mapped data touches are as they
 * were written; false with `e` set if not.  Safe from several threads at
 * once. */
bool qn_tensorsums_check(struct qn_tensorsums *s, const void *p, size_t n,
                         struct qn_err *e);
#endif
