/* SPDX-License-Identifier: MIT */
/*
 * mtbranch.h -- a branch of a Transformer beside the path that skips it:
 * self-attention, attention to a memory, or a feed-forward layer (Vaswani et
 * al., 2017), over sequences of any length without padding between them.
 *
 *	       pre                                   post
 *	x --+--> norm -> in -> middle -> out --+    x --+--> in -> middle ..
 *	    |                      dropout <---+        |
 *	    +------------------------- + -> y           +----------- + -> norm -> y
 *
 *	            in                 middle                     out
 *	self        q k v              attention among the rows   D to D
 *	cross       q; k v of memory   attention to memory        D to D
 *	feed        up to F            GELU or ReLU               F to D
 *
 * Sequences can be worked on apart from each other, forward and back;
 * gradients of weights come from all rows, a tile of outputs at a time.
 * Letters: D width, F inner, N rows of the batch, S rows of the memory.
 */
#ifndef QN_SEQ_MTBRANCH_H
#define QN_SEQ_MTBRANCH_H

#include "seq/linear.h"
#include "seq/net.h"
#include "seq/nnkern.h"
#include "seq/params.h"
#include "seq/slab.h"

enum qn_branch_kind { QN_BRANCH_SELF, QN_BRANCH_CROSS, QN_BRANCH_FEED };

/* Where its parameters are in a slab. */
struct qn_branch_at {
	size_t gain, bias; /* [D]                                          */
	size_t in, in_b;   /* [3 D][D] q k v; [D][D] q; [F][D]             */
	size_t kv, kv_b;   /* [2 D][D] of the memory; cross only           */
	size_t out, out_b; /* [D][D] or [D][F]                             */
};

struct qn_branch {
	enum qn_branch_kind kind;
	size_t width, heads, inner;
	size_t most; /* keys of a sequence, at most */
	bool causal; /* self: a row sees none after it */
	bool post;
	bool bf16; /* of its linear layers: product.h              */
	enum qn_activation activation;
	const float *w; /* the slab of parameters */
	struct qn_branch_at at;

	/* planned */
	float *x;                  /* [N][D] in                           */
	float *norm, *mean, *rstd; /* [N][D] of x; post: [N][D] in front of
	                            * the norm                            */
	float *wide, *middle;      /* [N][3 D, D or F]; [N][D or F]       */
	float *kv;                 /* [S][2 D]                            */
	float *shares;             /* [N][heads * most]                   */
};

/* Sequences: i is rows q_at[i] .. q_at[i + 1] - 1, and reads rows
 * k_at[i] .. k_at[i + 1] - 1 of `memory` [S][D], if it is of that kind. */
struct qn_branch_rows {
	const uint32_t *q_at, *k_at;
	const float *memory;
};

/* What the backward pass works with, shared by branches of any kind. */
struct qn_branch_back {
	float *dy, *dx; /* [N][D] of y, which comes in; of x               */
	float *dsum;    /* [N][D] post: in front of the norm              */
	float *drop;    /* [N][D] of dropout's input                      */
	float *through; /* [N][D]                                         */
	float *dmiddle; /* [N][D or F]                                    */
	float *dwide;   /* [N][3 D or F]                                  */
	float *dkv;     /* [S][2 D]                                       */
	float *dmemory; /* [S][D] added to                                */
	float *norms;   /* [shards][2][D] gain and bias                   */
	float *scratch; /* [shards][QN_ATTENTION_BLOCK][most]             */
	size_t most;
};

/* Append parameters named NAME.*. */
struct qn_branch_at qn_branch_params(struct qn_params *p,
                                     enum qn_branch_kind kind, size_t width,
                                     size_t inner, const char *name);

/* Its layers; the middle of a feed-forward branch adds in's bias. */
struct qn_linear qn_branch_in(const struct qn_branch *b);
struct qn_linear qn_branch_kv(const struct qn_branch *b);
struct qn_linear qn_branch_out(const struct qn_branch *b);

/* Arrays for `rows` rows, and `memory` ones of the memory. */
void qn_branch_plan(struct qn_branch *b, size_t rows, size_t memory,
                    struct qn_slab *slab);
void qn_branch_back_plan(struct qn_branch_back *k, size_t width, size_t inner,
                         size_t rows, size_t memory, size_t most, size_t shards,
                         struct qn_slab *slab);

/* Sequences [first, end): b->x to y [N][D]; it may be b->x of another. */
void qn_branch_forward(struct qn_branch *b, float *y,
                       const struct qn_branch_rows *r, size_t first, size_t end,
                       const struct qn_dropout *drop);

/* From k->dy to k->dx and, of cross, k->dmemory. */
void qn_branch_backward(const struct qn_branch *b, struct qn_branch_back *k,
                        const struct qn_branch_rows *r, size_t shard,
                        size_t first, size_t end,
                        const struct qn_dropout *drop);

/* Gradients of weights are made in so many parts; part i of them, into the
 * slab g, when all `pairs` sequences have gone back; `dropped` if with
 * dropout. */
size_t qn_branch_parts(const struct qn_branch *b);
void qn_branch_gradients(const struct qn_branch *b,
                         const struct qn_branch_back *k,
                         const struct qn_branch_rows *r, float *g, size_t pairs,
                         size_t shards, bool dropped, size_t part);
#endif
