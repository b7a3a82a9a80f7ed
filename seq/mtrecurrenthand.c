/* SPDX-License-Identifier: MIT */
/*
 * mtrecurrenthand.c -- the recurrent encoder-decoder, writing.
 *
 * Weights that meet inputs are packed once; those of cells among themselves
 * by each hand.  A target is a row of states, copied from the row that it
 * goes on from.
 */
#include "seq/mtrecurrent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/packed.h"

/* --- weights -------------------------------------------------------------- */

struct qn_mtweights {
	const struct qn_mtnet *net;
	struct qn_mtrecurrent_at at;
	struct qn_packed *encoder; /* [layers][2]: of inputs              */
	struct qn_packed *decoder; /* [decoder layers]                    */
	struct qn_packed *start;   /* [decoder layers]                    */
	struct qn_packed combine, output, query, key;
	struct qn_slab slab;
};

static struct qn_packed pack(struct qn_mtweights *w, size_t at, const float *b,
                             size_t outputs, size_t inputs)
{
	const struct qn_linear l = {w->net->w + at, b, inputs, outputs, false};
	return qn_pack(&w->slab, &l, w->net->bytes);
}

static struct qn_packed pack_cells(struct qn_mtweights *w,
                                   const struct qn_mtcells_at *at)
{
	size_t gates = qn_cell_looking(w->net->class->cell);
	return pack(w, at->w, NULL, gates * at->units, at->inputs);
}

static void pack_all(struct qn_mtweights *w)
{
	const struct qn_mtshape *s = &w->net->shape;
	const float *p = w->net->w;
	size_t D = s->width;
	for (size_t i = 0; i < 2 * s->layers; i++)
		w->encoder[i] = pack_cells(w, &w->at.encoder[i]);
	for (size_t l = 0; l < s->decoder_layers; l++) {
		w->decoder[l] = pack_cells(w, &w->at.decoder[l]);
		w->start[l] =
		    pack(w, w->at.start[l], p + w->at.start_b[l], D, D);
	}
	w->combine = pack(w, w->at.combine, p + w->at.combine_b, D, 2 * D);
	w->output = pack(w, w->at.output, NULL, s->target_words, D);
	if (s->score != QN_MTSCORE_ADDITIVE)
		return;
	w->query = pack(w, w->at.attend.query, NULL, D, D);
	w->key = pack(w, w->at.attend.key, NULL, D, D);
}

struct qn_mtweights *qn_mtrecurrent_weights(const struct qn_mtnet *net,
                                            struct qn_err *e)
{
	const struct qn_mtshape *s = &net->shape;
	struct qn_mtweights *w = qn_calloc(1, sizeof *w);
	struct qn_params again = {.n = 0};
	w->net = net;
	qn_mtrecurrent_init(&w->at, &again, net);
	qn_params_release(&again);
	w->encoder = qn_calloc(2 * s->layers, sizeof *w->encoder);
	w->decoder = qn_calloc(s->decoder_layers, sizeof *w->decoder);
	w->start = qn_calloc(s->decoder_layers, sizeof *w->start);
	pack_all(w);
	if (qn_slab_alloc(&w->slab, "a network's weights", e)) {
		pack_all(w);
		return w;
	}
	qn_mtrecurrent_free_weights(w);
	return NULL;
}

void qn_mtrecurrent_free_weights(struct qn_mtweights *w)
{
	if (!w)
		return;
	qn_slab_release(&w->slab);
	qn_mtrecurrent_release(&w->at);
	free(w->encoder);
	free(w->decoder);
	free(w->start);
	free(w);
}

/* --- a hand --------------------------------------------------------------- */

