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
 *	           tokens(0, ..)         tokens(1, ..)       at once
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

	/* Tokens in their order, valid during the call; in a source that is
	 * visited line by line their places are in the line's bytes, to which
	 * `at` is to be added. */
	void (*tokens)(void *ctx, size_t lane, const struct qn_token *tokens,
	               size_t n, size_t at);

	/* A line (or sentence) ends, `last` unless another sentence of the
	 * same line follows.  NULL: only tokens matter, not their lines. */
	void (*line)(void *ctx, size_t lane, bool last);

	/* What the first `lanes` lanes hold is to be put together; in the
	 * midst of a line, if that is a very long one.  When `e` is set the
	 * lines before the failure are these, and anything behind the last
	 * one's end is not to be used.  NULL: nothing to do. */
	bool (*batch)(void *ctx, size_t lanes, struct qn_err *e);

	const struct qn_progress *progress; /* may be NULL               */
	size_t longest; /* bytes of a token, or it is an error; 0 = any  */
};

/* A tokenizer for each thread of `pool`, which is borrowed.  With `sentences`
 * each sentence of a line is one by itself. */
struct qn_token_lanes;
struct qn_token_lanes *qn_token_lanes_new(const struct qn_tokenizer_options *o,
                                          bool sentences, struct qn_pool *pool,
                                          struct qn_err *e);
void qn_token_lanes_free(struct qn_token_lanes *lanes);
size_t qn_token_lanes_count(const struct qn_token_lanes *lanes);

/*
 * All lines of each of `n` files in turn, which are in `encoding` (NULL:
 * UTF-8); with none, of standard input.  Several ranks (base/ranks.h) take
 * turns at batches, whose lines each has its share of.  False with `e` set,
 * naming the first line that is at fault, or when `batch` or `progress` said to
 * stop.
 */
bool qn_tokenize_files(struct qn_token_lanes *lanes, const char *const *path,
                       size_t n, const char *encoding,
                       const struct qn_token_visitor *v, struct qn_err *e);
#endif
