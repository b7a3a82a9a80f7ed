/* SPDX-License-Identifier: MIT */
/*
 * mtrecurrentback.c -- and its gradients back.
 */
#include "seq/mtrecurrentrun.h"

#include <string.h>

#include "seq/embedding.h"
#include "seq/tiles.h"

#define COLUMNS 64 /* of a tile of the embedding's gradient */

static void add_rows(float *to, const float *from, size_t n)
{
	qn_nnkern()->add_bias(to, from, 1, n);
}

/* Gradients of what the steps [from, to) attended to, through tanh, to what
 * was combined. */
static void combine_back(struct qn_mtrecurrentrun *r, size_t from, size_t to)
{
	size_t D = qn_mtrecurrent_shape(r)->width, at = from * r->rows;
	size_t n = (to - from) * r->rows;
	const struct qn_linear combine = qn_mtrecurrent_combine(r);
	for (size_t i = at * D; i < (at + n) * D; i++)
		r->dattended[i] *= 1 - r->attended[i] * r->attended[i];
	qn_tiles_backward(&combine, r->dboth + at * 2 * D,
	                  r->dattended + at * D, n, false, r->pool);
	for (size_t row = at; row < at + n; row++)
		memcpy(r->dq + row * D, r->dboth + row * 2 * D + D,
		       D * sizeof(float));
}

/* What was attended to came in again a step later. */
static void entered_back(struct qn_mtrecurrentrun *r, size_t from, size_t to)
{
	size_t D = qn_mtrecurrent_shape(r)->width, B = r->rows;
	if (qn_mtrecurrent_entrance(r) == D)
		return;
	for (size_t row = from * B; row < to * B; row++)
		if (row >= B)
			add_rows(r->dattended + (row - B) * D,
			         r->dentered + row * 2 * D + D, D);
}

static void decode_back_steps(struct qn_mtrecurrentrun *r, size_t from,
                              size_t to)
{
	size_t D = qn_mtrecurrent_shape(r)->width,
	       L = qn_mtrecurrent_shape(r)->decoder_layers;
	size_t at = from * r->rows, n = (to - from) * r->rows;
	combine_back(r, from, to);
	qn_mtattend_backward(&r->attend, r->dq, r->dmemory, r->dboth,
	                     r->from[L], from, to, r->pool);
	for (size_t l = L; l-- > 0;) {
		const float *above = l + 1 < L ? r->dx : r->dq;
		qn_mtrecurrent_drop(r, qn_mtrecurrent_decoder_drop(r, l + 1),
		                    r->dh + at * D, above + at * D, at, n);
		qn_recurrent_return(&r->decoder[l], l ? r->dx : r->dentered,
		                    r->dh, from, to, r->pool);
	}
	entered_back(r, from, to);
}

struct scatter {
	float *g;
	const float *d;
	const uint32_t *id;
	size_t rows, width;
};

static void scatter(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct scatter *s = ctx;
	(void)shard;
	qn_embedding_backward(s->g, s->d, s->id, s->rows, s->width, from, to);
}

static void embedding_back(struct qn_mtrecurrentrun *r, size_t table,
                           const float *d, const uint32_t *id, size_t rows)
{
	size_t D = qn_mtrecurrent_shape(r)->width;
	struct scatter s = {r->r.g + table, d, id, rows, D};
	qn_pool_for(r->pool, D, (D + COLUMNS - 1) / COLUMNS, scatter, &s);
}

/* Gradients of layer l's cells, and of how it began. */
static void decoder_gradients(struct qn_mtrecurrentrun *r, size_t l)
{
	size_t D = qn_mtrecurrent_shape(r)->width, B = r->rows;
	float *g = r->r.g;
	const struct qn_mtcells_at *at = &r->at.decoder[l];
	const struct qn_recurrent_gradients to = {g + at->w, g + at->u,
	                                          g + at->b};
	const struct qn_linear first = qn_mtrecurrent_start(r, l);
	const float *h = r->decoder[l].h;
	qn_recurrent_gradients(&r->decoder[l], r->from[l], &to, r->pool);
	qn_recurrent_to_state(&r->decoder[l], r->dstate);
	for (size_t i = 0; i < B * D; i++)
		r->dstate[i] *= 1 - h[i] * h[i];
	qn_tiles_weights(&first, g + r->at.start[l], g + r->at.start_b[l],
	                 r->dstate, r->ends, B, r->pool);
	qn_linear_backward_add(&first, r->dends, r->dstate, B);
}

