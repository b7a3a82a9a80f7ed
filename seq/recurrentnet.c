/* SPDX-License-Identifier: MIT */
/*
 * recurrentnet.c -- layers of recurrent cells as a language model (Zaremba,
 * Sutskever and Vinyals, "Recurrent neural network regularization", 2014).
 *
 *	ids -> embedding -> dropout -> [cells -> dropout] * layers -> words
 *
 * Sequences go on from batch to batch, gradients end at the batch (truncated
 * backpropagation through time).  Dropout is not on the recurrent path.  With
 * tied weights the output reads the embedding (Press and Wolf, 2017).
 *
 * A masked kind reads both ways: every layer is two of half its units each, one
 * of which gets sequences turned (bothways.h), and nothing goes on from batch
 * to batch.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/bothways.h"
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
	size_t units, width; /* of a direction, of an embedding; with padding */
	size_t wide;         /* of all directions                     */
	size_t embedding, output, bias; /* the last of full layers only  */
	size_t ways;      /* 1, or 2 directions; cells = layers * ways     */
	struct place *at; /* [cells] in the slab of parameters  */
	struct qn_recurrent *layer; /* [cells]                            */
	struct qn_dropout *drop; /* [layers + 1] in front of each, and behind */
	struct qn_dropout words; /* of the embedding                      */
	struct qn_dropout *weights; /* [cells] of u                       */
	float **thin; /* [cells] u, where some of it is dropped        */
	float **in;   /* [layers + 1] inputs of each, and of the output */
	float *d[2];  /* gradients, of the larger of wide and width    */

	/* of two directions */
	float **turned; /* [layers] inputs from their ends             */
	float *half[2]; /* [n][units] gradients of each               */
	float *dturned; /* of the larger of wide and width            */
	uint32_t *x;    /* [steps][rows]                             */
	bool packed;
};

static size_t room(size_t n)
{
	return (n + QN_UNITS - 1) / QN_UNITS * QN_UNITS;
}

