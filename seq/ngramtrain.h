/* SPDX-License-Identifier: MIT */
/*
 * ngramtrain.h -- an n-gram model from a text, by interpolated modified
 * Kneser-Ney smoothing.
 *
 *	text --> ids --> sorted places --> n-grams, counts --> p, backoff
 *	     ngramtext   ngramsort         ngramcount          here
 *
 * The same text gives the model of KenLM's lmplz; see ngramtrain.c for where
 * they differ.
 */
#ifndef QN_SEQ_NGRAMTRAIN_H
#define QN_SEQ_NGRAMTRAIN_H

#include "base/pool.h"
#include "base/progress.h"
#include "seq/ngrammodel.h"

struct qn_ngram_options {
	unsigned order;       /* words of the longest n-grams, 1..15         */
	enum qn_lm_unit unit; /* words or characters                         */
	bool fallback;        /* discounts .5, 1, 1.5 where the text has none */
	uint32_t prune[QN_NGRAM_ORDERS + 1]; /* by length, from 2: drop what
	                          * occurs so often or less; never falling    */
	const struct qn_progress *progress;  /* may be NULL                   */
};

/* Those of lmplz. */
#define QN_NGRAM_DEFAULTS                                                      \
	(struct qn_ngram_options)                                              \
	{                                                                      \
		.order = 5                                                     \
	}

/* What is wrong with options; false with `e` set. */
QN_API bool qn_ngram_check(const struct qn_ngram_options *o, struct qn_err *e);

/* Train on the text at `path` (NULL or "-": standard input).  The same for any
 * number of threads.  NULL with `e` set; free with qn_ngram_model_free(). */
QN_API struct qn_ngram_model *qn_ngram_train(const char *path,
                                             const struct qn_ngram_options *o,
                                             struct qn_pool *pool,
                                             struct qn_err *e);
#endif
