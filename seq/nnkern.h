/* SPDX-License-Identifier: MIT */
/*
 * nnkern.h -- the inner loops of neural networks, one table per instruction
 * set.
 *
 * Products of matrices are OpenBLAS's (base/blas.h); what is left are walks
 * over rows, and the recurrent product, where the weights of a whole batch
 * are packed once and read at every step:
 *
 *	weights [gates][units][units]
 *	packed  a block of `width` units: [two gates][input unit][a | b]
 *
 * Rows of matrices follow each other without a gap, of any length and
 * alignment.  The same input gives the same bytes each time, but not in each
 * set.
 */
#ifndef QN_SEQ_NNKERN_H
#define QN_SEQ_NNKERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Dropout by a counter: element i of a layer's output lives when a hash of
 * `key` and i is not below `cut`, and is then multiplied by `scale`.  The
 * backward pass asks again instead of keeping a mask.
 */
struct qn_dropout {
	uint32_t key; /* of seed, step and layer                   */
	uint32_t cut; /* probability to be dropped * 2^32; 0 = none */
	float scale;  /* 1 / (1 - probability)                     */
};

enum qn_cell { QN_CELL_LSTM, QN_CELL_GRU, QN_CELL_RNN };
#define QN_CELLS 3

/* How numbers of 16 bits are multiplied; see nnkern_bf16.h. */
enum qn_bf16_way {
	QN_BF16_FLOATS, /* bfloat16, taken to floats                       */
	QN_BF16_DOTS,   /* by an instruction that sums pairs of them       */
	QN_BF16_HALVES  /* half-precision floats instead: nnkern_half.h    */
};

/* A step of a layer of recurrent cells (nnkern_cells.h has the formulas). */
struct qn_cell_step {
	size_t rows;         /* sequences side by side                     */
	size_t units;        /* a multiple of QN_UNITS                     */
	const float *packed; /* as pack_forward() or pack_backward() made it */
	const float *bias;   /* [gates][units]                             */
	float *gates;        /* [rows][gates][units] of this step: what comes
	                      * from the input before the forward pass, then
	                      * the gates, after the backward pass their
	                      * gradients before the non-linearity: LSTM
	                      * i f g o; GRU n r z and what r is held
	                      * against; RNN one                            */
	const float *next;   /* those of the step after this one, or NULL  */
	const float *h_before, *c_before; /* [rows][units]; c is LSTM's    */
	float *h, *c;                     /* [rows][units] of this step    */
	const float *dh; /* [rows][units] gradient from the layer above    */
	float *carried;  /* [rows][units] gradient from the step after that
	                  * does not go through gates; then this step's for
	                  * the one before                                 */
	const float *narrow; /* where weights were packed as bf16: what they
	                      * are multiplied with, h_before, or of `next`
	                      * what looks at h, by bf16_rows(); room for
	                      * QN_UNITS rows more                     */
	float narrow_scale;
	enum qn_bf16_way way;
};
#define QN_UNITS 16 /* a multiple of all widths */

/* Rules by which gradients become steps, as nnkern_update.h has them. */
enum qn_optimizer {
	QN_OPTIM_SGD,
	QN_OPTIM_NESTEROV,
	QN_OPTIM_ADAGRAD,
	QN_OPTIM_ADADELTA,
	QN_OPTIM_RMSPROP,
	QN_OPTIM_ADAM,
	QN_OPTIM_ADAMW
};
#define QN_OPTIMIZERS 7

/* What a step of an optimiser needs to know; see seq/optim.h. */
struct qn_update {
	float scale; /* of the gradient: clipping by norm                */
	float limit; /* then of each of it: clipping by value            */
	float rate;  /* learning rate, with the correction of Adam's mean */
	float mean, square; /* decay of the two averages                 */
	float root;         /* 1 / square root of the square's correction */
	float epsilon;
	float keep; /* parameters are multiplied by it first (AdamW)     */
	float pull; /* L2 penalty, added to the gradient                 */
	float momentum;
};

/* Weights in bytes: W [outputs][inputs] times scale of each output. */
struct qn_bytes_weights {
	size_t outputs, inputs;
	const uint8_t *packed; /* [bytes_size()]                          */
	const float *scale;    /* [outputs]                               */
	const float *b;        /* [outputs], or NULL                      */
};