struct qn_mthand {
	const struct qn_mtweights *w;
	struct qn_pool *alone; /* one thread */
	size_t sources, rows, x_most;
	struct qn_recurrent *encoder; /* [layers][2]                     */
	struct qn_recurrent *decoder; /* [decoder layers]: one step       */
	float *in, *turned;           /* [x_most * sources][D]           */
	float *keys;                  /* [x_most * sources][D]           */
	float *ends;                  /* [sources][D]                    */
	float *gates;                 /* of cells, as they are multiplied */
	float *states; /* [decoder layers][2][rows][D] h and c, of the step
	                * before                                          */
	float *attended, *before; /* [rows][D], of this step, of that one */
	float *x, *q;             /* [rows][2 D]                          */
	float *both;              /* [rows][2 D]                          */
	float *shares;            /* [x_most]                             */
	uint32_t *lengths;        /* [sources]                            */
	struct qn_bothways ways;  /* of the batch                         */
	uint32_t *source, *source_before; /* [rows]                       */
	struct qn_bytes_rows room;
	size_t batch, x_steps; /* sources of the batch, the longest of them */
	size_t step;
	struct qn_slab slab;
};

static const struct qn_mtshape *shape(const struct qn_mthand *h)
{
	return &h->w->net->shape;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void plan(struct qn_mthand *h, struct qn_slab *slab)
{
	const struct qn_mtnet *net = h->w->net;
	const struct qn_mtshape *s = shape(h);
	size_t D = s->width, X = h->x_most * h->sources, R = h->rows;
	for (size_t i = 0; i < 2 * s->layers; i++) {
		h->encoder[i] = qn_mtrecurrent_cells(net, &h->w->at.encoder[i],
		                                     h->sources, h->x_most);
		qn_recurrent_plan(&h->encoder[i], false, slab);
	}
	for (size_t l = 0; l < s->decoder_layers; l++) {
		h->decoder[l] =
		    qn_mtrecurrent_cells(net, &h->w->at.decoder[l], R, 1);
		qn_recurrent_plan(&h->decoder[l], false, slab);
	}
	h->in = qn_slab_take(slab, X, D);
	h->turned = qn_slab_take(slab, X, D);
	h->keys = qn_slab_take(slab, X, D);
	h->ends = qn_slab_take(slab, h->sources, D);
	h->gates = qn_slab_take(slab, larger(X, R), 4 * D);
	qn_packed_room_plan(&h->room, larger(X, R), 2 * D, slab);
	h->states = qn_slab_take(slab, s->decoder_layers * 2 * R, D);
	h->attended = qn_slab_take(slab, R, D);
	h->before = qn_slab_take(slab, R, D);
	h->x = qn_slab_take(slab, R, 2 * D);
	h->q = qn_slab_take(slab, R, D);
	h->both = qn_slab_take(slab, R, 2 * D);
	h->shares = qn_slab_take(slab, h->x_most, 1);
	h->lengths = qn_slab_take(slab, h->sources, 1);
	h->source = qn_slab_take(slab, R, 1);
	h->source_before = qn_slab_take(slab, R, 1);
}

struct qn_mthand *qn_mtrecurrent_hand(const struct qn_mtweights *w,
                                      size_t sources, size_t rows,
                                      size_t x_most, size_t y_most,
                                      struct qn_err *e)
{
	const struct qn_mtshape *s = &w->net->shape;
	struct qn_mthand *h = qn_calloc(1, sizeof *h);
	(void)y_most;
	h->w = w;
	h->sources = sources;
	h->rows = rows;
	h->x_most = x_most;
	h->alone = qn_pool_new(1);
	h->encoder = qn_calloc(2 * s->layers, sizeof *h->encoder);
	h->decoder = qn_calloc(s->decoder_layers, sizeof *h->decoder);
	plan(h, &h->slab);
	if (!qn_slab_alloc(&h->slab, "translations", e)) {
		qn_mtrecurrent_free_hand(h);
		return NULL;
	}
	plan(h, &h->slab);
	for (size_t i = 0; i < 2 * s->layers; i++)
		qn_recurrent_pack(&h->encoder[i], h->alone);
	for (size_t l = 0; l < s->decoder_layers; l++)
		qn_recurrent_pack(&h->decoder[l], h->alone);
	return h;
}

void qn_mtrecurrent_free_hand(struct qn_mthand *h)
{
	if (!h)
		return;
	qn_slab_release(&h->slab);
	qn_pool_free(h->alone);
	free(h->encoder);
	free(h->decoder);
	free(h);
}

/* What comes from the input, into the gates that are kept. */
static void to_gates(struct qn_mthand *h, const struct qn_packed *p,
                     struct qn_recurrent *l, const float *x, size_t rows)
{
	size_t kept = qn_cell_kept(l->cell) * l->units;
	qn_packed_multiply(p, h->gates, x, rows, &h->room);
	for (size_t r = 0; r < rows; r++)
		memcpy(l->gates + r * kept, h->gates + r * p->outputs,
		       p->outputs * sizeof *l->gates);
}

/* --- reading -------------------------------------------------------------- */

static void read_layer(struct qn_mthand *h, size_t layer)
{
	struct qn_recurrent *two = h->encoder + 2 * layer;
	size_t D = shape(h)->width, B = h->batch, n = h->x_steps * B;
	qn_bothways_turn(&h->ways, h->turned, h->in, D);
	for (size_t i = 0; i < 2; i++) {
		struct qn_recurrent *l = &two[i];
		l->rows = B;
		l->steps = h->x_steps;
		memset(l->h, 0, B * l->units * sizeof *l->h);
		memset(l->c, 0, B * l->units * sizeof *l->c);
		to_gates(h, &h->w->encoder[2 * layer + i], l,
		         i ? h->turned : h->in, n);
		for (size_t t = 0; t < h->x_steps; t++)
			qn_recurrent_step(l, t, h->alone);
	}
	qn_bothways_join(&h->ways, h->in, qn_recurrent_result(&two[0]),
	                 qn_recurrent_result(&two[1]), D / 2);
}

static void begin_targets(struct qn_mthand *h)
{
	size_t D = shape(h)->width, B = h->batch;
	qn_mtrecurrent_ends(h->ends, h->in, &h->ways, D);
	for (size_t l = 0; l < shape(h)->decoder_layers; l++) {
		float *states = h->states + l * 2 * h->rows * D;
		qn_packed_multiply(&h->w->start[l], states, h->ends, B,
		                   &h->room);
		qn_mtrecurrent_tanh(states, B * D);
		memset(states + h->rows * D, 0, B * D * sizeof *states);
	}
	memset(h->before, 0, B * D * sizeof *h->before);
}

void qn_mtrecurrent_read(struct qn_mthand *h, const struct qn_mtbatch *s)
{
	size_t D = shape(h)->width, B = s->pairs;
	const float *table = h->w->net->w + h->w->at.source;
	h->batch = B;
	h->x_steps = h->step = 0;
	for (size_t i = 0; i < B; i++) {
		h->lengths[i] = s->x_at[i + 1] - s->x_at[i];
		h->x_steps = larger(h->x_steps, h->lengths[i]);
	}
	h->ways = (struct qn_bothways){B, h->x_steps, h->lengths};
	memset(h->in, 0, h->x_steps * B * D * sizeof *h->in);
	for (size_t i = 0; i < B; i++)
		for (size_t t = 0; t < h->lengths[i]; t++)
			memcpy(h->in + (t * B + i) * D,
			       table + s->x[s->x_at[i] + t] * D,
			       D * sizeof *h->in);
	for (size_t l = 0; l < shape(h)->layers; l++)
		read_layer(h, l);
	if (shape(h)->score == QN_MTSCORE_ADDITIVE)
		qn_packed_multiply(&h->w->key, h->keys, h->in, h->x_steps * B,
		                   &h->room);
	begin_targets(h);
}

/* --- writing -------------------------------------------------------------- */

static void follow(struct qn_mthand *h, const struct qn_mtstep *step)
{
	uint32_t *t = h->source;
	h->source = h->source_before;
	h->source_before = t;
	for (size_t r = 0; r < step->rows; r++)
		h->source[r] = h->step ? h->source_before[step->parent[r]]
		                       : step->parent[r];
}

/* The piece, and what was attended to in front of it. */
static void enter(struct qn_mthand *h, const struct qn_mtstep *step)
{
	size_t D = shape(h)->width, E = h->decoder[0].inputs;
	const float *table = h->w->net->w + h->w->at.target;
	for (size_t r = 0; r < step->rows; r++) {
		memcpy(h->x + r * E, table + step->id[r] * D, D * sizeof *h->x);
		if (E > D)
			memcpy(h->x + r * E + D,
			       h->before + step->parent[r] * D,
			       D * sizeof *h->x);
	}
}

static void write_layer(struct qn_mthand *h, const struct qn_mtstep *step,
                        size_t layer, const float *x)
{
	struct qn_recurrent *l = &h->decoder[layer];
	size_t D = shape(h)->width, n = step->rows;
	float *states = h->states + layer * 2 * h->rows * D;
	float *cells = states + h->rows * D;
	l->rows = n;
	to_gates(h, &h->w->decoder[layer], l, x, n);
	for (size_t r = 0; r < n; r++) {
		size_t from = step->parent[r] * D;
		memcpy(l->h + r * D, states + from, D * sizeof *states);
		memcpy(l->c + r * D, cells + from, D * sizeof *states);
	}
	qn_recurrent_step(l, 0, h->alone);
	memcpy(states, l->h + n * D, n * D * sizeof *states);
	memcpy(cells, l->c + n * D, n * D * sizeof *states);
}

/* Row r's context, beside its query. */
static void attend(struct qn_mthand *h, size_t r, const float *q, float *shares)
{
	const struct qn_nnkern *k = qn_nnkern();
	size_t D = shape(h)->width, B = h->batch, s = h->source[r];
	size_t n = h->lengths[s];
	enum qn_mtscore score = shape(h)->score;
	const float *memory = h->in + s * D;
	float *y = h->both + r * 2 * D;
	if (score == QN_MTSCORE_ADDITIVE)
		k->additive(h->shares, h->q + r * D, h->keys + s * D, B * D, n,
		            h->w->net->w + h->w->at.attend.v, D);
	else
		for (size_t j = 0; j < n; j++)
			k->times(h->shares + j, memory + j * B * D, q, NULL, 1,
			         D);
	k->softmax(h->shares, n, n,
	           score == QN_MTSCORE_SCALED ? 1 / sqrtf((float)D) : 1);
	memset(y, 0, D * sizeof *y);
	for (size_t j = 0; j < n; j++)
		for (size_t c = 0; c < D; c++)
			y[c] += h->shares[j] * memory[j * B * D + c];
	memcpy(y + D, q, D * sizeof *y);
	if (!shares)
		return;
	memset(shares, 0, h->x_most * sizeof *shares);
	memcpy(shares, h->shares, n * sizeof *shares);
}

void qn_mtrecurrent_write(struct qn_mthand *h, const struct qn_mtstep *step)
{
	size_t D = shape(h)->width, n = step->rows;
	size_t L = shape(h)->decoder_layers;
	follow(h, step);
	enter(h, step);
	for (size_t l = 0; l < L; l++)
		write_layer(h, step, l, l ? h->decoder[l - 1].h + n * D : h->x);
	const float *q = h->decoder[L - 1].h + n * D;
	if (shape(h)->score == QN_MTSCORE_ADDITIVE)
		qn_packed_multiply(&h->w->query, h->q, q, n, &h->room);
	for (size_t r = 0; r < n; r++)
		attend(h, r, q + r * D,
		       step->shares ? step->shares + r * h->x_most : NULL);
	qn_packed_multiply(&h->w->combine, h->attended, h->both, n, &h->room);
	qn_mtrecurrent_tanh(h->attended, n * D);
	qn_packed_multiply(&h->w->output, step->scores, h->attended, n,
	                   &h->room);
	float *t = h->before;
	h->before = h->attended;
	h->attended = t;
	h->step++;
}
