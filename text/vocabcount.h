/* SPDX-License-Identifier: MIT */
/*
 * vocabcount.h -- the vocabulary of any amount of text, by any number of
 * threads, in as much memory as it may have.
 *
 *	lane 0   tokens --> table --full--> sorted runs on disk --,
 *	lane 1   tokens --> table --full--> sorted runs on disk --+--> words by
 *	                                                             count
 *
 * Counts depend on the tokens alone: not on which lane had them, nor on how
 * often a table was full.
 */
#ifndef QN_TEXT_VOCABCOUNT_H
#define QN_TEXT_VOCABCOUNT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "text/tokenize.h"
#include "text/vocab.h"
#include "text/vocabsort.h"

struct qn_vocab_counter;

/* A counter of `lanes` >= 1 lanes, each for one thread at a time.  `memory`:
 * bytes for all of them together, beyond which words go to a scratch file;
 * 0 = as much as it takes. */
QN_API struct qn_vocab_counter *
qn_vocab_counter_new(size_t lanes, size_t memory, struct qn_err *e);
QN_API void qn_vocab_counter_free(struct qn_vocab_counter *c);

/* Count tokens; what goes wrong is told at the end. */
QN_API void qn_vocab_counter_add(struct qn_vocab_counter *c, size_t lane,
                                 const struct qn_token *token, size_t n);

/* What has gone wrong so far is told in `e`: false then. */
QN_API bool qn_vocab_counter_ok(const struct qn_vocab_counter *c,
                                struct qn_err *e);

/* Hand the words that `limits` leave (min_count and max_size count here) to
 * `put`, the most frequent first, equal counts in the order of bytes; `pool`
 * sorts.  Once only.  False with `e` set when something has gone wrong. */
QN_API bool qn_vocab_counter_end(struct qn_vocab_counter *c,
                                 struct qn_pool *pool,
                                 const struct qn_vocab_limits *limits,
                                 qn_vocab_sink *put, void *ctx,
                                 struct qn_err *e);
#endif