/* To where memory ends. */
static void ends_back(struct qn_mtrecurrentrun *r)
{
	size_t D = qn_mtrecurrent_shape(r)->width, half = D / 2, B = r->rows;
	for (size_t i = 0; i < B; i++) {
		size_t last = r->lengths[i] - 1;
		add_rows(r->dmemory + (last * B + i) * D, r->dends + i * D,
		         half);
		add_rows(r->dmemory + i * D + half, r->dends + i * D + half,
		         half);
	}
}

/* The final rows' gradients to their places. */
static void spread(struct qn_mtrecurrentrun *r)
{
	size_t D = qn_mtrecurrent_shape(r)->width, B = r->rows;
	qn_mtrecurrent_drop(r, qn_mtrecurrent_last_drop(r), r->dfinal,
	                    r->dfinal, 0, r->batch->y_at[B]);
	memset(r->dattended, 0, r->y_steps * B * D * sizeof(float));
	for (size_t i = 0; i < B; i++)
		for (size_t t = 0; t < qn_mtrecurrent_y(r, i); t++)
			memcpy(r->dattended + (t * B + i) * D,
			       r->dfinal + (r->batch->y_at[i] + t) * D,
			       D * sizeof(float));
}

static void decode_back(struct qn_mtrecurrentrun *r)
{
	size_t D = qn_mtrecurrent_shape(r)->width, B = r->rows,
	       L = qn_mtrecurrent_shape(r)->decoder_layers;
	size_t n = r->y_steps * B, E = qn_mtrecurrent_entrance(r);
	const struct qn_linear combine = qn_mtrecurrent_combine(r);
	memset(r->dmemory, 0, r->x_steps * B * D * sizeof(float));
	memset(r->dends, 0, B * D * sizeof(float));
	spread(r);
	for (size_t to = r->y_steps; to > 0; to -= qn_mtrecurrent_stride(r))
		decode_back_steps(r, to - qn_mtrecurrent_stride(r), to);
	qn_tiles_weights(&combine, r->r.g + r->at.combine,
	                 r->r.g + r->at.combine_b, r->dattended, r->both, n,
	                 r->pool);
	qn_mtattend_end(&r->attend, r->r.g, r->dmemory, r->from[L], r->x_steps,
	                r->pool);
	for (size_t l = 0; l < L; l++)
		decoder_gradients(r, l);
	ends_back(r);
	for (size_t row = 0; row < n; row++)
		qn_dropout_rows(qn_mtrecurrent_decoder_drop(r, 0),
		                r->dq + row * D, r->dentered + row * E, row, 1,
		                D, 0);
	embedding_back(r, r->at.target, r->dq, r->y, n);
}

/* From dh to dx, and to the gradients of one direction's cells. */
static void cells_back(struct qn_mtrecurrentrun *r, size_t i, float *dx,
                       float *dh, const float *x)
{
	const struct qn_mtcells_at *at = &r->at.encoder[i];
	float *g = r->r.g;
	const struct qn_recurrent_gradients to = {g + at->w, g + at->u,
	                                          g + at->b};
	qn_recurrent_backward(&r->encoder[i], dx, dh, x, &to, r->pool);
}

static void encode_back(struct qn_mtrecurrentrun *r)
{
	size_t D = qn_mtrecurrent_shape(r)->width, n = r->x_steps * r->rows;
	float *back = r->dh + n * (D / 2);
	for (size_t l = qn_mtrecurrent_shape(r)->layers; l-- > 0;) {
		qn_mtrecurrent_drop(r, qn_mtrecurrent_encoder_drop(r, l + 1),
		                    r->dmemory, r->dmemory, 0, n);
		qn_bothways_part(&r->ways, r->dh, back, r->dmemory, D / 2);
		cells_back(r, 2 * l, r->dmemory, r->dh, r->in[l]);
		cells_back(r, 2 * l + 1, r->dother, back, r->turned[l]);
		qn_bothways_add(&r->ways, r->dmemory, r->dother, D);
	}
	qn_mtrecurrent_drop(r, qn_mtrecurrent_encoder_drop(r, 0), r->dmemory,
	                    r->dmemory, 0, n);
	embedding_back(r, r->at.source, r->dmemory, r->x, n);
}

void qn_mtrecurrent_back(struct qn_mtrecurrentrun *r)
{
	decode_back(r);
	encode_back(r);
}
