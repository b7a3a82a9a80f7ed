/* SPDX-License-Identifier: MIT */
/*
 * word2vec.h -- word vectors from context windows (Mikolov et al., 2013).
 *
 * Each word owns a row of `dim` floats that you keep, and rows that predict:
 * one for negative sampling, and one a node of the tree for hierarchical
 * softmax.  Training slides a window over the ids of a corpus and pulls the
 * row of a context word (skip-gram) or the mean of all of them (CBOW)
 * towards what predicts the centre, and pushes it away from noise.
 *
 *	corpus ids --> plan of a line --> kernels over rows --> vectors
 *	               (kept words, windows, targets)
 */
#ifndef QN_EMBED_WORD2VEC_H
#define QN_EMBED_WORD2VEC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "embed/vectors.h"
#include "text/corpus.h"

enum qn_w2v_model { QN_W2V_CBOW, QN_W2V_SKIPGRAM };

struct qn_w2v_options {
	enum qn_w2v_model model;
	int dim;            /* floats of a vector, 1..4096                  */
	int window;         /* words each side; drawn from 1..window <= 1000 */
	int negative;       /* noise words per centre, 0..100; 0 = none     */
	bool hs;            /* hierarchical softmax                         */
	bool per_pair;      /* fresh noise for each (context, centre) pair,
	                     * as the original draws it; else a centre's
	                     * contexts share theirs                        */
	int epochs;         /* passes over the corpus, 1..100000            */
	float alpha;        /* first learning rate; 0 = 0.05 CBOW, 0.025 SG */
	float sample;       /* keep a word with p = sqrt(t/f) + t/f; 0 = all */
	uint64_t seed;      /* same seed, one thread: same bytes out        */
	bool deterministic; /* same bytes for any number of threads         */
	const struct qn_vectors *init; /* rows to start from, or NULL       */
	const char *checkpoint;        /* file, or NULL                     */
	int checkpoint_epochs; /* write it after every so many; 0 = no */
	bool resume;           /* go on from it where it exists     */
	const struct qn_progress *progress; /* may be NULL                  */
};

/* The original tool's defaults; tests/unit/test_word2vec.c holds us to it. */
#define QN_W2V_DEFAULTS                                                        \
	(struct qn_w2v_options)                                                \
	{                                                                      \
		.model = QN_W2V_CBOW, .dim = 100, .window = 5, .negative = 5,  \
		.epochs = 5, .sample = 1e-3f, .seed = 1                        \
	}

/*
 * Train on `c`, whose words the result copies: row i is word i of c->vocab,
 * then the words of o->init that the corpus lacks.  The caller frees it with
 * qn_vectors_free().  NULL, with `e` set, for a bad option, a vocabulary of
 * fewer than two words, a checkpoint that does not fit, or when the progress
 * callback stops it.  With more than one thread rows are updated without
 * locks (Recht et al., "Hogwild!", 2011), so runs differ a little; see
 * `deterministic`.  Several ranks (base/ranks.h) train their shares of the text
 * (text/corpus.h) and end with the same vectors; the first one writes the
 * checkpoint, which all of them read.
 */
QN_API struct qn_vectors *qn_w2v_train(const struct qn_w2v_options *o,
                                       const struct qn_corpus *c,
                                       struct qn_pool *pool, struct qn_err *e);
#endif
