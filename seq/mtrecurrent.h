/* SPDX-License-Identifier: MIT */
/*
 * mtrecurrent.h -- where the parameters of a recurrent encoder-decoder are:
 * what mtrecurrent.c, which learns, and mtrecurrenthand.c, which writes, have
 * in common.
 */
#ifndef QN_SEQ_MTRECURRENT_H
#define QN_SEQ_MTRECURRENT_H

#include <math.h>

#include "seq/bothways.h"
#include "seq/linear.h"
#include "seq/mtattend.h"
#include "seq/recurrent.h"

/* A layer of cells. */
struct qn_mtcells_at {
	size_t w, u, b;
	size_t inputs, units;
};

struct qn_mtrecurrent_at {
	size_t source, target, output; /* [words][D]                       */
	struct qn_mtcells_at *encoder; /* [layers][2] forwards, backwards   */
	struct qn_mtcells_at *decoder; /* [decoder layers]                  */
	size_t *start, *start_b;       /* [decoder layers] [D][D] [D]       */
	struct qn_mtattend_at attend;
	size_t combine, combine_b; /* [D][2 D] [D]                         */
};

/* Append the parameters to `p`; release with qn_mtrecurrent_release(). */
void qn_mtrecurrent_init(struct qn_mtrecurrent_at *at, struct qn_params *p,
                         const struct qn_mtnet *net);
void qn_mtrecurrent_release(struct qn_mtrecurrent_at *at);

/* A layer of cells by its place, for so many sequences and steps. */
struct qn_recurrent qn_mtrecurrent_cells(const struct qn_mtnet *net,
                                         const struct qn_mtcells_at *at,
                                         size_t rows, size_t steps);

/* to [rows][width] from memory [steps][rows][width]: what its halves end in, of
 * which one was read forwards, one backwards. */
void qn_mtrecurrent_ends(float *to, const float *memory,
                         const struct qn_bothways *b, size_t width);

static inline void qn_mtrecurrent_tanh(float *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = tanhf(x[i]);
}

/* The writing half of its class: mtrecurrenthand.c. */
struct qn_mtweights *qn_mtrecurrent_weights(const struct qn_mtnet *net,
                                            struct qn_err *e);
void qn_mtrecurrent_free_weights(struct qn_mtweights *w);
struct qn_mthand *qn_mtrecurrent_hand(const struct qn_mtweights *w,
                                      size_t sources, size_t rows,
                                      size_t x_most, size_t y_most,
                                      struct qn_err *e);
void qn_mtrecurrent_free_hand(struct qn_mthand *hand);
void qn_mtrecurrent_read(struct qn_mthand *hand,
                         const struct qn_mtbatch *sources);
void qn_mtrecurrent_write(struct qn_mthand *hand, const struct qn_mtstep *step);
#endif
