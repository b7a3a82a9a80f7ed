/* SPDX-License-Identifier: MIT */
/*
 * vocabruns.h -- sorted runs of words and counts in a scratch file, merged.
 *
 *	run 0   a 3 | mill 1 | quern 2
 *	run 1   mill 4 | stone 1           --> a 3 | mill 5 | quern 2 | stone 1
 *
 * A run is in the order of words, or in that of falling counts and then
 * words; words that occur in several runs of the first kind become one.
 */
#ifndef QN_TEXT_VOCABRUNS_H
#define QN_TEXT_VOCABRUNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/vocabsort.h"

struct qn_vocab_run {
	size_t begin, end; /* bytes of the file */
};

/* Zero-initialise; release with qn_vocab_runs_release(). */
struct qn_vocab_runs {
	int fd1; /* descriptor + 1; 0 = no file yet */
	size_t bytes;
	struct qn_vocab_run *run; /* [n]                            */
	size_t n, room;
	struct qn_buf buffer; /* not written yet                */
};

void qn_vocab_runs_release(struct qn_vocab_runs *r);

/* Write item[0, n), which is sorted, as a run.  False with `e` set when there
 * is no room. */
bool qn_vocab_runs_add(struct qn_vocab_runs *r,
                       const struct qn_vocab_item *item, size_t n,
                       struct qn_err *e);

/* All runs of r[0, n) in one order, by count if `counts`; `memory` bytes are
 * for buffers, if that will do. */
bool qn_vocab_runs_merge(struct qn_vocab_runs *const *r, size_t n, bool counts,
                         size_t memory, qn_vocab_sink *put, void *ctx,
                         struct qn_err *e);
#endif
