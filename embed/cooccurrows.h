/* SPDX-License-Identifier: MIT */
/*
 * cooccurrows.h -- all rows of the matrix, one after the other, made by all
 * threads.
 *
 *	rows    1 ............ 40 | 41 ......... 500 | ...      batches
 *	pieces  [1][2][3-4] ...   | taken by whichever thread is free; the one
 *	                            that comes first writes the batch before
 *
 * A batch is as many rows as surely fit a buffer; there are two of those.
 */
#ifndef QN_EMBED_COOCCURROWS_H
#define QN_EMBED_COOCCURROWS_H

#include "base/err.h"
#include "base/pool.h"
#include "embed/cooccur.h"
#include "embed/cooccurrow.h"

struct qn_cooccur_rows {
	struct qn_pool *pool;
	size_t words;               /* rows are 1..words                    */
	size_t lanes;               /* threads at work at once              */
	struct qn_cooccur_row *row; /* [lanes]                              */
	size_t room;                /* records of a buffer, >= words        */
	struct qn_cooccur *buffer[2];
};

/* Memory for `words` rows and columns, of about `memory` bytes at most; false
 * with `e` set when that is too little.  Release it in either case. */
bool qn_cooccur_rows_init(struct qn_cooccur_rows *r, size_t words,
                          size_t memory, struct qn_pool *pool,
                          struct qn_err *e);
void qn_cooccur_rows_release(struct qn_cooccur_rows *r);

/* Where rows come from. */
struct qn_cooccur_source {
	void *ctx;
	const size_t *places; /* [words + 1] of each row's word              */
	size_t pairs;         /* that a place adds to a row, at most         */

	/* Add up row `word` on a lane; `first` unless the lane has just had
	 * the row before it. */
	void (*fill)(void *ctx, size_t lane, uint32_t word, bool first,
	             struct qn_cooccur_row *row);
	/* Rows before `word` have been had, those of no lane are wanted again;
	 * or NULL. */
	void (*passed)(void *ctx, uint32_t word);
	const struct qn_progress *progress; /* in places                   */
	const char *what;                   /* is done                     */
	size_t before, all; /* places done already, and in the end         */
};

/* Hand all rows to `put`, in order.  False with `e` set. */
bool qn_cooccur_rows_run(struct qn_cooccur_rows *r,
                         const struct qn_cooccur_source *from,
                         qn_cooccur_sink *put, void *ctx, struct qn_err *e);
#endif