static size_t ways(const struct qn_net *net)
{
	return net->class->masked ? 2 : 1;
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

/* Two directions lie side by side without gaps. */
static bool check_both(struct qn_net_shape *s, struct qn_err *e)
{
	if (s->hidden % (2 * QN_UNITS))
		return qn_fail(
		    e,
		    "%zu units do not part into two directions; take "
		    "a multiple of %d",
		    s->hidden, 2 * QN_UNITS);
	return check(s, e) &&
	       qn_check_range("context", (double)s->context, 1, 1 << 20, e);
}

/* --- parameters ----------------------------------------------------------- */

/* The names are PyTorch's, and so is the LSTM's order of gates. */
static struct place add_cell(struct qn_params *p, enum qn_cell cell,
                             size_t hidden, size_t inputs, size_t l,
                             const char *way)
{
	size_t units = room(hidden);
	float spread = 1 / sqrtf((float)hidden);
	struct qn_param w = {.groups = qn_cell_looking(cell),
	                     .rows = hidden,
	                     .columns = inputs,
	                     .rows_room = units,
	                     .columns_room = room(inputs),
	                     .init = QN_INIT_UNIFORM,
	                     .spread = spread};
	struct qn_param u = w, b = w;
	u.columns = hidden;
	u.columns_room = units;
	b.groups = 1;
	b.flat = true;
	b.rows = b.rows_room = qn_cell_kept(cell);
	b.columns = hidden;
	b.columns_room = units;
	struct place at;
	at.w = qn_params_add(p, &w, "rnn.weight_ih_l%zu%s", l, way);
	at.u = qn_params_add(p, &u, "rnn.weight_hh_l%zu%s", l, way);
	at.b = qn_params_add(p, &b, "rnn.bias_l%zu%s", l, way);
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
	size_t n = ways(net);
	for (size_t i = 0; i < s->layers * n; i++) {
		size_t l = i / n;
		struct place place = add_cell(
		    p, net->class->cell, s->hidden / n,
		    l ? s->hidden : s->embed, l, i % n ? "_reverse" : "");
		if (r->at)
			r->at[i] = place;
	}
	table.columns = s->hidden;
	table.columns_room = room(s->hidden);
	if (s->adaptive.tails) {
		r->r.adaptive.at = qn_adaptive_params(
		    p, &s->adaptive, s->words, s->hidden, room(s->hidden));
		return;
	}
	if (!s->tied)
		r->output = qn_params_add(p, &table, "output.weight");
	r->bias = qn_params_add(p, &bias, "output.bias");
}

static void params(struct qn_net *net)
{
	struct cellrun nowhere = {.at = NULL};
	add_all(&nowhere, &net->params, net);
}

/* --- a run ---------------------------------------------------------------- */

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

static void plan_cell(struct cellrun *r, size_t l, bool learns,
                      struct qn_slab *slab)
{
	const float *w = r->r.net->w;
	bool first = l < r->ways;
	r->layer[l] =
	    (struct qn_recurrent){.cell = r->r.net->class->cell,
	                          .inputs = first ? r->width : r->wide,
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

static void plan_turned(struct cellrun *r, size_t n, bool learns,
                        struct qn_slab *slab)
{
	for (size_t l = 0; l < layers(r); l++)
		r->turned[l] = qn_slab_take(slab, n, l ? r->wide : r->width);
	if (!learns)
		return;
	r->half[0] = qn_slab_take(slab, n, r->units);
	r->half[1] = qn_slab_take(slab, n, r->units);
	r->dturned =
	    qn_slab_take(slab, n, r->wide > r->width ? r->wide : r->width);
}

static void plan(struct cellrun *r, bool learns, struct qn_slab *slab)
{
	const struct qn_net *net = r->r.net;
	size_t n = r->r.rows * r->r.steps;
	size_t wide = r->wide > r->width ? r->wide : r->width;
	r->r.g = learns ? qn_slab_take(slab, net->params.total, 1) : NULL;
	r->r.state_n =
	    net->class->carries ? layers(r) * 2 * r->r.rows * r->units : 0;
	r->r.state = qn_slab_take(slab, r->r.state_n, 1);
	for (size_t l = 0; l < layers(r) * r->ways; l++)
		plan_cell(r, l, learns, slab);
	for (size_t l = 0; l <= layers(r); l++)
		r->in[l] = qn_slab_take(slab, n, l ? r->wide : r->width);
	if (r->ways == 2)
		plan_turned(r, n, learns, slab);
	for (int i = 0; i < 2 && learns; i++)
		r->d[i] = qn_slab_take(slab, n, wide);
	r->x = qn_slab_take(slab, n, 1);
	r->r.output = (struct qn_output_layer){.w = net->w + r->output,
	                                       .b = net->w + r->bias,
	                                       .words = net->shape.words,
	                                       .width = r->wide};
	r->r.width = r->wide;
	r->r.states = r->in[layers(r)];
	r->r.dstates = r->d[0];
	r->r.doutput = r->r.g ? r->r.g + r->output : NULL;
	r->r.dbias = r->r.g ? r->r.g + r->bias : NULL;
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
	free(r->turned);
	free(r);
}

static struct qn_netrun *new_run(const struct qn_net *net, size_t rows,
                                 size_t steps, bool learns, struct qn_err *e)
{
	struct cellrun *r = qn_calloc(1, sizeof *r);
	const struct qn_net_shape *s = &net->shape;
	struct qn_params again = {.n = 0};
	r->r = (struct qn_netrun){.net = net, .rows = rows, .steps = steps};
	r->ways = ways(net);
	r->units = room(s->hidden / r->ways);
	r->wide = r->ways * r->units;
	r->width = room(s->embed);
	size_t cells = s->layers * r->ways;
	r->at = qn_calloc(cells, sizeof *r->at);
	r->layer = qn_calloc(cells, sizeof *r->layer);
	r->drop = qn_calloc(s->layers + 1, sizeof *r->drop);
	r->weights = qn_calloc(cells, sizeof *r->weights);
	r->thin = qn_calloc(cells, sizeof *r->thin);
	r->in = qn_calloc(s->layers + 1, sizeof *r->in);
	r->turned = qn_calloc(s->layers, sizeof *r->turned);
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

/* --- a batch -------------------------------------------------------------- */

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
	                     .width = l ? r->wide : r->width,
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
	for (uint32_t l = 0; l < layers(r) * r->ways; l++)
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

/* Cell i reads x; its result. */
static const float *read_cell(struct cellrun *r, size_t i, const float *x,
                              const struct qn_lesson *lesson,
                              struct qn_pool *pool)
{
	r->layer[i].bf16 = qn_lesson_bf16(lesson);
	if (!r->packed || lesson)
		pack(r, i, pool);
	qn_recurrent_forward(&r->layer[i], x, pool);
	return qn_recurrent_result(&r->layer[i]);
}

static struct qn_bothways sequences(const struct cellrun *r)
{
	return (struct qn_bothways){r->r.rows, r->r.steps, r->r.lengths};
}

/* Layer l, from in[l] to in[l + 1]. */
static void read_layer(struct cellrun *r, size_t l,
                       const struct qn_lesson *lesson, struct qn_pool *pool)
{
	float *to = r->in[l + 1];
	if (r->ways == 1) {
		load_state(r, l);
		const float *h = read_cell(r, l, r->in[l], lesson, pool);
		keep_state(r, l);
		drop(r, l + 1, to, h, lesson, pool);
		return;
	}
	struct qn_bothways b = sequences(r);
	qn_bothways_turn(&b, r->turned[l], r->in[l], r->layer[2 * l].inputs);
	const float *h = read_cell(r, 2 * l, r->in[l], lesson, pool);
	const float *k = read_cell(r, 2 * l + 1, r->turned[l], lesson, pool);
	qn_bothways_join(&b, to, h, k, r->units);
	drop(r, l + 1, to, to, lesson, pool);
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
	for (size_t l = 0; l < layers(r); l++)
		read_layer(r, l, lesson, pool);
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

/* Cell i back from dh to dx, which it had read from x. */
static void learn_cell(struct cellrun *r, size_t i, float *dx, const float *dh,
                       const float *x, struct qn_pool *pool)
{
	float *g = r->r.g;
	const struct qn_recurrent_gradients to = {
	    g + r->at[i].w, g + r->at[i].u, g + r->at[i].b};
	qn_recurrent_backward(&r->layer[i], dx, dh, x, &to, pool);
	if (r->weights[i].cut)
		qn_nnkern()->dropout(to.u, to.u, recurrent_weights(r), 0,
		                     &r->weights[i]);
}

static void learn_layer(struct cellrun *r, size_t l, float *dx, const float *dh,
                        struct qn_pool *pool)
{
	if (r->ways == 1) {
		learn_cell(r, l, dx, dh, r->in[l], pool);
		return;
	}
	struct qn_bothways b = sequences(r);
	qn_bothways_part(&b, r->half[0], r->half[1], dh, r->units);
	learn_cell(r, 2 * l, dx, r->half[0], r->in[l], pool);
	learn_cell(r, 2 * l + 1, r->dturned, r->half[1], r->turned[l], pool);
	qn_bothways_add(&b, dx, r->dturned, r->layer[2 * l].inputs);
}

static void learn(struct qn_netrun *run, const struct qn_lesson *lesson,
                  struct qn_pool *pool)
{
	struct cellrun *r = (struct cellrun *)run;
	float *above = r->d[0], *below = r->d[1];
	for (size_t l = layers(r); l-- > 0;) {
		drop(r, l + 1, above, above, lesson, pool);
		learn_layer(r, l, below, above, pool);
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
		memset(run->g + r->output, 0, words * r->wide * sizeof(float));
	if (!run->adaptive.shape)
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
	r->x[0] = id;
	forward(r, NULL, pool);
	if (scores)
		qn_net_scores(run, scores);
}

#define CLASS(kind, of)                                                        \
	.name = kind, .cell = of, .recurrent = true, .params = params,         \
	.run = new_run, .free = free_run, .read = read, .reset = reset,        \
	.learn = learn, .clear = clear

#define ONE_WAY(kind, of)                                                      \
	{                                                                      \
		CLASS(kind, of), .check = check, .feed = feed, .carries = true \
	}

#define BOTH_WAYS(kind, of)                                                    \
	{                                                                      \
		CLASS(kind, of), .check = check_both, .masked = true           \
	}

const struct qn_net_class qn_lstmnet = ONE_WAY("lstm", QN_CELL_LSTM);
const struct qn_net_class qn_grunet = ONE_WAY("gru", QN_CELL_GRU);
const struct qn_net_class qn_rnnnet = ONE_WAY("rnn", QN_CELL_RNN);
const struct qn_net_class qn_bilstmnet = BOTH_WAYS("bilstm", QN_CELL_LSTM);
const struct qn_net_class qn_bigrunet = BOTH_WAYS("bigru", QN_CELL_GRU);
