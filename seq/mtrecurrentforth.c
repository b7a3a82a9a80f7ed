/* SPDX-License-Identifier: MIT */
/*
 * mtrecurrentforth.c -- a batch through a recurrent encoder-decoder.
 *
 * Backwards means backwards within a sequence's own length.  Without input
 * feeding all steps of a layer go at once, with it one step of all layers after
 * the other, and so where the decoder reads pieces of its own.  Dropout is
 * behind embeddings, layers and attention.
 */
#include "seq/mtrecurrentrun.h"

#include <string.h>

#include "seq/embedding.h"
#include "seq/tiles.h"

/* A layer takes the batch's dimensions, and begins with nothing. */
static void ready(struct qn_recurrent *l, size_t rows, size_t steps,
                  struct qn_pool *pool)
{
	l->rows = rows;
	l->steps = steps;
	memset(l->h, 0, rows * l->units * sizeof *l->h);
	memset(l->c, 0, rows * l->units * sizeof *l->c);
	qn_recurrent_pack(l, pool);
}

static void encode(struct qn_mtrecurrentrun *r)
{
	size_t D = qn_mtrecurrent_shape(r)->width, B = r->rows,
	       n = r->x_steps * B;
	qn_embedding_forward(r->in[0], r->r.net->w + r->at.source, r->x, n, D);
	qn_mtrecurrent_drop(r, qn_mtrecurrent_encoder_drop(r, 0), r->in[0],
	                    r->in[0], 0, n);
	for (size_t l = 0; l < qn_mtrecurrent_shape(r)->layers; l++) {
		struct qn_recurrent *two = r->encoder + 2 * l;
		qn_bothways_turn(&r->ways, r->turned[l], r->in[l], D);
		for (int i = 0; i < 2; i++) {
			ready(&two[i], B, r->x_steps, r->pool);
			qn_recurrent_forward(
			    &two[i], i ? r->turned[l] : r->in[l], r->pool);
		}
		qn_bothways_join(&r->ways, r->in[l + 1],
		                 qn_recurrent_result(&two[0]),
		                 qn_recurrent_result(&two[1]), D / 2);
		qn_mtrecurrent_drop(r, qn_mtrecurrent_encoder_drop(r, l + 1),
		                    r->in[l + 1], r->in[l + 1], 0, n);
	}
}

/* What the memory ends in, forwards and backwards; how the decoder begins. */
static void start(struct qn_mtrecurrentrun *r)
{
	size_t D = qn_mtrecurrent_shape(r)->width, B = r->rows;
	qn_mtrecurrent_ends(r->ends, r->in[qn_mtrecurrent_shape(r)->layers],
	                    &r->ways, D);
	for (size_t l = 0; l < qn_mtrecurrent_shape(r)->decoder_layers; l++) {
		const struct qn_linear first = qn_mtrecurrent_start(r, l);
		ready(&r->decoder[l], B, r->y_steps, r->pool);
		qn_linear_forward(&first, r->decoder[l].h, r->ends, B);
		qn_mtrecurrent_tanh(r->decoder[l].h, B * D);
	}
}

/* Pieces [from, to), and what was attended to in front of each. */
static void enter(struct qn_mtrecurrentrun *r, size_t from, size_t to)
{
	size_t D = qn_mtrecurrent_shape(r)->width,
	       E = qn_mtrecurrent_entrance(r), B = r->rows;
	const float *table = r->r.net->w + r->at.target;
	for (size_t row = from * B; row < to * B; row++) {
		float *x = r->from[0] + row * E;
		qn_dropout_rows(qn_mtrecurrent_decoder_drop(r, 0), x,
		                table + r->y[row] * D, row, 1, D, 0);
		if (E > D && row < B)
			memset(x + D, 0, D * sizeof *x);
		else if (E > D)
			memcpy(x + D, r->attended + (row - B) * D,
			       D * sizeof *x);
	}
}

static void decode_steps(struct qn_mtrecurrentrun *r, size_t from, size_t to)
{
	size_t D = qn_mtrecurrent_shape(r)->width,
	       L = qn_mtrecurrent_shape(r)->decoder_layers;
	size_t at = from * r->rows, n = (to - from) * r->rows;
	const struct qn_linear combine = qn_mtrecurrent_combine(r);
	enter(r, from, to);
	for (size_t l = 0; l < L; l++) {
		qn_recurrent_go(&r->decoder[l], r->from[l], from, to, r->pool);
		qn_mtrecurrent_drop(
		    r, qn_mtrecurrent_decoder_drop(r, l + 1),
		    r->from[l + 1] + at * D,
		    qn_recurrent_result(&r->decoder[l]) + at * D, at, n);
	}
	qn_mtattend_forward(&r->attend, r->both, r->from[L], from, to, r->pool);
	for (size_t row = at; row < at + n; row++)
		memcpy(r->both + row * 2 * D + D, r->from[L] + row * D,
		       D * sizeof(float));
	qn_tiles_forward(&combine, r->attended + at * D, r->both + at * 2 * D,
	                 n, r->pool);
	qn_mtrecurrent_tanh(r->attended + at * D, n * D);
}

static void decode(struct qn_mtrecurrentrun *r)
{
	size_t D = qn_mtrecurrent_shape(r)->width, B = r->rows;
	r->attend.rows = B;
	r->attend.y_steps = r->y_steps;
	r->attend.x_at = r->batch->x_at;
	r->attend.memory = r->in[qn_mtrecurrent_shape(r)->layers];
	qn_mtattend_begin(&r->attend, r->x_steps, r->pool);
	start(r);
	bool own = qn_mtrecurrent_has_own(r);
	size_t stride = own ? 1 : qn_mtrecurrent_stride(r);
	for (size_t t = 0; t < r->y_steps; t += stride) {
		if (own && t)
			qn_mtrecurrent_read_own(r, t);
		decode_steps(r, t, t + stride);
	}
	for (size_t i = 0; i < B; i++)
		for (size_t t = 0; t < qn_mtrecurrent_y(r, i); t++)
			memcpy(r->final + (r->batch->y_at[i] + t) * D,
			       r->attended + (t * B + i) * D,
			       D * sizeof *r->final);
	qn_mtrecurrent_drop(r, qn_mtrecurrent_last_drop(r), r->final, r->final,
	                    0, r->batch->y_at[B]);
}

void qn_mtrecurrent_forth(struct qn_mtrecurrentrun *r)
{
	encode(r);
	decode(r);
}
