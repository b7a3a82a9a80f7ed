/* SPDX-License-Identifier: MIT */
/*
 * ftautotune.h -- find the arguments of a classifier that do best on lines it
 * was not trained on, in a given time.
 *
 *	best so far --vary--> arguments --train--> model --score--> best?
 *	     ^                                                        |
 *	     `--------------------------------------------------------´
 *
 * Varied are epochs, rate, dim, runs of words, characters of n-grams and
 * buckets, at first widely and later less, within fastText's limits; what is
 * `fixed` stays.  With a largest size every model is cut down, trained again
 * and quantised before it is scored.
 */
#ifndef QN_EMBED_FTAUTOTUNE_H
#define QN_EMBED_FTAUTOTUNE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "embed/ftscore.h"
#include "embed/fttrain.h"

struct qn_ft_fixed {
	bool epochs, rate, dim, word_ngrams, minn, maxn, bucket, dsub;
};

/* One try. */
struct qn_ft_trial {
	struct qn_ft_args args;
	int dsub;       /* of the quantised model                        */
	int number;     /* from 1                                        */
	double score;   /* NaN: none, as it was too large                */
	double seconds; /* that it took                                  */
};

struct qn_ft_autotune {
	const char *validation; /* file of lines with labels              */
	struct qn_ft_metric metric;
	double seconds; /* to search; > 0                            */
	uint64_t
	    model_size; /* bytes of a quantised model; 0 = do not quantise */
	int dsub;       /* to begin with                             */
	struct qn_ft_fixed fixed;

	/* Told of each trial, from the caller's thread; may be NULL. */
	void (*tried)(void *ctx, const struct qn_ft_trial *trial);
	void *ctx;
};

/*
 * Train on `c` until the time is over or t->progress stops it; the best model
 * so far, and how it was made in *best.  t->args are the first to be tried.
 * NULL with `e` set when the first trial fails, or when none ended in time or
 * was small enough.
 */
QN_API struct qn_ft_model *
qn_ft_autotune(const struct qn_ft_training *t, const struct qn_ft_autotune *how,
               struct qn_corpus *c, struct qn_pool *pool,
               struct qn_ft_trial *best, struct qn_err *e);
#endif
