/* SPDX-License-Identifier: MIT */
/*
 * ftclassify.h -- the labels that a supervised fastText model gives a line.
 *
 *	rows of the line --> mean h --> h . output rows --> scores --> k best
 *	                                 (or the nodes of a tree)
 *
 * The probability of a label is exp(score), which fastText makes of p + 1e-5,
 * so that it may be 1.00001.
 */
#ifndef QN_EMBED_FTCLASSIFY_H
#define QN_EMBED_FTCLASSIFY_H

#include "embed/ftheap.h"
#include "embed/ftkern.h"
#include "embed/ftmodel.h"

/* What predicting needs beside the model; threads share it. */
struct qn_ft_classifier;

/*
 * The classifier of a supervised model, whose matrices must stay as they are
 * while it lives.  NULL with `e` set for another model, one without labels,
 * or without memory.
 */
QN_API struct qn_ft_classifier *
qn_ft_classifier_new(const struct qn_ft_model *m, struct qn_err *e);
QN_API void qn_ft_classifier_free(struct qn_ft_classifier *c);

/* The answers for a line, and a thread's scratch: _new() and _free(). */
struct qn_ft_guesses {
	struct qn_ft_scored *item; /* [n] best first: log p, label from 0   */
	size_t n;
	size_t room;
	float *row;           /* [dim] scratch                           */
	float *hidden;        /* [dim]                                   */
	float *output;        /* [labels], whole blocks                  */
	unsigned char *known; /* [blocks of output] computed for the line */
	struct qn_ft_branch *branch; /* [labels] of the tree, to be looked at */
};

QN_API struct qn_ft_guesses *
qn_ft_guesses_new(const struct qn_ft_classifier *c);
QN_API void qn_ft_guesses_free(struct qn_ft_guesses *g);

/* The input matrix where its rows are quickly at hand, but for `id` and `n`;
 * `rows` is NULL where they have to be decoded one by one. */
struct qn_ft_bag qn_ft_classifier_inputs(const struct qn_ft_classifier *c);

/* The rows row [n] of the input matrix will be needed soon. */
void qn_ft_classifier_fetch(const struct qn_ft_classifier *c,
                            const uint32_t *row, size_t n);

/*
 * The k >= 1 best labels of the line whose features are row [n], those with
 * p >= threshold only; none when n is 0.  Equal scores come in fastText's
 * order, that of its heap.
 */
QN_API void qn_ft_classify(const struct qn_ft_classifier *c,
                           const uint32_t *row, size_t n, size_t k,
                           float threshold, struct qn_ft_guesses *g);

/*
 * Of a line whose hidden layer is in g->hidden: its inner product with the row
 * of each label, [labels]; or, where they are the leaves of a tree, the most
 * likely one, whose probability goes to p[0] and that of the next one to p[1]
 * -- 0 if it is not near, which is to say above 0.99 of p[0].
 */
const float *qn_ft_outputs(const struct qn_ft_classifier *c,
                           struct qn_ft_guesses *g);
uint32_t qn_ft_likely_leaf(const struct qn_ft_classifier *c,
                           struct qn_ft_guesses *g, double p[2]);

/* |x| from which on the logistic function is taken to be 0 or 1, and steps of
 * the table that it is taken from, as fastText has it. */
#define QN_FT_SIGMOID_MOST  8
#define QN_FT_SIGMOID_STEPS 512
#endif