/* Rows in bytes, times a scale of each. */
struct qn_bytes_rows {
	int8_t *x;    /* [rows][inputs, rounded up to a multiple of 4] */
	float *scale; /* [rows]                                        */
	int32_t *sum; /* [rows] of its bytes                           */
};

/* A matrix of a product, [rows or columns][inputs], or the other way. */
struct qn_bf16_matrix {
	const float *x;
	size_t row;  /* floats from one line to the next  */
	bool across; /* [inputs][rows or columns]       */
};

/* c [rows][columns] = a b^T, or that on top. */
struct qn_bf16_product {
	size_t rows, columns, inputs;
	struct qn_bf16_matrix a, b;
	float *c;
	size_t c_row; /* floats from one row to the next */
	bool add;
	enum qn_bf16_way way;
};

#define QN_NN_AT_ONCE 4 /* outputs whose sums are made together */

struct qn_nnkern {
	size_t width; /* units of a block of packed weights             */

	/* y[r][] += b[] for n columns. */
	void (*add_bias)(float *y, const float *b, size_t rows, size_t n);

	/* b[] += sum over r of y[r][0..n), rows `stride` apart. */
	void (*add_columns)(float *b, const float *y, size_t stride,
	                    size_t rows, size_t n);

	/* y = W x + b for W [outputs][inputs]; b may be NULL.  Sums of
	 * QN_NN_AT_ONCE outputs are made together, from the first on: those
	 * left over may be rounded otherwise. */
	void (*times)(float *y, const float *w, const float *x, const float *b,
	              size_t outputs, size_t inputs);

	/* The same of bytes, inputs being a multiple of 4 * width: byte 4 j + k
	 * of such a run of a row is the weight of input k * width + j of the
	 * run.  y = scale[] (W x), a scale an output. */
	void (*times_bytes)(float *y, const int8_t *w, const float *scale,
	                    const float *x, size_t outputs, size_t inputs);

	/* u += b, g = gelu(u), the one with the normal distribution's
	 * integral; dg becomes dg * gelu'(u).  Likewise ReLU. */
	void (*gelu)(float *u, float *g, const float *b, size_t rows, size_t n);
	void (*gelu_back)(float *dg, const float *u, size_t n);
	void (*relu)(float *u, float *g, const float *b, size_t rows, size_t n);
	void (*relu_back)(float *dg, const float *u, size_t n);

	/*
	 * y = (x - mean) * rstd * gain + bias by rows.  Backward: dx = skip +
	 * the gradient (skip may be NULL), gain' and bias' are added to dgain
	 * and dbias.
	 */
	void (*norm)(float *y, float *mean, float *rstd, const float *x,
	             const float *gain, const float *bias, size_t rows,
	             size_t n);
	void (*norm_back)(float *dx, float *dgain, float *dbias,
	                  const float *dy, const float *skip, const float *x,
	                  const float *mean, const float *rstd,
	                  const float *gain, size_t rows, size_t n);

	/* y = x dropped out, whose first element is number `at`; y = x is
	 * fine. */
	void (*dropout)(float *y, const float *x, size_t n, uint32_t at,
	                const struct qn_dropout *d);

	/* z = x + y dropped out; z = y is fine. */
	void (*residual)(float *z, const float *x, const float *y, size_t n,
	                 uint32_t at, const struct qn_dropout *d);

	/* Scores to shares: s[0..n) = softmax(scale * s), s[n..width) = 0.
	 * Backward: ds = scale * p * (ds - sum of p * ds) over `width`. */
	void (*softmax)(float *s, size_t n, size_t width, float scale);
	void (*softmax_back)(float *ds, const float *p, size_t width,
	                     float scale);

	/*
	 * Cross-entropy of logits l [n] against (1 - smooth) * onehot(target)
	 * + smooth / n; returned, while l becomes scale times the gradient.
	 */
	double (*cross_entropy)(float *l, size_t n, size_t target, float smooth,
	                        float scale);

	/* The largest of n > 0. */
	float (*largest)(const float *x, size_t n);

	/* log of the sum of exp(l); l stays. */
	double (*log_sum)(const float *l, size_t n);

