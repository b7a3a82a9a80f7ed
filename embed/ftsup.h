/* SPDX-License-Identifier: MIT */
/*
 * ftsup.h -- fastText's classifier (Joulin et al., 2017): a learner for sgd.h
 * whose model is a struct qn_ft_sup.
 *
 * An example is a line; its features are the rows of its words, of their
 * characters' n-grams, and of runs of words; their mean is trained to predict
 * its label.  What rows a word has is looked up once for all (ftrows.h), by
 * the numbers that the corpus gave to tokens:
 *
 *	token        kind                rows          hash
 *	quern        a word              4 90 91 17    for runs of words
 *	rare         not in the model    91 33         likewise
 *	__label__a   label 0
 *	__label__z   label unknown to the model
 */
#ifndef QN_EMBED_FTSUP_H
#define QN_EMBED_FTSUP_H

#include <stdint.h>

#include "base/ranks.h"
#include "embed/ftgoal.h"
#include "embed/ftrows.h"
#include "embed/sgd.h"
#include "text/corpus.h"

#define QN_FT_WORD_TOKEN  QN_FT_NONE /* in `label`: a word           */
#define QN_FT_SUP_EOS     0          /* the token that ends a line         */
#define QN_FT_OTHER_LABEL (QN_FT_NONE - 1) /* a label without an output    */

/* A line with rows and labels. */
struct qn_ft_kept_line {
	size_t at;           /* where it begins: in the ids of the corpus    */
	size_t place, label; /* where its lists begin                        */
};

/* The lines that begin before id `end`, found out once for all epochs. */
struct qn_ft_kept_lines {
	struct qn_ft_kept_line *line; /* [n + 1] the last one ends them   */
	size_t n, room;
	uint32_t *place; /* of their rows                */
	struct qn_ft_list label;
	size_t end;
};

/* The model of a run; read only while training. */
struct qn_ft_sup {
	const struct qn_corpus *corpus;
	struct qn_ft_rows rows; /* a token a word of the corpus       */
	uint32_t *label;        /* [tokens] its number, or as above   */
	uint32_t *hash;         /* [tokens] qn_ft_hash()              */
	struct qn_ft_goals goals;
	struct qn_ft_kept_lines kept;
};

/* For the text `c` and a dictionary of its labels; `rows` is the height of
 * the input matrix.  The same rows have the same places on all ranks.  With
 * `keep` lines are kept as far as their memory goes. Goals are for the caller
 * to make.  Release with qn_ft_sup_release(), which releases them too. */
bool qn_ft_sup_init(struct qn_ft_sup *s, const struct qn_corpus *c,
                    const struct qn_ft_dict *d, size_t rows, bool keep,
                    struct qn_ranks *ranks, struct qn_err *e);
void qn_ft_sup_release(struct qn_ft_sup *s);

/* Whether any label of the dictionary is in the text. */
bool qn_ft_sup_has_labels(const struct qn_ft_sup *s);

extern const struct qn_sgd_learner qn_ft_sup_learner;
#endif
