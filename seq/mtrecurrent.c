/* SPDX-License-Identifier: MIT */
/*
 * mtrecurrent.c -- the recurrent encoder-decoder with attention, learning
 * (Bahdanau, Cho and Bengio, 2015; Luong, Pham and Manning, 2015).
 *
 *	source -> embedding -> [cells forwards | cells backwards] * -> memory
 *	h = tanh(start(memory's two ends))     as every decoder layer begins
 *	target (and attended, of the step before) -> [cells] * -> q
 *	attended = tanh(combine(attention(q), q)) -> words
 *
 * Here sequences lie side by side, [steps][rows][width], padded at their
 * ends; backwards means backwards within a sequence's own length.  Without
 * input feeding all steps of a layer go at once, with it one step of all
 * layers after the other.  Dropout is behind embeddings, layers and
 * attention.
 */
#include "seq/mtrecurrent.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/dropout.h"
#include "seq/embedding.h"
#include "seq/tiles.h"

#define COLUMNS 64  /* of a tile of the embedding's gradient */
#define ROWS    128 /* of a tile of dropout                  */

/* --- parameters --------------------------------------------------------------- */

static bool check(struct qn_mtshape *s, struct qn_err *e)
{
	return s->width % (2 * QN_UNITS) == 0 ||
	       qn_fail(e,
	               "a recurrent network's --dim is a multiple of %d, "
	               "not %zu",
	               2 * QN_UNITS, s->width);
}

static struct qn_mtcells_at add_cells(struct qn_params *p, enum qn_cell cell,
                                      size_t inputs, size_t units,
                                      const char *name, size_t layer,
                                      const char *end)
{
	struct qn_mtcells_at at = {.inputs = inputs, .units = units};
	struct qn_param w = {.groups = qn_cell_looking(cell),
	                     .rows = units,
	                     .columns = inputs,
	                     .init = QN_INIT_UNIFORM,
	                     .spread = 1 / sqrtf((float)units)};
	struct qn_param u = w, b = w;
	u.columns = units;
	b.groups = 1;
	b.flat = true;
	b.rows = qn_cell_kept(cell);
	b.columns = units;
	at.w = qn_params_add(p, &w, "%s.weight_ih_l%zu%s", name, layer, end);
	at.u = qn_params_add(p, &u, "%s.weight_hh_l%zu%s", name, layer, end);
	at.b = qn_params_add(p, &b, "%s.bias_l%zu%s", name, layer, end);
	return at;
}

static size_t add_table(struct qn_params *p, size_t words, size_t width,
                        const char *name)
{
	const struct qn_param table =
	    qn_param_matrix(words, width, 1 / sqrtf((float)width));
	return qn_params_add(p, &table, "%s", name);
}

static void add_linear(struct qn_params *p, size_t outputs, size_t inputs,
                       const char *name, size_t *w, size_t *b)
{
	struct qn_param matrix = qn_param_matrix(
	    outputs, inputs, sqrtf(6 / (float)(inputs + outputs)));
	const struct qn_param vector = qn_param_vector(outputs, 0);
	matrix.init = QN_INIT_UNIFORM;
	*w = qn_params_add(p, &matrix, "%s.weight", name);
	*b = qn_params_add(p, &vector, "%s.bias", name);
}

static void add_decoder(struct qn_mtrecurrent_at *at, struct qn_params *p,
                        const struct qn_mtnet *net)
{
	const struct qn_mtshape *s = &net->shape;
	size_t D = s->width;
	for (size_t l = 0; l < s->decoder_layers; l++) {
		size_t inputs = l == 0 && s->feeding ? 2 * D : D;
		char name[32];
		snprintf(name, sizeof name, "start.%zu", l);
		at->decoder[l] =
		    add_cells(p, net->class->cell, inputs, D, "decoder", l, "");
		add_linear(p, D, D, name, &at->start[l], &at->start_b[l]);
	}
}

