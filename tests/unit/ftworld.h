/* SPDX-License-Identifier: MIT */
/*
 * ftworld.h -- small fastText models that were never trained: their numbers
 * are random, and what is computed from them is as good as any.
 */
#ifndef QN_TESTS_FTWORLD_H
#define QN_TESTS_FTWORLD_H

#include "embed/ftmodel.h"

/*
 * A model with words "a", "bb", "ccc", ... and "</s>", `labels` labels and the
 * arguments `a`, dense, all rows in memory.  Free with qn_ft_model_free().
 */
struct qn_ft_model *ftworld_model(const struct qn_ft_args *a, uint32_t words,
                                  uint32_t labels);

/* Arguments with few dimensions and buckets and n-grams of 2 and 3. */
struct qn_ft_args ftworld_args(enum qn_ft_model_kind model,
                               enum qn_ft_loss loss);

/* A line of `words` random words of ftworld_model(), some of them unknown. */
void ftworld_line(struct qn_buf *text, uint64_t seed, int words);
#endif
