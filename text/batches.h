/* SPDX-License-Identifier: MIT */
/*
 * batches.h -- the lines of a source dealt out to threads, in order.
 *
 * A batch is a run of whole lines, cut into as many runs as there are
 * threads.  When all are done the caller collects what they made, lane by
 * lane, and so in the order of the source whatever the number of threads.
 *
 *	source  [ batch 0 ............. ][ batch 1 ............. ] ...
 *	lanes   [ 0    ][ 1    ][ 2     ]
 */
#ifndef QN_TEXT_BATCHES_H
#define QN_TEXT_BATCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "text/decode.h"

struct qn_batch_work {
	void *ctx;

	/* Whole lines with their ends, the last one of the source perhaps
	 * without; `offset` is where they begin, in bytes.  Returns how many
	 * lines were done; when `e` is set, how many before the faulty one,
	 * and the text tells neither file nor line. */
	size_t (*lines)(void *ctx, size_t lane, struct qn_slice lines,
	                uint64_t offset, struct qn_err *e);

	/* The lanes of a batch are done; NULL = nothing to do. */
	bool (*batch)(void *ctx, struct qn_err *e);

	const struct qn_progress *progress; /* or NULL */
	const char *what;                   /* for it: "encoding" */
};

/* Go through `path` (NULL or "-": standard input), which is in `encoding`
 * (NULL = UTF-8, not looked at), with one lane for each thread of `pool`.
 * False with `e` set, naming file and line. */
bool qn_batches(const char *path, const char *encoding, enum qn_invalid invalid,
                struct qn_pool *pool, const struct qn_batch_work *work,
                struct qn_err *e);
#endif
