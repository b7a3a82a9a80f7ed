/* SPDX-License-Identifier: MIT */
/*
 * recurrentnet.c -- layers of recurrent cells as a language model (Zaremba, Sutskever
 * and Vinyals, "Recurrent neural network regularization", 2014).
 *
 *	ids -> embedding -> dropout -> [cells -> dropout] * layers -> words
 *
 * Sequences go on from batch to batch, gradients end at the batch (truncated
 * backpropagation through time).  Dropout is not on the recurrent path.  With
 * tied weights the output reads the embedding (Press and Wolf, 2017).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/dropout.h"
#include "seq/embedding.h"
#include "seq/net.h"
#include "seq/nnkern.h"
#include "seq/recurrent.h"

#define COLUMNS 64  /* of a tile of the embedding's gradient */
#define ROWS    128 /* of a tile of dropout                  */

/* Where a layer's parameters are. */
struct place {
	size_t w, u, b;
};

struct cellrun {
	struct qn_netrun r;
	size_t units, width; /* of a layer, of an embedding; with padding */
	size_t embedding, output, bias;
	struct place *at;           /* [layers] in the slab of parameters */
	struct qn_recurrent *layer; /* [layers]                           */
	struct qn_dropout *drop; /* [layers + 1] in front of each, and behind */
	struct qn_dropout words; /* of the embedding                      */
	struct qn_dropout *weights; /* [layers] of u                      */
	float **thin; /* [layers] u, where some of it is dropped       */
	float **in;   /* [layers + 1] inputs of each, and of the output */
	float *d[2];  /* gradients, of the larger of units and width   */
	uint32_t *x;  /* [steps][rows]                             */
	bool packed;
};

static size_t room(size_t n)
{
	return (n + QN_UNITS - 1) / QN_UNITS * QN_UNITS;
}

static bool check(struct qn_net_shape *s, struct qn_err *e)
{
	if (!s->embed)
		s->embed = s->hidden;
	if (s->tied && s->embed != s->hidden)
		return qn_fail(e,
		               "an embedding of %zu numbers cannot be the "
		               "output of %zu units, too; make them equal, or "
		               "do not tie them",
		               s->embed, s->hidden);
	return true;
}

/* --- parameters --------------------------------------------------------------- */

/* The names are PyTorch's, and so is the LSTM's order of gates. */
static struct place add_layer(struct qn_params *p, enum qn_cell cell,
                              const struct qn_net_shape *s, size_t l)
{
	size_t units = room(s->hidden), inputs = l ? s->hidden : s->embed;
	float spread = 1 / sqrtf((float)s->hidden);
	struct qn_param w = {.groups = qn_cell_looking(cell),
	                     .rows = s->hidden,
	                     .columns = inputs,
	                     .rows_room = units,
	                     .columns_room = room(inputs),
	                     .init = QN_INIT_UNIFORM,
	                     .spread = spread};
	struct qn_param u = w, b = w;
	u.columns = s->hidden;
	u.columns_room = units;
	b.groups = 1;
	b.flat = true;
	b.rows = b.rows_room = qn_cell_kept(cell);
	b.columns = s->hidden;
	b.columns_room = units;
	struct place at;
	at.w = qn_params_add(p, &w, "rnn.weight_ih_l%zu", l);
	at.u = qn_params_add(p, &u, "rnn.weight_hh_l%zu", l);
	at.b = qn_params_add(p, &b, "rnn.bias_l%zu", l);
	return at;
}

/* Where they are is found by adding them again, to a list that is dropped. */
static void add_all(struct cellrun *r, struct qn_params *p,
                    const struct qn_net *net)
{
	const struct qn_net_shape *s = &net->shape;
	struct qn_param table = {.groups = 1,
	                         .rows = s->words,
	                         .columns = s->embed,
	                         .columns_room = room(s->embed),
	                         .init = QN_INIT_UNIFORM,
	                         .spread = 0.1f};
	struct qn_param bias = {
	    .groups = 1, .rows = 1, .columns = s->words, .flat = true};
	size_t at = qn_params_add(p, &table, "embedding.weight");
	r->embedding = r->output = at;
	for (size_t l = 0; l < s->layers; l++) {
		struct place place = add_layer(p, net->class->cell, s, l);
		if (r->at)
			r->at[l] = place;
	}
	table.columns = s->hidden;
	table.columns_room = room(s->hidden);
	if (!s->tied)
		r->output = qn_params_add(p, &table, "output.weight");
	r->bias = qn_params_add(p, &bias, "output.bias");
}

