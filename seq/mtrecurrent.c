/* SPDX-License-Identifier: MIT */
/*
 * mtrecurrent.c -- the recurrent encoder-decoder with attention, learning
 * (Bahdanau, Cho and Bengio, 2015; Luong, Pham and Manning, 2015).
 *
 * Here are its parameters and what a run over a batch begins and ends with;
 * mtrecurrentrun.h has the drawing.
 */
#include "seq/mtrecurrentrun.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define ROWS 128 /* of a tile of dropout */

/* --- parameters ----------------------------------------------------------- */

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
	    qn_mtnet_table(p, s->source_words, D, "encoder.embedding.weight");
	at->target = s->shared ? at->source
	                       : qn_mtnet_table(p, s->target_words, D,
	                                        "decoder.embedding.weight");
	for (size_t i = 0; i < 2 * s->layers; i++)
		at->encoder[i] =
		    add_cells(p, net->class->cell, D, D / 2, "encoder", i / 2,
		              i % 2 ? "_reverse" : "");
	add_decoder(at, p, net);
	at->attend = qn_mtattend_params(p, s->score, D);
	add_linear(p, D, 2 * D, "combine", &at->combine, &at->combine_b);
	at->output =
	    s->tied ? at->target
	            : qn_mtnet_table(p, s->target_words, D, "output.weight");
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

void qn_mtrecurrent_ends(float *to, const float *memory,
                         const struct qn_bothways *b, size_t width)
{
	size_t half = width / 2;
	for (size_t i = 0; i < b->rows; i++) {
		size_t last = (b->lengths[i] - 1) * b->rows + i;
		memcpy(to + i * width, memory + last * width,
		       half * sizeof *to);
		memcpy(to + i * width + half, memory + i * width + half,
		       half * sizeof *to);
	}
}

/* --- a run ---------------------------------------------------------------- */

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Cells with room for `padded` rows of up to `rows` sequences. */
static void plan_cells(struct qn_mtrecurrentrun *r, struct qn_recurrent *l,
                       const struct qn_mtcells_at *at, size_t padded,
                       struct qn_slab *slab)
{
	size_t rows = r->r.room.pairs, steps = (padded + rows - 1) / rows;
	*l = qn_mtrecurrent_cells(r->r.net, at, rows, steps);
	qn_recurrent_plan(l, r->learns, slab);
}

