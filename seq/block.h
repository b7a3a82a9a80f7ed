/* SPDX-License-Identifier: MIT */
/*
 * block.h -- a block of a Transformer: self-attention and a feed-forward
 * layer, each behind a normalisation and beside a path that skips it ("pre-
 * norm": Radford et al., GPT-2, 2019).
 *
 *	x --+--> norm -> q k v -> attention -> out -> dropout --+--> middle
 *	    +---------------------------------------------------+
 *	middle --+--> norm -> up -> GELU -> down -> dropout --+--> y
 *	         +---------------------------------------------+
 *
 * Rows of whole sequences can be worked on apart from each other, forward and
 * back; gradients of weights come from all rows, a tile of outputs at a time.
 * Letters: D width, F inner, T steps of a sequence, N rows of the batch.
 */
#ifndef QN_SEQ_BLOCK_H
#define QN_SEQ_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "seq/net.h"
#include "seq/nnkern.h"
#include "seq/params.h"
#include "seq/slab.h"

/* Where its parameters are in a slab. */
struct qn_block_at {
	size_t gain1, bias1; /* [D]            */
	size_t mix, mix_b;   /* [3 D][D] [3 D] q, k, v */
	size_t out, out_b;   /* [D][D] [D]     */
	size_t gain2, bias2; /* [D]            */
	size_t up, up_b;     /* [F][D] [F]     */
	size_t down, down_b; /* [D][F] [D]     */
};

struct qn_block {
	size_t width, heads, inner, steps;
	bool causal;
	bool bf16; /* of its linear layers: product.h                     */
	enum qn_activation activation;
	const uint32_t *lengths; /* [N / T] of sequences, behind which keys are
	                          * padding, unless causal; NULL = T      */
	const float *angles;     /* [..][D / heads] of positions; NULL = none */
	const float *w;          /* the slab of parameters                    */
	struct qn_block_at at;

	/* planned, [N][..] */
	float *x; /* [D] in                               */
	float *norm1, *mean1, *rstd1;
	float *mix, *mixed; /* [3 D] q k v; [D] what attention gives */
	float *shares;      /* [N / T][heads][T][T]                 */
	float *middle, *norm2, *mean2, *rstd2;
	float *u, *g; /* [F] before and after the activation  */
};

/* What the backward pass works with, shared by all blocks. */
struct qn_block_back {
	float *dy, *dx;           /* [N][D] of y, which comes in; of x     */
	float *drop1, *drop2;     /* [N][D] of dropout's inputs            */
	float *dmiddle, *through; /* [N][D]                                */
	float *du;                /* [N][F]                                */
	float *dmix;              /* [N][3 D]                              */
	float *norms;             /* [shards][4][D] gain and bias, 1 and 2 */
	float *scores;            /* [shards][QN_ATTENTION_BLOCK][T]       */
};

/* Append parameters named blocks.LAYER.*; `layers` scales what begins the
 * outputs, as GPT-2 does. */
struct qn_block_at qn_block_params(struct qn_params *p, size_t layer,
                                   size_t layers, size_t width, size_t inner);

/* Arrays for `rows` rows. */
void qn_block_plan(struct qn_block *b, size_t rows, struct qn_slab *slab);
void qn_block_back_plan(struct qn_block_back *k, const struct qn_block *b,
                        size_t rows, size_t shards, struct qn_slab *slab);

/* Rows [from, to), whole sequences: b->x to y [N][D], which may be b->x if
 * there is to be no backward pass; dropout of the two branches. */
void qn_block_forward(struct qn_block *b, float *y, size_t from, size_t to,
                      const struct qn_dropout drop[2]);

/* The same rows back: k->dy to k->dx and all that the gradients of weights
 * are made of. */
void qn_block_backward(const struct qn_block *b, struct qn_block_back *k,
                       size_t shard, size_t from, size_t to,
                       const struct qn_dropout drop[2]);

/* Gradients of weights are made in so many parts; part i of them, into the
 * slab g, when all rows have gone back; whether they did with dropout. */
size_t qn_block_parts(const struct qn_block *b);
void qn_block_gradients(const struct qn_block *b, const struct qn_block_back *k,
                        float *g, size_t rows, size_t shards, bool dropped,
                        size_t part);

/*
 * One row, b->x[0], to y [D]; the keys and values [position][2 D] of the rows
 * before it are in `cache`, where its own are put.
 */
void qn_block_feed(struct qn_block *b, float *y, float *cache, size_t position);
#endif