	/*
	 * y [rows][outputs] = x W^T + b for W [outputs][inputs], packed into
	 * packed_size() floats, 64-byte aligned; b may be NULL.  A row of y
	 * depends on that row of x alone, whatever their number.
	 */
	size_t (*packed_size)(size_t outputs, size_t inputs);
	void (*pack_product)(float *packed, const float *w, size_t outputs,
	                     size_t inputs);
	void (*packed_product)(float *y, const float *x, size_t rows,
	                       const float *packed, const float *b,
	                       size_t outputs, size_t inputs);

	/* The same in bytes: W packed; x [rows][n] to bytes; y. */
	size_t (*bytes_size)(size_t outputs, size_t inputs);
	void (*pack_bytes)(uint8_t *packed, const int8_t *w, size_t outputs,
	                   size_t inputs);
	void (*to_bytes)(const struct qn_bytes_rows *to, const float *x,
	                 size_t rows, size_t n);
	void (*bytes_product)(float *y, const struct qn_bytes_rows *x,
	                      size_t rows, const struct qn_bytes_weights *w);

	/*
	 * Attention of one query: q and y [heads][dim], kv [n] rows of keys
	 * and values [2][heads][dim] wherever they are; shares [heads][n].
	 */
	void (*attend)(float *y, float *shares, const float *q,
	               const float *const *kv, size_t n, size_t heads,
	               size_t dim);

	/*
	 * Scores of additive attention, s[j] = v . tanh(q + k[j]), of n keys
	 * `stride` apart; `dim` is a multiple of QN_UNITS.  Backward adds to
	 * dq, dk (as k lies) and dv.
	 */
	void (*additive)(float *s, const float *q, const float *k,
	                 size_t stride, size_t n, const float *v, size_t dim);
	void (*additive_back)(const float *ds, const float *q, const float *k,
	                      size_t stride, size_t n, const float *v,
	                      size_t dim, float *dq, float *dk, float *dv);

	/* Weights [gates][units][units] packed for the products of blocks first
	 * .. last - 1, of units / width; backward, of pairs of blocks. */
	void (*pack_forward)(float *packed, const float *weights, size_t units,
	                     size_t gates, size_t first, size_t last);
	void (*pack_backward)(float *packed, const float *weights, size_t units,
	                      size_t gates, size_t first, size_t last);

	/*
	 * A product of numbers rounded to bfloat16, or halves, summed as
	 * floats.  Rows of n numbers, a multiple of QN_UNITS, as steps by
	 * packed weights want them, and what their products are to be
	 * multiplied with; weights, packed into as much room as above.
	 */
	void (*bf16_product)(const struct qn_bf16_product *p);
	void (*bf16_rows)(float *to, float *scale, const float *x, size_t x_row,
	                  size_t rows, size_t n, enum qn_bf16_way way);
	void (*pack_forward_bf16)(float *packed, const float *weights,
	                          size_t units, size_t gates, size_t first,
	                          size_t last, enum qn_bf16_way way);
	void (*pack_backward_bf16)(float *packed, const float *weights,
	                           size_t units, size_t gates, size_t first,
	                           size_t last, enum qn_bf16_way way);

	/* A step for blocks (pairs) first .. last - 1, by enum qn_cell. */
	void (*cell[QN_CELLS])(const struct qn_cell_step *s, size_t first,
	                       size_t last);
	void (*cell_back[QN_CELLS])(const struct qn_cell_step *s, size_t first,
	                            size_t last);

	double (*sum_squares)(const float *x, size_t n);

	/* A step on n parameters w with gradients g; m and v start at 0, and
	 * are NULL where there is nothing to keep (seq/optim.h). */
	void (*update[QN_OPTIMIZERS])(float *w, const float *g, float *m,
	                              float *v, size_t n,
	                              const struct qn_update *u);
};

/* The ones for this processor, as base/kern.h chose; of another set, or NULL
 * where it cannot run, for tests. */
const struct qn_nnkern *qn_nnkern(void);
const struct qn_nnkern *qn_nnkern_named(const char *name);

/* Whether the kernels `k` can multiply so here; how those for this processor
 * do it fastest.  Intel's of today sum pairs of bf16 at half the speed of
 * floats, and multiply halves at twice that. */
bool qn_nnkern_can(const struct qn_nnkern *k, enum qn_bf16_way way);
enum qn_bf16_way qn_nnkern_way(void);
#endif
