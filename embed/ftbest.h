/* SPDX-License-Identifier: MIT */
/*
 * ftbest.h -- the one best label of a line, without its probability.
 *
 * Most of a text's words are known ones that come again and again, each with
 * rows for all its character n-grams, which lie far apart.  The sum of a known
 * word's rows is kept when it has been made once:
 *
 *	line   the    <unknown>     (the, unknown)
 *	        |      |  |  |         |
 *	       sum    rows of n-grams, runs of words    --> hidden layer
 *
 * Rows added up in this order round otherwise than fastText's do, in the
 * seventh digit.  Where two labels are as close as that might decide between,
 * the line is classified in fastText's order, so that the answer is always
 * that of qn_ft_classify().
 */
#ifndef QN_EMBED_FTBEST_H
#define QN_EMBED_FTBEST_H

#include "embed/ftclassify.h"
#include "embed/ftline.h"

/* A thread's: _new() and _free(). */
struct qn_ft_best;
struct qn_ft_best *qn_ft_best_new(const struct qn_ft_model *m,
                                  const struct qn_ft_classifier *c);
void qn_ft_best_free(struct qn_ft_best *b);

/* Take the next line off `text` (not empty).  What it needs begins to come
 * from memory: another line had better be asked for before this one. */
void qn_ft_best_read(struct qn_ft_best *b, struct qn_ft_line *line,
                     struct qn_slice *text);

/* The label, from 0, of a line that qn_ft_best_read() has read and whose text
 * is still there; QN_FT_NONE if it has no features. */
uint32_t qn_ft_best_label(struct qn_ft_best *b, const struct qn_ft_line *line);
#endif
