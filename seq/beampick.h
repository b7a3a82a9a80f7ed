/* SPDX-License-Identifier: MIT */
/*
 * beampick.h -- pieces picked from the scores of all: the best, or one by
 * chance.
 */
#ifndef QN_SEQ_BEAMPICK_H
#define QN_SEQ_BEAMPICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct qn_pick {
	double nats; /* -ln p of the target with it */
	uint32_t row, id;
};

/*
 * Put the `k` best pieces of a row of scores [words], which cost `nats` before
 * them, in among best[n], best first, of which there are up to `most`; how
 * many there are then.  `logits` are not yet logarithms of probabilities.
 */
size_t qn_pick_best(struct qn_pick *best, size_t n, size_t most,
                    const float *scores, size_t words, size_t k, double nats,
                    uint32_t row, bool logits);

/* The piece where the number `u`, in [0, 1), falls among the shares of
 * scores / temperature: of the top_k (0: all) best, of which those that sum
 * to top_p.  Its nats are those at a temperature of 1, of all pieces. */
struct qn_pick qn_pick_drawn(const float *scores, size_t words,
                             double temperature, size_t top_k, double top_p,
                             double u);
#endif
