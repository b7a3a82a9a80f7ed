/* SPDX-License-Identifier: MIT */
/*
 * mttransformer.c -- the encoder-decoder Transformer (Vaswani et al.,
 * "Attention is all you need", 2017), learning.
 *
 *	source ids -> embedding + positions -> dropout -> [self, feed] *
 *	       -> norm -> memory
 *	target ids -> embedding + positions -> dropout -> [self, cross, feed] *
 *	       -> norm -> words
 *
 * A batch is cut into shards of whole pairs, which go through all layers by
 * themselves; their number does not depend on the number of threads.
 *
 * Departure: dropout is on embeddings and at the end of branches only, not on
 * shares of attention and activations.
 */
#include "seq/mttransformer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/dropout.h"
#include "seq/embedding.h"
#include "seq/position.h"

#define SHARD_ROWS 800 /* of a shard, about                    */
#define COLUMNS    64  /* of a tile of the embedding's gradient */

/* --- parameters ----------------------------------------------------------- */

static bool check(struct qn_mtshape *s, struct qn_err *e)
{
	if (!s->heads)
		s->heads = s->width % 64 == 0 ? s->width / 64 : 1;
	if (!s->inner)
		s->inner = 2 * s->width;
	return s->width % s->heads == 0 ||
	       qn_fail(e, "%zu numbers do not part into %zu heads", s->width,
	               s->heads);
}

static void params(struct qn_mtnet *net)
{
	struct qn_mtplaces at;
	qn_mtplaces_init(&at, &net->params, &net->shape, NULL);
	qn_mtplaces_release(&at);
}

/* --- a run ---------------------------------------------------------------- */

/* One side of it. */
struct side {
	struct qn_mtstack *stack;
	struct qn_branch_rows rows;
	const uint32_t *id;        /* of the batch                        */
	struct qn_dropout *drop;   /* [1 + stack->n]                      */
	float *last, *mean, *rstd; /* [N][D] the branches' end, its norm */
	float *final;              /* [N][D] behind that; post: = last    */
	float *sums;               /* [shards][2][D] of the norm          */
	size_t room;               /* N                                   */
	struct qn_branch_back back;
};

struct run {
	struct qn_mtrun r;
	struct qn_mtplaces at;
	struct side source, target;
	bool learns;
	size_t most_shards, shards;
	float *positions; /* [most][D] sinuses */

	/* of a batch */
	const struct qn_mtbatch *batch;
	const struct qn_lesson *lesson;
	struct side *side; /* that goes back                            */
	size_t branch;     /* which of its branches                     */
};

