/* SPDX-License-Identifier: MIT */
/*
 * fttrain.h -- from a text to a fastText model.
 *
 *	file --> corpus: every token a number
 *	corpus --> dictionary: words and labels frequent enough
 *	           rows:       what input rows each token needs
 *	           goals:      what is predicted, and how
 *	sgd.h trains the rows that occur --> model: the others as they began
 */
#ifndef QN_EMBED_FTTRAIN_H
#define QN_EMBED_FTTRAIN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "embed/ftmodel.h"
#include "embed/vectors.h"
#include "text/corpus.h"

struct qn_ft_training {
	struct qn_ft_args args;
	const char *name; /* of the text, for messages; NULL: "the text"     */
	const struct qn_vectors
	    *pretrained;        /* -pretrainedVectors, or NULL: rows
	                        of words begin as these; the words join the
	                        dictionary                                   */
	bool deterministic;     /* same bytes for any number of threads      */
	const char *checkpoint; /* file, or NULL                             */
	int checkpoint_epochs;  /* write it after every so many; 0 = no      */
	bool resume;            /* go on from it where it exists             */
	const struct qn_progress *progress; /* may be NULL                   */

	/* Told when the dictionary is made, before training; may be NULL. */
	void (*counted)(void *ctx, const struct qn_ft_dict *d);
	void *ctx;
};

/* Every argument in its range, and the options together. */
QN_API bool qn_ft_training_check(const struct qn_ft_training *t,
                                 struct qn_err *e);

/* The tokens of a file (NULL or "-": standard input; compressed files too) as
 * fastText splits them.  Free with qn_corpus_free(). */
QN_API struct qn_corpus *qn_ft_text_read(const char *path,
                                         const struct qn_progress *progress,
                                         struct qn_pool *pool,
                                         struct qn_err *e);

/* What of t->args the text and the other arguments decide: without n-grams
 * there are no buckets. */
void qn_ft_args_settle(struct qn_ft_args *a);

/* Count the tokens of `c`, and those of t->pretrained, into the empty
 * dictionary `d`. */
bool qn_ft_count(struct qn_ft_dict *d, const struct qn_corpus *c,
                 const struct qn_ft_training *t, struct qn_err *e);

/*
 * Train a model; free it with qn_ft_model_free().  For skip-gram and CBOW `c`
 * is used up: its ids become the dictionary's.  `clipped` receives how many
 * steps were cut short because the learning rate is too high for the text.
 * With more than one thread rows are updated without locks, so runs differ a
 * little; see `deterministic`.  Several ranks (base/ranks.h) train their shares
 * of the text and end with the same model.  NULL with `e` set for a bad
 * argument, a text without words (or labels), a checkpoint that does not fit,
 * or when the progress callback stops it.
 */
QN_API struct qn_ft_model *qn_ft_train(const struct qn_ft_training *t,
                                       struct qn_corpus *c,
                                       struct qn_pool *pool, double *clipped,
                                       struct qn_err *e);

/*
 * Train a supervised model that has dense matrices further, with the epochs,
 * rate, rate_update and seed of t->args; its dictionary, cut down or not,
 * stays, and so do the ids of `c`.  Fails too when no label of the model is in
 * the text.
 */
QN_API bool qn_ft_retrain(struct qn_ft_model *m, const struct qn_ft_training *t,
                          struct qn_corpus *c, struct qn_pool *pool,
                          double *clipped, struct qn_err *e);
#endif
