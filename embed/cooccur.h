/* SPDX-License-Identifier: MIT */
/*
 * cooccur.h -- which words stand near which, and how often: the matrix X of
 * GloVe (Pennington, Socher and Manning, 2014).
 *
 *	the quern turns      X[quern][the] += 1, X[turns][the] += 1/2, ...
 *
 * Words are numbered from 1 as the vocabulary lists them.  The entries that
 * are not zero come as records, sorted by row and then column, which is also
 * what files hold: {int32 word1, int32 word2, float64 value}, little-endian.
 */
#ifndef QN_EMBED_COOCCUR_H
#define QN_EMBED_COOCCUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "text/corpus.h"

/* One entry of the matrix. */
struct qn_cooccur {
	int32_t word1, word2; /* row, column; from 1 */
	double value;         /* > 0                 */
};

struct qn_cooccur_options {
	int window;       /* words each side, 1..QN_COOCCUR_WINDOW            */
	bool symmetric;   /* both sides; else row: the word, column: one that
	                 * follows it                                       */
	bool by_distance; /* a pair d words apart counts 1/d, else 1        */
	size_t memory;    /* bytes to be used, the ids' own apart; what does not
	                * fit is sorted through a file in $TMPDIR          */
	const struct qn_progress *progress; /* in words; may be NULL        */
};

#define QN_COOCCUR_WINDOW 10000

/* The original tool's defaults, and more memory than its 3 GB. */
#define QN_COOCCUR_DEFAULTS                                                    \
	(struct qn_cooccur_options)                                            \
	{                                                                      \
		.window = 15, .symmetric = true, .by_distance = true,          \
		.memory = (size_t)4 << 30                                      \
	}

/* What takes records, `n` at a time, from one thread at a time; false to stop,
 * with `e` set. */
typedef bool qn_cooccur_sink(void *ctx, const struct qn_cooccur *record,
                             size_t n, struct qn_err *e);

/*
 * Count the pairs of `c`, which was read `as_glove`: pairs do not reach across
 * the end of a line, and words outside of the vocabulary are as if they were
 * not there.  The records are the same for any number of threads.  As long as
 * `memory` has 8 bytes a word of the text, each value is what adding its pairs
 * in the order of the text gives; else it may differ in its last bits.  False
 * with `e` set for a bad option, when memory is too little for the vocabulary,
 * or when `put` or the progress callback stops it.
 */
QN_API bool qn_cooccur_count(const struct qn_corpus *c,
                             const struct qn_cooccur_options *o,
                             qn_cooccur_sink *put, void *ctx,
                             struct qn_pool *pool, struct qn_err *e);
#endif