static const struct qn_mtshape *shape(const struct run *r)
{
	return &r->r.net->shape;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t shards_of(size_t x, size_t y)
{
	size_t rows = larger(x, y);
	return rows > SHARD_ROWS ? (rows + SHARD_ROWS / 2) / SHARD_ROWS : 1;
}

static void plan_positions(struct run *r, struct qn_slab *slab)
{
	size_t most = larger(r->r.room.x_most, r->r.room.y_most);
	r->positions = qn_slab_take(slab, most, shape(r)->width);
	if (r->positions)
		qn_position_sinus(r->positions, most, shape(r)->width);
}

/* Branches that nobody looks back upon share one's arrays, by kind. */
static void plan_branches(struct run *r, struct side *s, size_t memory,
                          size_t most, struct qn_slab *slab)
{
	size_t each = s->stack == &r->at.encoder ? QN_MT_ENCODER_BRANCHES
	                                         : QN_MT_DECODER_BRANCHES;
	for (size_t i = 0; i < s->stack->n; i++) {
		struct qn_branch *b = &s->stack->branch[i];
		b->most = most;
		if (r->learns || i < each) {
			qn_branch_plan(b, s->room, memory, slab);
			continue;
		}
		struct qn_branch_at at = b->at;
		*b = s->stack->branch[i % each];
		b->at = at;
	}
}

static void plan_side(struct run *r, struct side *s, size_t memory, size_t most,
                      struct qn_slab *slab)
{
	size_t D = shape(r)->width;
	plan_branches(r, s, memory, most, slab);
	s->last = qn_slab_take(slab, s->room, D);
	s->final = s->last;
	if (!shape(r)->post) {
		s->final = qn_slab_take(slab, s->room, D);
		s->mean = qn_slab_take(slab, s->room, 1);
		s->rstd = qn_slab_take(slab, s->room, 1);
	}
	if (!r->learns)
		return;
	s->sums = qn_slab_take(slab, r->most_shards * 2, D);
	qn_branch_back_plan(&s->back, D, shape(r)->inner, s->room, memory, most,
	                    r->most_shards, slab);
}

static void plan(struct run *r, struct qn_slab *slab)
{
	const struct qn_mtnet *net = r->r.net;
	const struct qn_mtroom *room = &r->r.room;
	size_t most = larger(room->x_most, room->y_most);
	r->r.g = r->learns ? qn_slab_take(slab, net->params.total, 1) : NULL;
	plan_positions(r, slab);
	plan_side(r, &r->source, 0, room->x_most, slab);
	plan_side(r, &r->target, room->x, most, slab);
	r->r.output = (struct qn_output_layer){.w = net->w + r->at.output,
	                                       .words = shape(r)->target_words,
	                                       .width = shape(r)->width};
	qn_output_layer_plan(&r->r.output, room->y, slab);
}

static void free_run(struct qn_mtrun *run)
{
	struct run *r = (struct run *)run;
	if (!r)
		return;
	qn_slab_release(&r->r.slab);
	qn_mtplaces_release(&r->at);
	free(r->source.drop);
	free(r->target.drop);
	free(r);
}

static struct qn_mtrun *new_run(const struct qn_mtnet *net,
                                const struct qn_mtroom *room, bool learns,
                                struct qn_err *e)
{
	struct run *r = qn_calloc(1, sizeof *r);
	struct qn_params again = {.n = 0};
	r->r = (struct qn_mtrun){.net = net, .room = *room};
	r->learns = learns;
	r->most_shards = shards_of(room->x, room->y);
	qn_mtplaces_init(&r->at, &again, &net->shape, net->w);
	qn_params_release(&again);
	r->source.stack = &r->at.encoder;
	r->target.stack = &r->at.decoder;
	r->source.room = room->x;
	r->target.room = room->y;
	r->source.drop =
	    qn_calloc(1 + r->at.encoder.n, sizeof(*r->source.drop));
	r->target.drop =
	    qn_calloc(1 + r->at.decoder.n, sizeof(*r->target.drop));
	plan(r, &r->r.slab);
	if (qn_slab_alloc(&r->r.slab, "a network's layers", e)) {
		plan(r, &r->r.slab);
		return &r->r;
	}
	free_run(&r->r);
	return NULL;
}

/* --- forward -------------------------------------------------------------- */

static float *output_of(const struct side *s, size_t branch)
{
	return branch + 1 < s->stack->n ? s->stack->branch[branch + 1].x
	                                : s->last;
}

/* Sequences [first, end): embeddings, times the root of their width so that
 * they are of the size of positions. */
static void embed(struct run *r, struct side *s, size_t first, size_t end)
{
	size_t D = shape(r)->width;
	const float *table = r->r.net->w + s->stack->embedding;
	float *to = s->stack->branch[0].x, root = sqrtf((float)D);
	for (size_t i = first; i < end; i++) {
		size_t at = s->rows.q_at[i], n = s->rows.q_at[i + 1] - at;
		for (size_t t = 0; t < n; t++) {
			const float *from = table + s->id[at + t] * D;
			const float *position = r->positions + t * D;
			float *row = to + (at + t) * D;
			for (size_t c = 0; c < D; c++)
				row[c] = root * from[c] + position[c];
		}
	}
	size_t from = s->rows.q_at[first], n = s->rows.q_at[end] - from;
	qn_dropout_rows(&s->drop[0], to + from * D, to + from * D, from, n, D,
	                0);
}

static void through(struct run *r, struct side *s, size_t first, size_t end)
{
	size_t D = shape(r)->width, from = s->rows.q_at[first];
	size_t n = s->rows.q_at[end] - from;
	const float *w = r->r.net->w;
	embed(r, s, first, end);
	for (size_t i = 0; i < s->stack->n; i++)
		qn_branch_forward(&s->stack->branch[i], output_of(s, i),
		                  &s->rows, first, end, &s->drop[1 + i]);
	if (!shape(r)->post)
		qn_nnkern()->norm(s->final + from * D, s->mean + from,
		                  s->rstd + from, s->last + from * D,
		                  w + s->stack->gain, w + s->stack->bias, n, D);
}

static void forward(void *ctx, size_t shard, size_t first, size_t end)
{
	struct run *r = ctx;
	(void)shard;
	through(r, &r->source, first, end);
	through(r, &r->target, first, end);
}

/* --- backward ------------------------------------------------------------- */

static void last_norm_back(void *ctx, size_t shard, size_t first, size_t end)
{
	struct run *r = ctx;
	struct side *s = r->side;
	size_t D = shape(r)->width, from = s->rows.q_at[first];
	size_t n = s->rows.q_at[end] - from, at = from * D;
	float *sums = s->sums + shard * 2 * D;
	memset(sums, 0, 2 * D * sizeof *sums);
	qn_nnkern()->norm_back(s->back.dy + at, sums, sums + D, s->back.dy + at,
	                       NULL, s->last + at, s->mean + from,
	                       s->rstd + from, r->r.net->w + s->stack->gain, n,
	                       D);
}

static void branch_back(void *ctx, size_t shard, size_t first, size_t end)
{
	struct run *r = ctx;
	struct side *s = r->side;
	qn_branch_backward(&s->stack->branch[r->branch], &s->back, &s->rows,
	                   shard, first, end, &s->drop[1 + r->branch]);
}

static void branch_gradients(void *ctx, size_t shard, size_t from, size_t to)
{
	struct run *r = ctx;
	const struct side *s = r->side;
	(void)from, (void)to;
	qn_branch_gradients(&s->stack->branch[r->branch], &s->back, &s->rows,
	                    r->r.g, r->batch->pairs, r->shards,
	                    r->lesson->dropout > 0, shard);
}

/* The gradient of what was looked up, in front of dropout. */
static void lookup_back(void *ctx, size_t shard, size_t first, size_t end)
{
	struct run *r = ctx;
	struct side *s = r->side;
	size_t D = shape(r)->width, from = s->rows.q_at[first];
	size_t n = s->rows.q_at[end] - from;
	float *d = s->back.dy + from * D, root = sqrtf((float)D);
	(void)shard;
	qn_dropout_rows(&s->drop[0], d, d, from, n, D, 0);
	for (size_t i = 0; i < n * D; i++)
		d[i] *= root;
}

/* Columns [from, to) of the embedding's gradient. */
static void embedding_back(void *ctx, size_t shard, size_t from, size_t to)
{
	struct run *r = ctx;
	const struct side *s = r->side;
	(void)shard;
	qn_embedding_backward(r->r.g + s->stack->embedding, s->back.dy, s->id,
	                      s->rows.q_at[r->batch->pairs], shape(r)->width,
	                      from, to);
}

static void last_norm_gradients(struct run *r, struct side *s)
{
	size_t D = shape(r)->width;
	const size_t to[2] = {s->stack->gain, s->stack->bias};
	for (size_t i = 0; i < 2; i++) {
		memset(r->r.g + to[i], 0, D * sizeof(float));
		qn_nnkern()->add_columns(r->r.g + to[i], s->sums + i * D, 2 * D,
		                         r->shards, D);
	}
}

/* From s->back.dy, the gradient of what came out. */
static void side_back(struct run *r, struct side *s, struct qn_pool *pool)
{
	size_t pairs = r->batch->pairs, D = shape(r)->width;
	r->side = s;
	if (!shape(r)->post) {
		qn_pool_for(pool, pairs, r->shards, last_norm_back, r);
		last_norm_gradients(r, s);
	}
	for (r->branch = s->stack->n; r->branch-- > 0;) {
		size_t parts = qn_branch_parts(&s->stack->branch[r->branch]);
		qn_pool_for(pool, pairs, r->shards, branch_back, r);
		qn_pool_for(pool, parts, parts, branch_gradients, r);
		float *d = s->back.dx;
		s->back.dx = s->back.dy;
		s->back.dy = d;
	}
	qn_pool_for(pool, pairs, r->shards, lookup_back, r);
	qn_pool_for(pool, D, (D + COLUMNS - 1) / COLUMNS, embedding_back, r);
}

static void backward(struct run *r, struct qn_pool *pool)
{
	size_t memory = r->batch->x_at[r->batch->pairs] * shape(r)->width;
	float *dmemory = r->target.back.dmemory;
	memset(dmemory, 0, memory * sizeof *dmemory);
	side_back(r, &r->target, pool);
	memcpy(r->source.back.dy, dmemory, memory * sizeof *dmemory);
	side_back(r, &r->source, pool);
}

/* --- a batch -------------------------------------------------------------- */

/* Places of dropout are counted through both sides. */
static void draw_dropout(const struct run *r, const struct side *s,
                         uint32_t first)
{
	const struct qn_lesson *l = r->lesson;
	for (size_t i = 0; i < 1 + s->stack->n; i++)
		s->drop[i] = l ? qn_dropout_at(l->dropout, l->seed, l->step,
		                               first + (uint32_t)i)
		               : (struct qn_dropout){.cut = 0};
}

static void set_precision(struct run *r)
{
	bool bf16 = qn_lesson_bf16(r->lesson);
	for (size_t i = 0; i < r->at.encoder.n; i++)
		r->at.encoder.branch[i].bf16 = bf16;
	for (size_t i = 0; i < r->at.decoder.n; i++)
		r->at.decoder.branch[i].bf16 = bf16;
	r->r.output.bf16 = bf16;
}

/* Only what is added to, rather than set, has to begin with 0. */
static void clear_tables(struct run *r)
{
	const struct qn_mtshape *s = shape(r);
	float *g = r->r.g;
	size_t D = s->width;
	memset(g + r->at.decoder.embedding, 0, s->target_words * D * sizeof *g);
	if (!s->shared)
		memset(g + r->at.encoder.embedding, 0,
		       s->source_words * D * sizeof *g);
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
	r->shards = shards_of(b->x_at[b->pairs], rows);
	r->source.rows = (struct qn_branch_rows){.q_at = b->x_at};
	r->target.rows = (struct qn_branch_rows){
	    .q_at = b->y_at, .k_at = b->x_at, .memory = r->source.final};
	r->source.id = b->x;
	r->target.id = b->in;
	set_precision(r);
	draw_dropout(r, &r->source, 0);
	draw_dropout(r, &r->target, 1 + (uint32_t)r->source.stack->n);
	qn_pool_for(pool, b->pairs, r->shards, forward, r);
	if (!lesson)
		return qn_output_layer_run(&run->output, r->target.final,
		                           b->out, rows, NULL, NULL, NULL,
		                           pool);
	clear_tables(r);
	run->output.smooth = lesson->smooth;
	double sum = qn_output_layer_run(&run->output, r->target.final, b->out,
	                                 rows, r->target.back.dy,
	                                 run->g + r->at.output, NULL, pool);
	backward(r, pool);
	return sum;
}

const struct qn_mtnet_class qn_mttransformer = {
    .name = "transformer",
    .check = check,
    .params = params,
    .run = new_run,
    .free = free_run,
    .score = score,
    .weights = qn_mttransformer_weights,
    .free_weights = qn_mttransformer_free_weights,
    .hand = qn_mttransformer_hand,
    .free_hand = qn_mttransformer_free_hand,
    .read = qn_mttransformer_read,
    .write = qn_mttransformer_write,
};