static void params(struct qn_net *net)
{
	struct cellrun nowhere = {.at = NULL};
	add_all(&nowhere, &net->params, net);
}

/* --- a run -------------------------------------------------------------------- */

static size_t layers(const struct cellrun *r)
{
	return r->r.net->shape.layers;
}

/* Floats of a layer's u. */
static size_t recurrent_weights(const struct cellrun *r)
{
	size_t gates = qn_cell_looking(r->r.net->class->cell);
	return gates * r->units * r->units;
}

static void plan_layer(struct cellrun *r, size_t l, bool learns,
                       struct qn_slab *slab)
{
	const float *w = r->r.net->w;
	r->layer[l] = (struct qn_recurrent){.cell = r->r.net->class->cell,
	                                    .inputs = l ? r->units : r->width,
	                                    .units = r->units,
	                                    .rows = r->r.rows,
	                                    .steps = r->r.steps,
	                                    .w = w + r->at[l].w,
	                                    .u = w + r->at[l].u,
	                                    .b = w + r->at[l].b};
	qn_recurrent_plan(&r->layer[l], learns, slab);
	if (learns)
		r->thin[l] = qn_slab_take(slab, recurrent_weights(r), 1);
}

static void plan(struct cellrun *r, bool learns, struct qn_slab *slab)
{
	const struct qn_net *net = r->r.net;
	size_t n = r->r.rows * r->r.steps;
	size_t wide = r->units > r->width ? r->units : r->width;
	r->r.g = learns ? qn_slab_take(slab, net->params.total, 1) : NULL;
	r->r.state_n = layers(r) * 2 * r->r.rows * r->units;
	r->r.state = qn_slab_take(slab, r->r.state_n, 1);
	for (size_t l = 0; l < layers(r); l++)
		plan_layer(r, l, learns, slab);
	for (size_t l = 0; l <= layers(r); l++)
		r->in[l] = qn_slab_take(slab, n, l ? r->units : r->width);
	for (int i = 0; i < 2 && learns; i++)
		r->d[i] = qn_slab_take(slab, n, wide);
	r->x = qn_slab_take(slab, n, 1);
	r->r.output = (struct qn_output_layer){.w = net->w + r->output,
	                                       .b = net->w + r->bias,
	                                       .words = net->shape.words,
	                                       .width = r->units};
	r->r.width = r->units;
	r->r.states = r->in[layers(r)];
	r->r.dstates = r->d[0];
	r->r.doutput = learns ? r->r.g + r->output : NULL;
	r->r.dbias = learns ? r->r.g + r->bias : NULL;
	qn_netrun_plan(&r->r, learns, slab);
}

static void free_run(struct qn_netrun *run)
{
	struct cellrun *r = (struct cellrun *)run;
	if (!r)
		return;
	qn_netrun_release(&r->r);
	free(r->at);
	free(r->layer);
	free(r->drop);
	free(r->weights);
	free(r->thin);
	free(r->in);
	free(r);
}

static struct qn_netrun *new_run(const struct qn_net *net, size_t rows,
                                 size_t steps, bool learns, struct qn_err *e)
{
	struct cellrun *r = qn_calloc(1, sizeof *r);
	const struct qn_net_shape *s = &net->shape;
	struct qn_params again = {.n = 0};
	r->r = (struct qn_netrun){.net = net, .rows = rows, .steps = steps};
	r->units = room(s->hidden);
	r->width = room(s->embed);
	r->at = qn_calloc(s->layers, sizeof *r->at);
	r->layer = qn_calloc(s->layers, sizeof *r->layer);
	r->drop = qn_calloc(s->layers + 1, sizeof *r->drop);
	r->weights = qn_calloc(s->layers, sizeof *r->weights);
	r->thin = qn_calloc(s->layers, sizeof *r->thin);
	r->in = qn_calloc(s->layers + 1, sizeof *r->in);
	add_all(r, &again, net);
	qn_params_release(&again);
	plan(r, learns, &r->r.slab);
	if (qn_slab_alloc(&r->r.slab, "a network's layers", e)) {
		plan(r, learns, &r->r.slab);
		return &r->r;
	}
	free_run(&r->r);
	return NULL;
}

