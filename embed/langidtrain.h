/* SPDX-License-Identifier: MIT */
/*
 * langidtrain.h -- learn to tell languages from labelled text.
 *
 *	labelled lines, word lists ─▶ examples drawn, label by label
 *	    ─▶ stochastic gradient descent (AdaGrad), at last on rounded rows
 *	    ─▶ probabilities made honest on lines held back
 *
 * One thread; the same data, options and seed give the same bytes with every
 * instruction set.
 */
#ifndef QN_EMBED_LANGIDTRAIN_H
#define QN_EMBED_LANGIDTRAIN_H

#include "base/progress.h"
#include "embed/langid.h"
#include "embed/langiddata.h"

struct qn_langid_options {
	uint64_t buckets; /* rows for n-grams and words, 16..2^24, rounded
	                   * down to a multiple of 16; 16 bytes each        */
	uint64_t visits;  /* examples an epoch of a label with 6000 lines,
	                   * 1..10^7; with fewer lines the root of that
	                   * part of them                                  */
	int epochs;       /* 1..1000                                       */
	float rate;       /* 1e-6..10, of AdaGrad; falls to nothing        */
	uint64_t seed;
};
#define QN_LANGID_DEFAULTS                                                     \
	{                                                                      \
		.buckets = 182000, .visits = 6000, .epochs = 11, .rate = 0.4f, \
		.seed = 1                                                      \
	}

/*
 * Learn and write a model.  `about` is put into it for people.  False with
 * `e` set for options out of range, fewer than two labels, or when `progress`
 * (may be NULL) said to stop.
 */
bool qn_langid_train(struct qn_langid_data *d,
                     const struct qn_langid_options *o, const char *path,
                     const char *about, const struct qn_progress *progress,
                     struct qn_err *e);
#endif
