/* SPDX-License-Identifier: MIT */
/*
 * tokenlines.h -- a source tokenised line by line, by all threads.
 *
 * Lines are taken in batches; a batch is cut into one run of lines a thread,
 * a "lane", and each lane tokenises its run.  What visits the tokens keeps
 * things apart by lane and puts them together, in the lanes' order, when the
 * batch is done: the lanes' runs one after the other are the batch.
 *
 *	batch  [ lane 0: lines 1-40 | lane 1: lines 41-77 ]
 *	           token(0, ..)          token(1, ..)        at once
 *	       batch()                                       then, alone
 */
#ifndef QN_TEXT_TOKENLINES_H
#define QN_TEXT_TOKENLINES_H

#include <stddef.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "text/textlines.h"
#include "text/tokenize.h"

struct qn_token_visitor {
	void *ctx;
	void (*token)(void *ctx, size_t lane, struct qn_slice token);
	void (*line)(void *ctx, size_t lane);       /* ends; may be NULL */
	bool (*batch)(void *ctx, struct qn_err *e); /* may be NULL       */
	const struct qn_progress *progress;         /* may be NULL       */
	size_t longest; /* bytes of a token, or it is an error; 0 = any  */
};

/* A tokenizer for each thread of `pool`, which is borrowed. */
struct qn_token_lanes;
struct qn_token_lanes *qn_token_lanes_new(const struct qn_tokenizer_options *o,
                                          struct qn_pool *pool,
                                          struct qn_err *e);
void qn_token_lanes_free(struct qn_token_lanes *lanes);
size_t qn_token_lanes_count(const struct qn_token_lanes *lanes);

/* All lines of `l`.  False with `e` set, naming the first line that is at
 * fault, or when `batch` or `progress` said to stop. */
bool qn_tokenize_lines(struct qn_token_lanes *lanes, struct qn_textlines *l,
                       const struct qn_token_visitor *v, struct qn_err *e);
#endif
