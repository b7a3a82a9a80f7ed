/* SPDX-License-Identifier: MIT */
/*
 * mtattend.h -- attention of a recurrent decoder to what its encoder left
 * (Bahdanau, Cho and Bengio, 2015; Luong, Pham and Manning, 2015), and its
 * gradients.
 *
 *	score  dot       q . m
 *	       scaled    q . m / sqrt(width)
 *	       additive  v . tanh(Wq q + Wk m)
 *	context = sum over m of softmax(score) m
 *
 * Sequences lie side by side: memory m [x steps][rows][width], queries q
 * [y steps][rows][width].
 */
#ifndef QN_SEQ_MTATTEND_H
#define QN_SEQ_MTATTEND_H

#include "base/pool.h"
#include "seq/mtnet.h"

/* Where its parameters are; of additive attention only. */
struct qn_mtattend_at {
	size_t query, key; /* [width][width] */
	size_t v;          /* [width]        */
};

struct qn_mtattend {
	enum qn_mtscore score;
	size_t width;
	bool bf16;      /* of its linear layers: product.h */
	const float *w; /* the slab of parameters */
	struct qn_mtattend_at at;

	/* of a batch */
	size_t rows, y_steps, x_most;
	const uint32_t *x_at; /* [rows + 1]: lengths of sources   */
	const float *memory;

	/* planned */
	float *keys, *queries;   /* [x padded][width], [y padded][width] */
	float *shares;           /* [rows][y_steps][x_most]             */
	float *dkeys, *dqueries; /* as those                          */
	float *dk, *dv;          /* [x padded][width]                   */
	float *scratch;          /* [pairs][QN_ATTENTION_BLOCK][x_most] */
	float *dvector;          /* [pairs][width]                      */
};

struct qn_mtattend_at qn_mtattend_params(struct qn_params *p,
                                         enum qn_mtscore score, size_t width);

void qn_mtattend_plan(struct qn_mtattend *a, const struct qn_mtroom *room,
                      bool back, struct qn_slab *slab);

/* With rows, y_steps, x_at and memory set. */
void qn_mtattend_begin(struct qn_mtattend *a, size_t x_steps,
                       struct qn_pool *pool);

/* Queries of steps [from, to) to contexts, rows 2 * width apart. */
void qn_mtattend_forward(struct qn_mtattend *a, float *context, const float *q,
                         size_t from, size_t to, struct qn_pool *pool);

/* Gradients of contexts, likewise; dq [y steps][rows][width] and dmemory are
 * added to. */
void qn_mtattend_backward(struct qn_mtattend *a, float *dq, float *dmemory,
                          const float *dcontext, const float *q, size_t from,
                          size_t to, struct qn_pool *pool);

/* When all steps have gone back: what goes through keys to dmemory, and the
 * gradients of weights into the slab g. */
void qn_mtattend_end(struct qn_mtattend *a, float *g, float *dmemory,
                     const float *q, size_t x_steps, struct qn_pool *pool);
#endif
