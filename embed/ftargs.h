/* SPDX-License-Identifier: MIT */
/*
 * ftargs.h -- what a fastText model was asked to be, and its training flags.
 *
 * The first members are the ones that a .bin file keeps, in the file's order
 * (ftload.c); the others live no longer than a training run.  Numbers of
 * models and losses are fastText's (facebookresearch/fastText, args.h).
 */
#ifndef QN_EMBED_FTARGS_H
#define QN_EMBED_FTARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum qn_ft_model_kind {
	QN_FT_CBOW = 1,
	QN_FT_SKIPGRAM = 2,
	QN_FT_SUPERVISED = 3,
};

enum qn_ft_loss {
	QN_FT_HS = 1, /* hierarchical softmax                          */
	QN_FT_NS = 2, /* negative sampling                             */
	QN_FT_SOFTMAX = 3,
	QN_FT_OVA = 4, /* one-vs-all: a logistic regression a label     */
};

#define QN_FT_DIM_MOST 16384 /* floats of a vector */

struct qn_ft_args {
	/* in the file */
	int dim;         /* floats of a vector, 1..QN_FT_DIM_MOST        */
	int window;      /* -ws: words each side                         */
	int epochs;      /* -epoch: passes over the text                 */
	int min_count;   /* drop words seen less often                   */
	int negative;    /* -neg: noise words of a positive one          */
	int word_ngrams; /* longest run of words that is a feature; 0: 1 */
	enum qn_ft_loss loss;
	enum qn_ft_model_kind model;
	int bucket;      /* rows for character and word n-grams, >= 0    */
	int minn, maxn;  /* characters of an n-gram; maxn 0 = none       */
	int rate_update; /* -lrUpdateRate: tokens between two rates      */
	double sample;   /* -t: a word this frequent begins to be thinned */

	/* in training only */
	double rate;         /* -lr: first learning rate                  */
	int min_count_label; /* drop labels seen less often               */
	const char *label;   /* what a label begins with; borrowed        */
	uint64_t seed;
};

/* fastText's defaults of skipgram and cbow (with `model` changed), and of
 * supervised; tests/unit/test_ftdict.c holds us to them.  The seed is
 * Quern's: fastText's 0 and 1 are one stream anyway. */
#define QN_FT_ARGS_DEFAULTS                                                    \
	(struct qn_ft_args)                                                    \
	{                                                                      \
		.dim = 100, .window = 5, .epochs = 5, .min_count = 5,          \
		.negative = 5, .word_ngrams = 1, .loss = QN_FT_NS,             \
		.model = QN_FT_SKIPGRAM, .bucket = 2000000, .minn = 3,         \
		.maxn = 6, .rate_update = 100, .sample = 1e-4, .rate = 0.05,   \
		.label = "__label__", .seed = 1                                \
	}
#define QN_FT_SUPERVISED_DEFAULTS                                              \
	(struct qn_ft_args)                                                    \
	{                                                                      \
		.dim = 100, .window = 5, .epochs = 5, .min_count = 1,          \
		.negative = 5, .word_ngrams = 1, .loss = QN_FT_SOFTMAX,        \
		.model = QN_FT_SUPERVISED, .bucket = 2000000,                  \
		.rate_update = 100, .sample = 1e-4, .rate = 0.1,               \
		.label = "__label__", .seed = 1                                \
	}

/* Their names in fastText: "cbow" "sg" "sup"; "hs" "ns" "softmax"
 * "one-vs-all". */
const char *qn_ft_model_name(enum qn_ft_model_kind model);
const char *qn_ft_loss_name(enum qn_ft_loss loss);

/*
 * Whether the numbers make a model: every one in its range, and the same in
 * fastText's eyes.  False with `e` set; `name` is the file, or "-dim 0".
 */
bool qn_ft_args_check(const struct qn_ft_args *a, const char *name,
                      struct qn_err *e);
#endif
