/* SPDX-License-Identifier: MIT */
/*
 * glove.h -- word vectors from co-occurrences (Pennington, Socher and Manning,
 * "GloVe: Global Vectors for Word Representation", 2014).
 *
 * Each word owns a row as a word and a column as a context, both `dim` floats
 * and a bias.  Training makes the product of a row and a column, plus the
 * biases, the logarithm of how often the two occur together:
 *
 *	J = sum over X_ij > 0 of f(X_ij) (w_i . v_j + b_i + c_j - log X_ij)^2
 *	f(x) = min(1, (x / x_max)^alpha)
 *
 *	records --> tiles --> passes of AdaGrad --> w, v, b, c --> w + v
 */
#ifndef QN_EMBED_GLOVE_H
#define QN_EMBED_GLOVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "embed/cooccurfile.h"

struct qn_glove_options {
	int dim;         /* floats of a vector, 1..4096                     */
	int epochs;      /* passes over the records, 0..100000              */
	float eta;       /* first learning rate, > 0                        */
	float alpha;     /* exponent of the weight, >= 0                    */
	float x_max;     /* records of so much count fully, > 0             */
	float grad_clip; /* gradients stay within +- this, > 0             */
	uint64_t seed;
	size_t memory; /* bytes; records beyond them go to a scratch file  */
	const struct qn_progress *progress; /* in records; may be NULL     */
};

/* The original tool's defaults; tests/unit/test_glove.c holds us to it. */
#define QN_GLOVE_DEFAULTS                                                      \
	(struct qn_glove_options)                                              \
	{                                                                      \
		.dim = 50, .epochs = 25, .eta = 0.05f, .alpha = 0.75f,         \
		.x_max = 100, .grad_clip = 100, .seed = 1,                     \
		.memory = (size_t)4 << 30                                      \
	}

/* All parameters; made by qn_glove_new(). */
struct qn_glove {
	size_t words;
	int dim;
	size_t n;     /* floats of a run: dim + 2, padded               */
	size_t side;  /* blocks of rows, and of columns; a power of two */
	size_t parts; /* that a tile is cut into                        */
	size_t block; /* words of a block                               */
	float *slab;  /* [2][side][block][2][n], see struct qn_glove_tile */
};

/* Whether parameters for so many words fit o->memory; false with `e` set. */
bool qn_glove_fits(const struct qn_glove_options *o, size_t words,
                   struct qn_err *e);

/*
 * Parameters for `words` words at random, all uniform in (-1/2, 1/2) / dim,
 * squared gradients at 1, as the original has them; laid out for training on
 * `records` records.  NULL with `e` set for a bad option, or when they do not
 * fit o->memory.  Free with qn_glove_free().
 */
QN_API struct qn_glove *qn_glove_new(const struct qn_glove_options *o,
                                     size_t words, size_t records,
                                     struct qn_err *e);
QN_API void qn_glove_free(struct qn_glove *g);

/* A run of floats, the squared gradients behind it. */
static inline float *qn_glove_run(const struct qn_glove *g, bool column,
                                  size_t word)
{
	size_t block = (column ? g->side : 0) + (word & (g->side - 1));
	return g->slab + (block * g->block + word / g->side) * 2 * g->n;
}

/* Where the bias of a row (column) is in its run. */
static inline size_t qn_glove_bias(const struct qn_glove *g, bool column)
{
	return g->n - 2 + column;
}

/* What is told after each pass. */
struct qn_glove_pass {
	int number;     /* from 1                                    */
	double cost;    /* J / 2 by the number of records, as it was when
	                 * each of them had its turn                 */
	size_t skipped; /* records whose error was no number         */
};

/* Called after each pass; false to stop, with `e` set. */
typedef bool qn_glove_watcher(void *ctx, const struct qn_glove *g,
                              const struct qn_glove_pass *pass,
                              struct qn_err *e);

/*
 * Train on all records of `f`, whose words are g's.  The bytes are the same
 * for any number of threads.  Several ranks (base/ranks.h) that have dealt
 * their records (embed/gloveranks.h) end with the same parameters, each pass
 * ending when all have done it.  False with `e` set for a record that is no
 * good, when parameters are no longer numbers, or when `after` or the progress
 * callback stops it.
 */
QN_API bool qn_glove_train(struct qn_glove *g, const struct qn_glove_options *o,
                           struct qn_cooccurfile *f, qn_glove_watcher *after,
                           void *ctx, struct qn_pool *pool, struct qn_err *e);
#endif
