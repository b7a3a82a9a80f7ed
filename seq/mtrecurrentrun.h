/* SPDX-License-Identifier: MIT */
/*
 * mtrecurrentrun.h -- the arrays of a recurrent encoder-decoder that learns,
 * which mtrecurrentforth.c and mtrecurrentback.c go through.
 *
 *	source -> embedding -> [cells forwards | cells backwards] * -> memory
 *	h = tanh(start(memory's two ends))     as every decoder layer begins
 *	target (and attended, of the step before) -> [cells] * -> q
 *	attended = tanh(combine(attention(q), q)) -> words
 *
 * Sequences lie side by side, [steps][rows][width], padded at their ends.
 */
#ifndef QN_SEQ_MTRECURRENTRUN_H
#define QN_SEQ_MTRECURRENTRUN_H

#include "seq/dropout.h"
#include "seq/mtrecurrent.h"

struct qn_mtrecurrentrun {
	struct qn_mtrun r;
	struct qn_mtrecurrent_at at;
	bool learns;
	size_t rows, x_steps, y_steps; /* of the batch                      */
	struct qn_bothways ways;       /* its sources                       */
	struct qn_recurrent *encoder;  /* [layers][2]                       */
	struct qn_recurrent *decoder;  /* [decoder layers]                  */
	float **in;     /* [layers + 1] the encoder's layers', then memory  */
	float **turned; /* [layers] the same backwards                      */
	float **from;   /* [decoder layers + 1] the decoder's, then queries */
	struct qn_mtattend attend;
	float *ends;       /* [rows][D] of the memory                         */
	float *both;       /* [y padded][2 D] context and query               */
	float *attended;   /* [y padded][D]                                   */
	float *final;      /* [y][D] of true rows, in the order of the batch  */
	uint32_t *x, *y;   /* [padded] ids                                    */
	uint32_t *lengths; /* [pairs] of sources                             */
	struct qn_dropout *drop; /* [layers + decoder layers + 3]           */

	/* pieces of its own at a step: mtrecurrentown.c */
	float *own_x;                  /* [pairs][D] what they are drawn from */
	double *own_u;                 /* [pairs]                             */
	uint32_t *own_row, *own_piece; /* [pairs]                             */

	/* back */
	float *dfinal, *dattended, *dboth, *dq, *dmemory, *dends, *dstate;
	float *dh, *dx, *dother; /* [padded][D] of cells                    */
	float *dentered; /* [y padded][D or 2 D] of the decoder's input     */

	const struct qn_mtbatch *batch;
	const struct qn_lesson *lesson;
	struct qn_pool *pool;
};

static inline const struct qn_mtshape *
qn_mtrecurrent_shape(const struct qn_mtrecurrentrun *r)
{
	return &r->r.net->shape;
}

/* What makes a layer of the decoder's beginning of where the memory ends. */
static inline struct qn_linear
qn_mtrecurrent_start(const struct qn_mtrecurrentrun *r, size_t layer)
{
	const float *w = r->r.net->w;
	size_t D = qn_mtrecurrent_shape(r)->width;
	return (struct qn_linear){w + r->at.start[layer],
	                          w + r->at.start_b[layer], D, D,
	                          qn_lesson_bf16(r->lesson)};
}

/* What makes one of a context and its query. */
static inline struct qn_linear
qn_mtrecurrent_combine(const struct qn_mtrecurrentrun *r)
{
	const float *w = r->r.net->w;
	size_t D = qn_mtrecurrent_shape(r)->width;
	return (struct qn_linear){w + r->at.combine, w + r->at.combine_b, 2 * D,
	                          D, qn_lesson_bf16(r->lesson)};
}

/* Pieces of sequence i on either side. */
static inline size_t qn_mtrecurrent_x(const struct qn_mtrecurrentrun *r,
                                      size_t i)
{
	return r->batch->x_at[i + 1] - r->batch->x_at[i];
}

static inline size_t qn_mtrecurrent_y(const struct qn_mtrecurrentrun *r,
                                      size_t i)
{
	return r->batch->y_at[i + 1] - r->batch->y_at[i];
}

/* Places of dropout: in front of layer l of either side and behind the last,
 * and behind attention. */
static inline const struct qn_dropout *
qn_mtrecurrent_encoder_drop(const struct qn_mtrecurrentrun *r, size_t l)
{
	return &r->drop[l];
}

static inline const struct qn_dropout *
qn_mtrecurrent_decoder_drop(const struct qn_mtrecurrentrun *r, size_t l)
{
	return &r->drop[qn_mtrecurrent_shape(r)->layers + 1 + l];
}

static inline const struct qn_dropout *
qn_mtrecurrent_last_drop(const struct qn_mtrecurrentrun *r)
{
	size_t layers = qn_mtrecurrent_shape(r)->decoder_layers;
	return qn_mtrecurrent_decoder_drop(r, layers + 1);
}

/* Numbers of a row that goes into the decoder. */
static inline size_t qn_mtrecurrent_entrance(const struct qn_mtrecurrentrun *r)
{
	return r->decoder[0].inputs;
}

/* Whether the decoder reads pieces of its own, too. */
static inline bool qn_mtrecurrent_has_own(const struct qn_mtrecurrentrun *r)
{
	return r->lesson && r->lesson->own > 0;
}

/* Put them into r->y at a step, for some of the batch; the steps before it have
 * been decoded. */
void qn_mtrecurrent_read_own(struct qn_mtrecurrentrun *r, size_t step);

/* Steps that can go back at once. */
static inline size_t qn_mtrecurrent_stride(const struct qn_mtrecurrentrun *r)
{
	return qn_mtrecurrent_shape(r)->feeding ? 1 : r->y_steps;
}

/* Rows from number `first` on. */
void qn_mtrecurrent_drop(const struct qn_mtrecurrentrun *r,
                         const struct qn_dropout *d, float *y, const float *x,
                         size_t first, size_t rows);

/* r->final of the batch: mtrecurrentforth.c. */
void qn_mtrecurrent_forth(struct qn_mtrecurrentrun *r);

/* From r->dfinal to gradients, which are added to in tables of words:
 * mtrecurrentback.c. */
void qn_mtrecurrent_back(struct qn_mtrecurrentrun *r);
#endif