void qn_mtrecurrent_init(struct qn_mtrecurrent_at *at, struct qn_params *p,
                         const struct qn_mtnet *net)
{
	const struct qn_mtshape *s = &net->shape;
	size_t D = s->width;
	at->encoder = qn_calloc(2 * s->layers, sizeof *at->encoder);
	at->decoder = qn_calloc(s->decoder_layers, sizeof *at->decoder);
	at->start = qn_calloc(s->decoder_layers, sizeof *at->start);
	at->start_b = qn_calloc(s->decoder_layers, sizeof *at->start_b);
	at->source =
	    add_table(p, s->source_words, D, "encoder.embedding.weight");
	at->target = s->shared ? at->source
	                       : add_table(p, s->target_words, D,
	                                   "decoder.embedding.weight");
	for (size_t i = 0; i < 2 * s->layers; i++)
		at->encoder[i] =
		    add_cells(p, net->class->cell, D, D / 2, "encoder", i / 2,
		              i % 2 ? "_reverse" : "");
	add_decoder(at, p, net);
	at->attend = qn_mtattend_params(p, s->score, D);
	add_linear(p, D, 2 * D, "combine", &at->combine, &at->combine_b);
	at->output = s->tied
	                 ? at->target
	                 : add_table(p, s->target_words, D, "output.weight");
}

void qn_mtrecurrent_release(struct qn_mtrecurrent_at *at)
{
	free(at->encoder);
	free(at->decoder);
	free(at->start);
	free(at->start_b);
}

static void params(struct qn_mtnet *net)
{
	struct qn_mtrecurrent_at at;
	qn_mtrecurrent_init(&at, &net->params, net);
	qn_mtrecurrent_release(&at);
}

struct qn_recurrent qn_mtrecurrent_cells(const struct qn_mtnet *net,
                                         const struct qn_mtcells_at *at,
                                         size_t rows, size_t steps)
{
	return (struct qn_recurrent){.cell = net->class->cell,
	                             .inputs = at->inputs,
	                             .units = at->units,
	                             .rows = rows,
	                             .steps = steps,
	                             .w = net->w + at->w,
	                             .u = net->w + at->u,
	                             .b = net->w + at->b};
}

/* --- a run -------------------------------------------------------------------- */

struct run {
	struct qn_mtrun r;
	struct qn_mtrecurrent_at at;
	bool learns;
	size_t rows, x_steps, y_steps; /* of the batch                      */
	struct qn_recurrent *encoder;  /* [layers][2]                       */
	struct qn_recurrent *decoder;  /* [decoder layers]                  */
	float **in;     /* [layers + 1] the encoder's layers', then memory  */
	float **turned; /* [layers] the same backwards                      */
	float **from;   /* [decoder layers + 1] the decoder's, then queries */
	struct qn_mtattend attend;
	float *ends;     /* [rows][D] of the memory                         */
	float *both;     /* [y padded][2 D] context and query               */
	float *attended; /* [y padded][D]                                   */
	float *final;    /* [y][D] of true rows, in the order of the batch  */
	uint32_t *x, *y; /* [padded] ids                                    */
	struct qn_dropout *drop; /* [layers + decoder layers + 3]           */

	/* back */
	float *dfinal, *dattended, *dboth, *dq, *dmemory, *dends, *dstate;
	float *dh, *dx, *dother; /* [padded][D] of cells                    */
	float *dentered; /* [y padded][D or 2 D] of the decoder's input     */

	const struct qn_mtbatch *batch;
	const struct qn_lesson *lesson;
	struct qn_pool *pool;
};

