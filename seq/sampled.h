/* SPDX-License-Identifier: MIT */
/*
 * sampled.h -- the last layer in training by a sample of words (Jean, Cho,
 * Memisevic and Bengio, "On using very large target vocabulary for neural
 * machine translation", 2015).
 *
 *	x [rows] --> scores of [its word | a sample, one for all rows]
 *	         --> cross-entropy of its word among them
 *
 * Words are drawn without putting back, with about the chances that Zipf's law
 * gives to their rank, which is what their ids are (ln(1 + 1 / (id + 1)) /
 * ln(words + 1)); scores are lowered by the logarithm of how often a word is
 * to be expected in the sample.  A row's own word is passed over in it.
 */
#ifndef QN_SEQ_SAMPLED_H
#define QN_SEQ_SAMPLED_H

#include <stdint.h>

#include "seq/output.h"

struct qn_sampled;

/* For up to `rows` rows and samples of n words of l's; free with
 * qn_sampled_free(). */
struct qn_sampled *qn_sampled_new(const struct qn_output_layer *l, size_t rows,
                                  size_t n);
void qn_sampled_free(struct qn_sampled *s);

/* Words of a sample that `words` allow: half of them. */
static inline size_t qn_sampled_most(size_t words)
{
	return words / 2;
}

/*
 * As qn_output_layer_run() with gradients, by the sample of a seed and a
 * step; db, too, is added to.
 */
double qn_sampled_run(struct qn_sampled *s, struct qn_output_layer *l,
                      const float *x, const uint32_t *target, size_t rows,
                      float *dx, float *dw, float *db, uint64_t seed,
                      uint64_t step, struct qn_pool *pool);
#endif
