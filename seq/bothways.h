/* SPDX-License-Identifier: MIT */
/*
 * bothways.h -- sequences side by side, read from their ends (Schuster and
 * Paliwal, "Bidirectional recurrent neural networks", 1997).
 *
 *	rows of steps      a0 b0 | a1 b1 | a2 --     b is shorter
 *	turned             a2 b1 | a1 b0 | a0 --     padding stays where it is
 *
 * To turn twice is not to turn at all.
 */
#ifndef QN_SEQ_BOTHWAYS_H
#define QN_SEQ_BOTHWAYS_H

#include <stddef.h>
#include <stdint.h>

struct qn_bothways {
	size_t rows, steps;
	const uint32_t *lengths; /* [rows] of sequences; NULL = steps */
};

/* to [steps * rows][width] = from, turned. */
void qn_bothways_turn(const struct qn_bothways *b, float *to, const float *from,
                      size_t width);

/* to += from, turned. */
void qn_bothways_add(const struct qn_bothways *b, float *to, const float *from,
                     size_t width);

/* to [steps * rows][2 units] = forward | backward, turned. */
void qn_bothways_join(const struct qn_bothways *b, float *to,
                      const float *forward, const float *backward,
                      size_t units);

/* The reverse, of gradients. */
void qn_bothways_part(const struct qn_bothways *b, float *forward,
                      float *backward, const float *from, size_t units);
#endif