static const struct qn_mtshape *shape(const struct run *r)
{
	return &r->r.net->shape;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Cells with room for `padded` rows of up to `rows` sequences. */
static void plan_cells(struct run *r, struct qn_recurrent *l,
                       const struct qn_mtcells_at *at, size_t padded,
                       struct qn_slab *slab)
{
	size_t rows = r->r.room.pairs, steps = (padded + rows - 1) / rows;
	*l = qn_mtrecurrent_cells(r->r.net, at, rows, steps);
	qn_recurrent_plan(l, r->learns, slab);
}

static void plan_back(struct run *r, struct qn_slab *slab)
{
	const struct qn_mtroom *room = &r->r.room;
	size_t D = shape(r)->width, X = room->x_padded, Y = room->y_padded;
	size_t most = larger(X, Y);
	r->dfinal = qn_slab_take(slab, room->y, D);
	r->dattended = qn_slab_take(slab, Y, D);
	r->dboth = qn_slab_take(slab, Y, 2 * D);
	r->dq = qn_slab_take(slab, Y, D);
	r->dmemory = qn_slab_take(slab, X, D);
	r->dends = qn_slab_take(slab, room->pairs, D);
	r->dstate = qn_slab_take(slab, room->pairs, D);
	r->dh = qn_slab_take(slab, most, D);
	r->dx = qn_slab_take(slab, most, D);
	r->dother = qn_slab_take(slab, X, D);
	r->dentered = qn_slab_take(slab, Y, 2 * D);
}

static void plan(struct run *r, struct qn_slab *slab)
{
	const struct qn_mtnet *net = r->r.net;
	const struct qn_mtshape *s = shape(r);
	const struct qn_mtroom *room = &r->r.room;
	size_t D = s->width, X = room->x_padded, Y = room->y_padded;
	r->r.g = r->learns ? qn_slab_take(slab, net->params.total, 1) : NULL;
	for (size_t i = 0; i < 2 * s->layers; i++)
		plan_cells(r, &r->encoder[i], &r->at.encoder[i], X, slab);
	for (size_t l = 0; l <= s->layers; l++) {
		r->in[l] = qn_slab_take(slab, X, D);
		if (l < s->layers)
			r->turned[l] = qn_slab_take(slab, X, D);
	}
	for (size_t l = 0; l < s->decoder_layers; l++)
		plan_cells(r, &r->decoder[l], &r->at.decoder[l], Y, slab);
	for (size_t l = 0; l <= s->decoder_layers; l++)
		r->from[l] = qn_slab_take(slab, Y, l == 0 ? 2 * D : D);
	r->attend = (struct qn_mtattend){
	    .score = s->score, .width = D, .w = net->w, .at = r->at.attend};
	qn_mtattend_plan(&r->attend, room, r->learns, slab);
	r->ends = qn_slab_take(slab, room->pairs, D);
	r->both = qn_slab_take(slab, Y, 2 * D);
	r->attended = qn_slab_take(slab, Y, D);
	r->final = qn_slab_take(slab, room->y, D);
	r->x = qn_slab_take(slab, X, 1);
	r->y = qn_slab_take(slab, Y, 1);
	if (r->learns)
		plan_back(r, slab);
	r->r.output = (struct qn_output_layer){
	    .w = net->w + r->at.output, .words = s->target_words, .width = D};
	qn_output_layer_plan(&r->r.output, room->y, slab);
}

static void free_run(struct qn_mtrun *run)
{
	struct run *r = (struct run *)run;
	if (!r)
		return;
	qn_slab_release(&r->r.slab);
	qn_mtrecurrent_release(&r->at);
	free(r->encoder);
	free(r->decoder);
	free(r->in);
	free(r->turned);
	free(r->from);
	free(r->drop);
	free(r);
}

static struct qn_mtrun *new_run(const struct qn_mtnet *net,
                                const struct qn_mtroom *room, bool learns,
                                struct qn_err *e)
{
	const struct qn_mtshape *s = &net->shape;
	struct run *r = qn_calloc(1, sizeof *r);
	struct qn_params again = {.n = 0};
	r->r = (struct qn_mtrun){.net = net, .room = *room};
	r->learns = learns;
	r->encoder = qn_calloc(2 * s->layers, sizeof *r->encoder);
	r->decoder = qn_calloc(s->decoder_layers, sizeof *r->decoder);
	r->in = (float **)qn_calloc(s->layers + 1, sizeof *r->in);
	r->turned = (float **)qn_calloc(s->layers, sizeof *r->turned);
	r->from = (float **)qn_calloc(s->decoder_layers + 1, sizeof *r->from);
	r->drop = qn_calloc(s->layers + s->decoder_layers + 3, sizeof *r->drop);
	qn_mtrecurrent_init(&r->at, &again, net);
	qn_params_release(&again);
	plan(r, &r->r.slab);
	if (qn_slab_alloc(&r->r.slab, "a network's layers", e)) {
		plan(r, &r->r.slab);
		return &r->r;
	}
	free_run(&r->r);
	return NULL;
}

/* --- a batch ------------------------------------------------------------------ */

static size_t x_length(const struct run *r, size_t i)
{
	return r->batch->x_at[i + 1] - r->batch->x_at[i];
}

static size_t y_length(const struct run *r, size_t i)
{
	return r->batch->y_at[i + 1] - r->batch->y_at[i];
}

/* Ids side by side; padding is an end. */
static void lay_out(struct run *r)
{
	const struct qn_mtbatch *b = r->batch;
	size_t B = b->pairs, X = 0, Y = 0;
	for (size_t i = 0; i < B; i++) {
		X = larger(X, x_length(r, i));
		Y = larger(Y, y_length(r, i));
	}
	r->rows = B;
	r->x_steps = X;
	r->y_steps = Y;
	memset(r->x, 0, X * B * sizeof *r->x);
	memset(r->y, 0, Y * B * sizeof *r->y);
	for (size_t i = 0; i < B; i++) {
		for (size_t t = 0; t < x_length(r, i); t++)
			r->x[t * B + i] = b->x[b->x_at[i] + t];
		for (size_t t = 0; t < y_length(r, i); t++)
			r->y[t * B + i] = b->in[b->y_at[i] + t];
	}
}

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

static void draw_dropout(struct run *r)
{
	const struct qn_lesson *l = r->lesson;
	size_t n = shape(r)->layers + shape(r)->decoder_layers + 3;
	for (size_t i = 0; i < n; i++)
		r->drop[i] =
		    l ? qn_dropout_at(l->dropout, l->seed, l->step, (uint32_t)i)
		      : (struct qn_dropout){.cut = 0};
}

/* Places of dropout: in front of layer l of either side and behind the last,
 * and behind attention. */
static const struct qn_dropout *encoder_drop(const struct run *r, size_t l)
{
	return &r->drop[l];
}

static const struct qn_dropout *decoder_drop(const struct run *r, size_t l)
{
	return &r->drop[shape(r)->layers + 1 + l];
}

static const struct qn_dropout *last_drop(const struct run *r)
{
	return decoder_drop(r, shape(r)->decoder_layers + 1);
}

struct dropping {
	const struct qn_dropout *d;
	float *y;
	const float *x;
	size_t first, width;
};

static void drop_rows(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct dropping *p = ctx;
	(void)shard;
	qn_dropout_rows(p->d, p->y + from * p->width, p->x + from * p->width,
	                p->first + from, to - from, p->width, 0);
}

/* Rows from number `first` on. */
static void drop(const struct run *r, const struct qn_dropout *d, float *y,
                 const float *x, size_t first, size_t rows)
{
	struct dropping p = {d, y, x, first, shape(r)->width};
	if (y != x || d->cut)
		qn_pool_for(r->pool, rows, (rows + ROWS - 1) / ROWS, drop_rows,
		            &p);
}

/* --- forward ------------------------------------------------------------------ */

/* Each sequence backwards within its length; what is behind stays there. */
static void turn(const struct run *r, float *to, const float *from)
{
	size_t D = shape(r)->width, B = r->rows;
	for (size_t t = 0; t < r->x_steps; t++)
		for (size_t i = 0; i < B; i++) {
			size_t n = x_length(r, i), s = t < n ? n - 1 - t : t;
			memcpy(to + (t * B + i) * D, from + (s * B + i) * D,
			       D * sizeof *to);
		}
}

/* Two directions side by side; nothing behind a sequence's end. */
static void join(const struct run *r, float *to, const struct qn_recurrent *l)
{
	size_t D = shape(r)->width, half = D / 2, B = r->rows;
	const float *forth = qn_recurrent_result(&l[0]);
	const float *back = qn_recurrent_result(&l[1]);
	for (size_t t = 0; t < r->x_steps; t++)
		for (size_t i = 0; i < B; i++) {
			size_t n = x_length(r, i), s = n - 1 - t;
			float *row = to + (t * B + i) * D;
			if (t >= n) {
				memset(row, 0, D * sizeof *row);
				continue;
			}
			memcpy(row, forth + (t * B + i) * half,
			       half * sizeof *row);
			memcpy(row + half, back + (s * B + i) * half,
			       half * sizeof *row);
		}
}

static void encode(struct run *r)
{
	size_t D = shape(r)->width, B = r->rows, n = r->x_steps * B;
	qn_embedding_forward(r->in[0], r->r.net->w + r->at.source, r->x, n, D);
	drop(r, encoder_drop(r, 0), r->in[0], r->in[0], 0, n);
	for (size_t l = 0; l < shape(r)->layers; l++) {
		struct qn_recurrent *two = r->encoder + 2 * l;
		turn(r, r->turned[l], r->in[l]);
		for (int i = 0; i < 2; i++) {
			ready(&two[i], B, r->x_steps, r->pool);
			qn_recurrent_forward(
			    &two[i], i ? r->turned[l] : r->in[l], r->pool);
		}
		join(r, r->in[l + 1], two);
		drop(r, encoder_drop(r, l + 1), r->in[l + 1], r->in[l + 1], 0,
		     n);
	}
}

static void tanh_rows(float *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = tanhf(x[i]);
}

/* What the memory ends in, forwards and backwards; how the decoder begins. */
static void start(struct run *r)
{
	size_t D = shape(r)->width, half = D / 2, B = r->rows;
	const float *memory = r->in[shape(r)->layers];
	for (size_t i = 0; i < B; i++) {
		size_t last = x_length(r, i) - 1;
		memcpy(r->ends + i * D, memory + (last * B + i) * D,
		       half * sizeof *memory);
		memcpy(r->ends + i * D + half, memory + i * D + half,
		       half * sizeof *memory);
	}
	for (size_t l = 0; l < shape(r)->decoder_layers; l++) {
		const struct qn_linear first =
		    qn_mtrecurrent_start(r->r.net, &r->at, l);
		ready(&r->decoder[l], B, r->y_steps, r->pool);
		qn_linear_forward(&first, r->decoder[l].h, r->ends, B);
		tanh_rows(r->decoder[l].h, B * D);
	}
}

/* Numbers of a row that goes into the decoder. */
static size_t entrance(const struct run *r)
{
	return r->decoder[0].inputs;
}

/* Pieces [from, to), and what was attended to in front of each. */
static void enter(struct run *r, size_t from, size_t to)
{
	size_t D = shape(r)->width, E = entrance(r), B = r->rows;
	const float *table = r->r.net->w + r->at.target;
	for (size_t row = from * B; row < to * B; row++) {
		float *x = r->from[0] + row * E;
		qn_dropout_rows(decoder_drop(r, 0), x, table + r->y[row] * D,
		                row, 1, D, 0);
		if (E > D && row < B)
			memset(x + D, 0, D * sizeof *x);
		else if (E > D)
			memcpy(x + D, r->attended + (row - B) * D,
			       D * sizeof *x);
	}
}

static void decode_steps(struct run *r, size_t from, size_t to)
{
	size_t D = shape(r)->width, L = shape(r)->decoder_layers;
	size_t at = from * r->rows, n = (to - from) * r->rows;
	const struct qn_linear combine =
	    qn_mtrecurrent_combine(r->r.net, &r->at);
	enter(r, from, to);
	for (size_t l = 0; l < L; l++) {
		qn_recurrent_go(&r->decoder[l], r->from[l], from, to, r->pool);
		drop(r, decoder_drop(r, l + 1), r->from[l + 1] + at * D,
		     qn_recurrent_result(&r->decoder[l]) + at * D, at, n);
	}
	qn_mtattend_forward(&r->attend, r->both, r->from[L], from, to, r->pool);
	for (size_t row = at; row < at + n; row++)
		memcpy(r->both + row * 2 * D + D, r->from[L] + row * D,
		       D * sizeof(float));
	qn_tiles_forward(&combine, r->attended + at * D, r->both + at * 2 * D,
	                 n, r->pool);
	tanh_rows(r->attended + at * D, n * D);
}

/* Steps that go at once. */
static size_t stride(const struct run *r)
{
	return shape(r)->feeding ? 1 : r->y_steps;
}

static void decode(struct run *r)
{
	size_t D = shape(r)->width, B = r->rows;
	r->attend.rows = B;
	r->attend.y_steps = r->y_steps;
	r->attend.x_at = r->batch->x_at;
	r->attend.memory = r->in[shape(r)->layers];
	qn_mtattend_begin(&r->attend, r->x_steps, r->pool);
	start(r);
	for (size_t t = 0; t < r->y_steps; t += stride(r))
		decode_steps(r, t, t + stride(r));
	for (size_t i = 0; i < B; i++)
		for (size_t t = 0; t < y_length(r, i); t++)
			memcpy(r->final + (r->batch->y_at[i] + t) * D,
			       r->attended + (t * B + i) * D,
			       D * sizeof *r->final);
	drop(r, last_drop(r), r->final, r->final, 0, r->batch->y_at[B]);
}

/* --- backward ----------------------------------------------------------------- */

static void add_rows(float *to, const float *from, size_t n)
{
	qn_nnkern()->add_bias(to, from, 1, n);
}

/* Gradients of what the steps [from, to) attended to, through tanh, to what
 * was combined. */
static void combine_back(struct run *r, size_t from, size_t to)
{
	size_t D = shape(r)->width, at = from * r->rows;
	size_t n = (to - from) * r->rows;
	const struct qn_linear combine =
	    qn_mtrecurrent_combine(r->r.net, &r->at);
	for (size_t i = at * D; i < (at + n) * D; i++)
		r->dattended[i] *= 1 - r->attended[i] * r->attended[i];
	qn_tiles_backward(&combine, r->dboth + at * 2 * D,
	                  r->dattended + at * D, n, false, r->pool);
	for (size_t row = at; row < at + n; row++)
		memcpy(r->dq + row * D, r->dboth + row * 2 * D + D,
		       D * sizeof(float));
}

/* What was attended to came in again a step later. */
static void entered_back(struct run *r, size_t from, size_t to)
{
	size_t D = shape(r)->width, B = r->rows;
	if (entrance(r) == D)
		return;
	for (size_t row = from * B; row < to * B; row++)
		if (row >= B)
			add_rows(r->dattended + (row - B) * D,
			         r->dentered + row * 2 * D + D, D);
}

static void decode_back_steps(struct run *r, size_t from, size_t to)
{
	size_t D = shape(r)->width, L = shape(r)->decoder_layers;
	size_t at = from * r->rows, n = (to - from) * r->rows;
	combine_back(r, from, to);
	qn_mtattend_backward(&r->attend, r->dq, r->dmemory, r->dboth,
	                     r->from[L], from, to, r->pool);
	for (size_t l = L; l-- > 0;) {
		const float *above = l + 1 < L ? r->dx : r->dq;
		drop(r, decoder_drop(r, l + 1), r->dh + at * D, above + at * D,
		     at, n);
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

static void embedding_back(struct run *r, size_t table, const float *d,
                           const uint32_t *id, size_t rows)
{
	size_t D = shape(r)->width;
	struct scatter s = {r->r.g + table, d, id, rows, D};
	qn_pool_for(r->pool, D, (D + COLUMNS - 1) / COLUMNS, scatter, &s);
}

/* Gradients of layer l's cells, and of how it began. */
static void decoder_gradients(struct run *r, size_t l)
{
	size_t D = shape(r)->width, B = r->rows;
	float *g = r->r.g;
	const struct qn_mtcells_at *at = &r->at.decoder[l];
	const struct qn_recurrent_gradients to = {g + at->w, g + at->u,
	                                          g + at->b};
	const struct qn_linear first =
	    qn_mtrecurrent_start(r->r.net, &r->at, l);
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
static void ends_back(struct run *r)
{
	size_t D = shape(r)->width, half = D / 2, B = r->rows;
	for (size_t i = 0; i < B; i++) {
		size_t last = x_length(r, i) - 1;
		add_rows(r->dmemory + (last * B + i) * D, r->dends + i * D,
		         half);
		add_rows(r->dmemory + i * D + half, r->dends + i * D + half,
		         half);
	}
}

/* The final rows' gradients to their places. */
static void spread(struct run *r)
{
	size_t D = shape(r)->width, B = r->rows;
	drop(r, last_drop(r), r->dfinal, r->dfinal, 0, r->batch->y_at[B]);
	memset(r->dattended, 0, r->y_steps * B * D * sizeof(float));
	for (size_t i = 0; i < B; i++)
		for (size_t t = 0; t < y_length(r, i); t++)
			memcpy(r->dattended + (t * B + i) * D,
			       r->dfinal + (r->batch->y_at[i] + t) * D,
			       D * sizeof(float));
}

static void decode_back(struct run *r)
{
	size_t D = shape(r)->width, B = r->rows, L = shape(r)->decoder_layers;
	size_t n = r->y_steps * B, E = entrance(r);
	const struct qn_linear combine =
	    qn_mtrecurrent_combine(r->r.net, &r->at);
	memset(r->dmemory, 0, r->x_steps * B * D * sizeof(float));
	memset(r->dends, 0, B * D * sizeof(float));
	spread(r);
	for (size_t to = r->y_steps; to > 0; to -= stride(r))
		decode_back_steps(r, to - stride(r), to);
	qn_tiles_weights(&combine, r->r.g + r->at.combine,
	                 r->r.g + r->at.combine_b, r->dattended, r->both, n,
	                 r->pool);
	qn_mtattend_end(&r->attend, r->r.g, r->dmemory, r->from[L], r->x_steps,
	                r->pool);
	for (size_t l = 0; l < L; l++)
		decoder_gradients(r, l);
	ends_back(r);
	for (size_t row = 0; row < n; row++)
		qn_dropout_rows(decoder_drop(r, 0), r->dq + row * D,
		                r->dentered + row * E, row, 1, D, 0);
	embedding_back(r, r->at.target, r->dq, r->y, n);
}

/* Gradients of a layer's output, r->dmemory, to one direction's cells. */
static void part(struct run *r, size_t direction)
{
	size_t D = shape(r)->width, half = D / 2, B = r->rows;
	memset(r->dh, 0, r->x_steps * B * half * sizeof(float));
	for (size_t i = 0; i < B; i++) {
		size_t n = x_length(r, i);
		for (size_t t = 0; t < n; t++) {
			size_t s = direction ? n - 1 - t : t;
			memcpy(r->dh + (t * B + i) * half,
			       r->dmemory + (s * B + i) * D + direction * half,
			       half * sizeof(float));
		}
	}
}

static void encode_back(struct run *r)
{
	size_t D = shape(r)->width, B = r->rows, n = r->x_steps * B;
	float *g = r->r.g;
	for (size_t l = shape(r)->layers; l-- > 0;) {
		drop(r, encoder_drop(r, l + 1), r->dmemory, r->dmemory, 0, n);
		for (size_t i = 0; i < 2; i++) {
			const struct qn_mtcells_at *at =
			    &r->at.encoder[2 * l + i];
			const struct qn_recurrent_gradients to = {
			    g + at->w, g + at->u, g + at->b};
			part(r, i);
			qn_recurrent_backward(
			    &r->encoder[2 * l + i], i ? r->dother : r->dx,
			    r->dh, i ? r->turned[l] : r->in[l], &to, r->pool);
		}
		turn(r, r->dmemory, r->dother);
		add_rows(r->dmemory, r->dx, n * D);
	}
	drop(r, encoder_drop(r, 0), r->dmemory, r->dmemory, 0, n);
	embedding_back(r, r->at.source, r->dmemory, r->x, n);
}

/* Only what is added to, rather than set, has to begin with 0. */
static void clear_tables(struct run *r)
{
	const struct qn_mtshape *s = shape(r);
	float *g = r->r.g;
	size_t D = s->width;
	memset(g + r->at.target, 0, s->target_words * D * sizeof *g);
	if (!s->shared)
		memset(g + r->at.source, 0, s->source_words * D * sizeof *g);
	if (!s->tied)
		memset(g + r->at.output, 0, s->target_words * D * sizeof *g);
}

static double score(struct qn_mtrun *run, const struct qn_mtbatch *b,
                    const struct qn_lesson *lesson, struct qn_pool *pool)
{
	struct run *r = (struct run *)run;
	size_t rows = b->y_at[b->pairs];
	r->batch = b;
	r->lesson = lesson;
	r->pool = pool;
	draw_dropout(r);
	lay_out(r);
	encode(r);
	decode(r);
	if (!lesson)
		return qn_output_layer_run(&run->output, r->final, b->out, rows,
		                           NULL, NULL, NULL, pool);
	clear_tables(r);
	run->output.smooth = lesson->smooth;
	double sum =
	    qn_output_layer_run(&run->output, r->final, b->out, rows, r->dfinal,
	                        run->g + r->at.output, NULL, pool);
	decode_back(r);
	encode_back(r);
	return sum;
}

#define CLASS(kind, of)                                                        \
	{                                                                      \
		.name = kind, .cell = of, .recurrent = true, .check = check,   \
		.params = params, .run = new_run, .free = free_run,            \
		.score = score, .weights = qn_mtrecurrent_weights,             \
		.free_weights = qn_mtrecurrent_free_weights,                   \
		.hand = qn_mtrecurrent_hand,                                   \
		.free_hand = qn_mtrecurrent_free_hand,                         \
		.read = qn_mtrecurrent_read, .write = qn_mtrecurrent_write,    \
	}

const struct qn_mtnet_class qn_mtlstm = CLASS("lstm", QN_CELL_LSTM);
const struct qn_mtnet_class qn_mtgru = CLASS("gru", QN_CELL_GRU);