static void reset(struct qn_netrun *run)
{
	struct cellrun *r = (struct cellrun *)run;
	memset(r->r.state, 0, r->r.state_n * sizeof *r->r.state);
	r->packed = false;
}

/* --- a batch ------------------------------------------------------------------ */

/* Ids of sequences become ids of steps. */
static void turn(const struct qn_netrun *r, uint32_t *to, const uint32_t *from)
{
	for (size_t b = 0; b < r->rows; b++)
		for (size_t t = 0; t < r->steps; t++)
			to[t * r->rows + b] = from[b * r->steps + t];
}

static void load_state(struct cellrun *r, size_t l)
{
	struct qn_recurrent *layer = &r->layer[l];
	size_t n = layer->rows * layer->units;
	const float *from = r->r.state + 2 * l * n;
	memcpy(layer->h, from, n * sizeof *from);
	memcpy(layer->c, from + n, n * sizeof *from);
}

static void keep_state(struct cellrun *r, size_t l)
{
	const struct qn_recurrent *layer = &r->layer[l];
	size_t n = layer->rows * layer->units, end = layer->steps * n;
	float *to = r->r.state + 2 * l * n;
	memcpy(to, layer->h + end, n * sizeof *to);
	memcpy(to + n, layer->c + end, n * sizeof *to);
}

struct dropping {
	const struct qn_dropout *d;
	float *y;
	const float *x;
	size_t width, sequences;
};

static void drop_rows(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct dropping *p = ctx;
	(void)shard;
	qn_dropout_rows(p->d, p->y + from * p->width, p->x + from * p->width,
	                from, to - from, p->width, p->sequences);
}

/* In front of layer l, of what goes there or of its gradient. */
static void drop(struct cellrun *r, size_t l, float *y, const float *x,
                 const struct qn_lesson *lesson, struct qn_pool *pool)
{
	size_t n = r->r.rows * r->r.steps;
	struct dropping p = {.d = &r->drop[l],
	                     .y = y,
	                     .x = x,
	                     .width = l ? r->units : r->width,
	                     .sequences =
	                         lesson && lesson->locked ? r->r.rows : 0};
	if (y != x || p.d->cut)
		qn_pool_for(pool, n, (n + ROWS - 1) / ROWS, drop_rows, &p);
}

static void draw_dropout(struct cellrun *r, const struct qn_lesson *lesson)
{
	float rate = lesson ? lesson->dropout : 0;
	float weights = lesson ? lesson->weights : 0;
	for (uint32_t l = 0; l <= layers(r); l++)
		r->drop[l] = qn_lesson_dropout(lesson, rate, l);
	for (uint32_t l = 0; l < layers(r); l++)
		r->weights[l] =
		    qn_lesson_dropout(lesson, weights, QN_DROPOUT_WEIGHTS + l);
	r->words = qn_lesson_dropout(lesson, lesson ? lesson->words : 0,
	                             QN_DROPOUT_WORDS);
}

/* u as this batch has it, packed. */
static void pack(struct cellrun *r, size_t l, struct qn_pool *pool)
{
	const float *u = r->r.net->w + r->at[l].u;
	r->layer[l].u = u;
	if (r->weights[l].cut) {
		r->layer[l].u = r->thin[l];
		qn_nnkern()->dropout(r->thin[l], u, recurrent_weights(r), 0,
		                     &r->weights[l]);
	}
	qn_recurrent_pack(&r->layer[l], pool);
}