static void plan_back(struct qn_mtrecurrentrun *r, struct qn_slab *slab)
{
	const struct qn_mtroom *room = &r->r.room;
	size_t D = qn_mtrecurrent_shape(r)->width, X = room->x_padded,
	       Y = room->y_padded;
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

/* Pieces of its own, which it may have to read. */
static void plan_own(struct qn_mtrecurrentrun *r, struct qn_slab *slab)
{
	size_t pairs = r->r.room.pairs;
	r->own_x = qn_slab_take(slab, pairs, qn_mtrecurrent_shape(r)->width);
	r->own_u = qn_slab_take(slab, pairs, 2);
	r->own_row = qn_slab_take(slab, pairs, 1);
	r->own_piece = qn_slab_take(slab, pairs, 1);
}

static void plan(struct qn_mtrecurrentrun *r, struct qn_slab *slab)
{
	const struct qn_mtnet *net = r->r.net;
	const struct qn_mtshape *s = qn_mtrecurrent_shape(r);
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
	r->lengths = qn_slab_take(slab, room->pairs, 1);
	if (r->learns) {
		plan_back(r, slab);
		plan_own(r, slab);
	}
	r->r.output = (struct qn_output_layer){
	    .w = net->w + r->at.output, .words = s->target_words, .width = D};
	qn_output_layer_plan(&r->r.output, room->y, slab);
}

static void free_run(struct qn_mtrun *run)
{
	struct qn_mtrecurrentrun *r = (struct qn_mtrecurrentrun *)run;
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
	struct qn_mtrecurrentrun *r = qn_calloc(1, sizeof *r);
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

/* Ids side by side; padding is an end. */
static void lay_out(struct qn_mtrecurrentrun *r)
{
	const struct qn_mtbatch *b = r->batch;
	size_t B = b->pairs, X = 0, Y = 0;
	for (size_t i = 0; i < B; i++) {
		r->lengths[i] = (uint32_t)qn_mtrecurrent_x(r, i);
		X = larger(X, r->lengths[i]);
		Y = larger(Y, qn_mtrecurrent_y(r, i));
	}
	r->rows = B;
	r->x_steps = X;
	r->y_steps = Y;
	r->ways = (struct qn_bothways){B, X, r->lengths};
	memset(r->x, 0, X * B * sizeof *r->x);
	memset(r->y, 0, Y * B * sizeof *r->y);
	for (size_t i = 0; i < B; i++) {
		for (size_t t = 0; t < qn_mtrecurrent_x(r, i); t++)
			r->x[t * B + i] = b->x[b->x_at[i] + t];
		for (size_t t = 0; t < qn_mtrecurrent_y(r, i); t++)
			r->y[t * B + i] = b->in[b->y_at[i] + t];
	}
}

static void draw_dropout(struct qn_mtrecurrentrun *r)
{
	const struct qn_lesson *l = r->lesson;
	size_t n = qn_mtrecurrent_shape(r)->layers +
	           qn_mtrecurrent_shape(r)->decoder_layers + 3;
	for (size_t i = 0; i < n; i++)
		r->drop[i] =
		    l ? qn_dropout_at(l->dropout, l->seed, l->step, (uint32_t)i)
		      : (struct qn_dropout){.cut = 0};
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

void qn_mtrecurrent_drop(const struct qn_mtrecurrentrun *r,
                         const struct qn_dropout *d, float *y, const float *x,
                         size_t first, size_t rows)
{
	struct dropping p = {d, y, x, first, qn_mtrecurrent_shape(r)->width};
	if (y != x || d->cut)
		qn_pool_for(r->pool, rows, (rows + ROWS - 1) / ROWS, drop_rows,
		            &p);
}

/* Only what is added to, rather than set, has to begin with 0. */
static void clear_tables(struct qn_mtrecurrentrun *r)
{
	const struct qn_mtshape *s = qn_mtrecurrent_shape(r);
	float *g = r->r.g;
	size_t D = s->width;
	memset(g + r->at.target, 0, s->target_words * D * sizeof *g);
	if (!s->shared)
		memset(g + r->at.source, 0, s->source_words * D * sizeof *g);
	if (!s->tied)
		memset(g + r->at.output, 0, s->target_words * D * sizeof *g);
}

static void set_precision(struct qn_mtrecurrentrun *r)
{
	const struct qn_mtshape *s = qn_mtrecurrent_shape(r);
	bool bf16 = qn_lesson_bf16(r->lesson);
	for (size_t i = 0; i < 2 * s->layers; i++)
		r->encoder[i].bf16 = bf16;
	for (size_t l = 0; l < s->decoder_layers; l++)
		r->decoder[l].bf16 = bf16;
	r->attend.bf16 = bf16;
	r->r.output.bf16 = bf16;
}

static double score(struct qn_mtrun *run, const struct qn_mtbatch *b,
                    const struct qn_lesson *lesson, struct qn_pool *pool)
{
	struct qn_mtrecurrentrun *r = (struct qn_mtrecurrentrun *)run;
	size_t rows = b->y_at[b->pairs];
	r->batch = b;
	r->lesson = lesson;
	r->pool = pool;
	set_precision(r);
	draw_dropout(r);
	lay_out(r);
	qn_mtrecurrent_forth(r);
	if (!lesson)
		return qn_output_layer_run(&run->output, r->final, b->out, rows,
		                           NULL, NULL, NULL, pool);
	clear_tables(r);
	run->output.smooth = lesson->smooth;
	double sum =
	    qn_output_layer_run(&run->output, r->final, b->out, rows, r->dfinal,
	                        run->g + r->at.output, NULL, pool);
	qn_mtrecurrent_back(r);
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
