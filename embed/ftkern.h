/* SPDX-License-Identifier: MIT */
/*
 * ftkern.h -- the inner loops of fastText's models, one table per instruction
 * set.
 *
 * Each number is summed up from the first term to the last and every product
 * is rounded by itself, as fastText's own loops do it; vectors lie across the
 * numbers, not along the sums, so all sets give the same bits.
 */
#ifndef QN_EMBED_FTKERN_H
#define QN_EMBED_FTKERN_H

#include <stddef.h>
#include <stdint.h>

#include "embed/ftmatrix.h"

/* Rows of a matrix, some of them several times. */
struct qn_ft_bag {
	const qn_ft_loose *rows; /* the matrix                              */
	size_t stride;           /* floats from row to row                  */
	size_t dim;              /* floats of a row                         */
	const uint32_t *id;      /* [n]                                     */
	size_t n;
};

#define QN_FT_LANES 16 /* outputs of a block */

struct qn_ft_kern {
	/* h [dim] = sum of the rows of the bag. */
	void (*rows)(float *h, const struct qn_ft_bag *bag);

	/* to[b][o] = h . w[b][.][o], w [blocks][dim][QN_FT_LANES] 64-byte
	 * aligned. */
	void (*dots)(float *to, const float *h, const float *w, size_t dim,
	             size_t blocks);

	/* Which of 256 centroids c [dim][256], 64-byte aligned, is nearest to
	 * x [dim]: the first of those that are equally near. */
	uint8_t (*nearest)(const qn_ft_loose *x, const float *c, size_t dim);
};

/* The ones for this processor, as base/kern.h chose. */
const struct qn_ft_kern *qn_ft_kern(void);
#endif