static void forward(struct cellrun *r, const struct qn_lesson *lesson,
                    struct qn_pool *pool)
{
	size_t n = r->r.rows * r->r.steps;
	draw_dropout(r, lesson);
	qn_embedding_forward(r->in[0], r->r.net->w + r->embedding, r->x, n,
	                     r->width);
	qn_dropout_words(&r->words, r->in[0], r->x, n, r->width, 0, r->width);
	drop(r, 0, r->in[0], r->in[0], lesson, pool);
	for (size_t l = 0; l < layers(r); l++) {
		if (!r->packed || lesson)
			pack(r, l, pool);
		load_state(r, l);
		qn_recurrent_forward(&r->layer[l], r->in[l], pool);
		keep_state(r, l);
		drop(r, l + 1, r->in[l + 1], qn_recurrent_result(&r->layer[l]),
		     lesson, pool);
	}
	r->packed = !lesson;
}

struct scatter {
	const struct cellrun *r;
	float *d;
};

static void scatter(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct scatter *s = ctx;
	const struct cellrun *r = s->r;
	(void)shard;
	qn_dropout_words(&r->words, s->d, r->x, r->r.rows * r->r.steps,
	                 r->width, from, to);
	qn_embedding_backward(r->r.g + r->embedding, s->d, r->x,
	                      r->r.rows * r->r.steps, r->width, from, to);
}

static void learn(struct qn_netrun *run, const struct qn_lesson *lesson,
                  struct qn_pool *pool)
{
	struct cellrun *r = (struct cellrun *)run;
	float *g = r->r.g, *above = r->d[0], *below = r->d[1];
	for (size_t l = layers(r); l-- > 0;) {
		const struct qn_recurrent_gradients to = {
		    g + r->at[l].w, g + r->at[l].u, g + r->at[l].b};
		drop(r, l + 1, above, above, lesson, pool);
		qn_recurrent_backward(&r->layer[l], below, above, r->in[l], &to,
		                      pool);
		if (r->weights[l].cut)
			qn_nnkern()->dropout(to.u, to.u, recurrent_weights(r),
			                     0, &r->weights[l]);
		float *swap = above;
		above = below;
		below = swap;
	}
	drop(r, 0, above, above, lesson, pool);
	struct scatter s = {.r = r, .d = above};
	qn_pool_for(pool, r->width, (r->width + COLUMNS - 1) / COLUMNS, scatter,
	            &s);
}

static void clear(struct qn_netrun *run)
{
	struct cellrun *r = (struct cellrun *)run;
	size_t words = run->net->shape.words;
	memset(run->g + r->embedding, 0, words * r->width * sizeof(float));
	if (r->output != r->embedding)
		memset(run->g + r->output, 0, words * r->units * sizeof(float));
	memset(run->g + r->bias, 0, words * sizeof(float));
}

static void read(struct qn_netrun *run, const uint32_t *x,
                 const struct qn_lesson *lesson, struct qn_pool *pool)
{
	struct cellrun *r = (struct cellrun *)run;
	turn(run, r->x, x);
	forward(r, lesson, pool);
}

static void feed(struct qn_netrun *run, uint32_t id, float *scores,
                 struct qn_pool *pool)
{
	struct cellrun *r = (struct cellrun *)run;
	const struct qn_output_layer *o = &run->output;
	r->x[0] = id;
	forward(r, NULL, pool);
	qn_nnkern()->times(scores, o->w, r->in[layers(r)], o->b, o->words,
	                   o->width);
}

#define CLASS(kind, of)                                                        \
	{                                                                      \
		.name = kind, .cell = of, .check = check, .params = params,    \
		.run = new_run, .free = free_run, .read = read, .feed = feed,  \
		.reset = reset, .learn = learn, .clear = clear,                \
		.carries = true,                                               \
	}

const struct qn_net_class qn_lstmnet = CLASS("lstm", QN_CELL_LSTM);
const struct qn_net_class qn_grunet = CLASS("gru", QN_CELL_GRU);
const struct qn_net_class qn_rnnnet = CLASS("rnn", QN_CELL_RNN);
