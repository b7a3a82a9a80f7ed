/* SPDX-License-Identifier: MIT */
/*
 * gptnet.c -- a decoder-only Transformer as a language model (Radford et al.,
 * GPT-2, 2019).
 *
 *	ids -> embedding + positions -> dropout -> blocks -> norm -> words
 *
 * A batch is cut into shards of whole sequences, which go through all blocks
 * by themselves; their number does not depend on the number of threads.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/attention.h"
#include "seq/block.h"
#include "seq/dropout.h"
#include "seq/embedding.h"
#include "seq/net.h"
#include "seq/nnkern.h"
#include "seq/position.h"

#define SHARD_ROWS 512 /* of a shard, about                    */
#define COLUMNS    64  /* of a tile of the embedding's gradient */

struct places {
	size_t embedding, positions, gain, bias, output;
	struct qn_adaptive_at adaptive; /* instead of `output`              */
};

struct gptrun {
	struct qn_netrun r;
	struct places at;
	size_t shards;
	bool learns;
	struct qn_block *block; /* [layers]                              */
	struct qn_block_back back;
	struct qn_dropout *drop;   /* [1 + 2 layers]                       */
	struct qn_dropout words;   /* of the embedding                     */
	float *table;              /* positions: sinuses [context][D], or angles
	               * [context][D / heads]                            */
	float *last, *mean, *rstd; /* [N][D] the blocks' end; of its norm  */
	float *sums;     /* [shards][2][D] of the norm               */
	float *cache;    /* [layers][context][2 D], to feed          */
	uint32_t *fed;   /* [context] what was                       */
	size_t position; /* how many                                 */

	/* of a batch */
	const uint32_t *x;
	const struct qn_lesson *lesson;
	size_t layer;
};

static bool check(struct qn_net_shape *s, struct qn_err *e)
{
	if (!s->heads)
		s->heads = s->hidden % 64 == 0 ? s->hidden / 64 : 1;
	if (!s->inner)
		s->inner = 4 * s->hidden;
	if (s->embed && s->embed != s->hidden)
		return qn_fail(e, "a transformer's embedding has as many "
		                  "numbers as its layers; leave it out");
	s->embed = s->hidden;
	if (s->hidden % s->heads)
		return qn_fail(e, "%zu numbers do not part into %zu heads",
		               s->hidden, s->heads);
	if (s->positions == QN_POSITIONS_ROTARY && s->hidden / s->heads % 2)
		return qn_fail(e, "rotary positions want heads of an even "
		                  "number of columns");
	return qn_check_range("context", (double)s->context, 1, 1 << 20, e);
}

/* --- parameters ----------------------------------------------------------- */

static size_t add(struct qn_params *p, const char *name, struct qn_param q)
{
	return qn_params_add(p, &q, "%s", name);
}

/* `block` may be NULL; else where each one's are. */
static struct places add_all(struct qn_params *p, const struct qn_net_shape *s,
                             struct qn_block *block)
{
	struct places at = {.positions = 0};
	at.embedding = add(p, "embedding.weight",
	                   qn_param_matrix(s->words, s->hidden, 0.02f));
	if (s->positions == QN_POSITIONS_LEARNED)
		at.positions =
		    add(p, "positions.weight",
		        qn_param_matrix(s->context, s->hidden, 0.02f));
	for (size_t l = 0; l < s->layers; l++) {
		struct qn_block_at where =
		    qn_block_params(p, l, s->layers, s->hidden, s->inner);
		if (block)
			block[l].at = where;
	}
	at.gain = add(p, "norm.weight", qn_param_vector(s->hidden, 1));
	at.bias = add(p, "norm.bias", qn_param_vector(s->hidden, 0));
	at.output = at.embedding;
	if (s->adaptive.tails)
		at.adaptive = qn_adaptive_params(p, &s->adaptive, s->words,
		                                 s->hidden, s->hidden);
	else if (!s->tied)
		at.output = add(p, "output.weight",
		                qn_param_matrix(s->words, s->hidden, 0.02f));
	return at;
}

static void params(struct qn_net *net)
{
	add_all(&net->params, &net->shape, NULL);
}

/* --- a run ---------------------------------------------------------------- */

static const struct qn_net_shape *shape(const struct gptrun *r)
{
	return &r->r.net->shape;
}

static bool feeds(const struct gptrun *r)
{
	return r->r.rows * r->r.steps == 1 && !r->learns;
}

static void plan_table(struct gptrun *r, struct qn_slab *slab)
{
	const struct qn_net_shape *s = shape(r);
	size_t dim = s->hidden / s->heads;
	r->table = NULL;
	if (s->positions == QN_POSITIONS_SINUS) {
		r->table = qn_slab_take(slab, s->context, s->hidden);
		if (r->table)
			qn_position_sinus(r->table, s->context, s->hidden);
	} else if (s->positions == QN_POSITIONS_ROTARY) {
		r->table = qn_slab_take(slab, s->context, dim);
		if (r->table)
			qn_position_angles(r->table, s->context, dim);
	}
}

static void plan_blocks(struct gptrun *r, size_t n, struct qn_slab *slab)
{
	const struct qn_net_shape *s = shape(r);
	bool rotary = s->positions == QN_POSITIONS_ROTARY;
	for (size_t l = 0; l < s->layers; l++) {
		struct qn_block *b = &r->block[l];
		if (l && !r->learns) {
			/* Nobody looks back: one block's arrays will do. */
			struct qn_block_at at = b->at;
			*b = r->block[0];
			b->at = at;
			continue;
		}
		b->width = s->hidden;
		b->heads = s->heads;
		b->inner = s->inner;
		/* Fed rows look at all of the cache. */
		b->steps = feeds(r) ? s->context : r->r.steps;
		b->causal = !r->r.net->class->masked;
		b->activation = s->activation;
		b->angles = rotary ? r->table : NULL;
		b->w = r->r.net->w;
		qn_block_plan(b, n, slab);
	}
}

static void plan(struct gptrun *r, struct qn_slab *slab)
{
	const struct qn_net *net = r->r.net;
	const struct qn_net_shape *s = shape(r);
	size_t n = r->r.rows * r->r.steps, D = s->hidden;
	r->r.g = r->learns ? qn_slab_take(slab, net->params.total, 1) : NULL;
	plan_table(r, slab);
	plan_blocks(r, n, slab);
	r->last = qn_slab_take(slab, n, D);
	r->r.states = qn_slab_take(slab, n, D);
	r->mean = qn_slab_take(slab, n, 1);
	r->rstd = qn_slab_take(slab, n, 1);
	if (r->learns) {
		qn_block_back_plan(&r->back, &r->block[0], n, r->shards, slab);
		r->r.dstates = qn_slab_take(slab, n, D);
		r->sums = qn_slab_take(slab, r->shards * 2, D);
	}
	if (feeds(r)) {
		r->cache = qn_slab_take(slab, s->layers * s->context, 2 * D);
		r->fed = qn_slab_take(slab, s->context, 1);
	}
	r->r.output = (struct qn_output_layer){
	    .w = net->w + r->at.output, .words = s->words, .width = D};
	r->r.adaptive.at = r->at.adaptive;
	r->r.width = D;
	r->r.doutput = r->r.g ? r->r.g + r->at.output : NULL;
	qn_netrun_plan(&r->r, r->learns, slab);
}

static void free_run(struct qn_netrun *run)
{
	struct gptrun *r = (struct gptrun *)run;
	if (!r)
		return;
	qn_netrun_release(&r->r);
	free(r->block);
	free(r->drop);
	free(r);
}

static size_t shards_of(size_t rows, size_t steps)
{
	size_t each = SHARD_ROWS / steps ? SHARD_ROWS / steps : 1;
	return (rows + each - 1) / each;
}

static struct qn_netrun *new_run(const struct qn_net *net, size_t rows,
                                 size_t steps, bool learns, struct qn_err *e)
{
	const struct qn_net_shape *s = &net->shape;
	if (steps > s->context) {
		qn_fail(e,
		        "sequences of %zu pieces are more than a context "
		        "of %zu",
		        steps, s->context);
		return NULL;
	}
	struct gptrun *r = qn_calloc(1, sizeof *r);
	struct qn_params again = {.n = 0};
	r->r = (struct qn_netrun){.net = net, .rows = rows, .steps = steps};
	r->learns = learns;
	r->shards = shards_of(rows, steps);
	r->block = qn_calloc(s->layers, sizeof *r->block);
	r->drop = qn_calloc(1 + 2 * s->layers, sizeof *r->drop);
	r->at = add_all(&again, s, r->block);
	qn_params_release(&again);
	plan(r, &r->r.slab);
	if (qn_slab_alloc(&r->r.slab, "a network's layers", e)) {
		plan(r, &r->r.slab);
		return &r->r;
	}
	free_run(&r->r);
	return NULL;
}

static void reset(struct qn_netrun *run)
{
	((struct gptrun *)run)->position = 0;
}

/* --- forward -------------------------------------------------------------- */

static float *block_output(const struct gptrun *r, size_t layer)
{
	return layer + 1 < shape(r)->layers ? r->block[layer + 1].x : r->last;
}

/* What is added to an embedding at position t; NULL for nothing. */
static const float *position(const struct gptrun *r, size_t t)
{
	size_t D = shape(r)->hidden;
	switch (shape(r)->positions) {
	case QN_POSITIONS_LEARNED:
		return r->r.net->w + r->at.positions + t * D;
	case QN_POSITIONS_SINUS:
		return r->table + t * D;
	default:
		return NULL;
	}
}

/* Rows [from, to) of the first block's input; the first one's position. */
static void embed(struct gptrun *r, const uint32_t *x, size_t from, size_t to,
                  size_t first)
{
	const struct qn_nnkern *k = qn_nnkern();
	size_t D = shape(r)->hidden, T = r->r.steps;
	float *y = r->block[0].x;
	qn_embedding_forward(y + from * D, r->r.net->w + r->at.embedding,
	                     x + from, to - from, D);
	qn_dropout_words(&r->words, y + from * D, x + from, to - from, D, 0, D);
	for (size_t i = from; i < to; i++) {
		const float *p = position(r, first + (i - from) % T);
		if (p)
			k->add_bias(y + i * D, p, 1, D);
	}
	qn_dropout_rows(&r->drop[0], y + from * D, y + from * D, from,
	                to - from, D, 0);
}

static void last_norm(struct gptrun *r, size_t from, size_t n)
{
	size_t D = shape(r)->hidden;
	const float *w = r->r.net->w;
	qn_nnkern()->norm(r->r.states + from * D, r->mean + from,
	                  r->rstd + from, r->last + from * D, w + r->at.gain,
	                  w + r->at.bias, n, D);
}

static void forward(void *ctx, size_t shard, size_t first, size_t end)
{
	struct gptrun *r = ctx;
	size_t T = r->r.steps, from = first * T, to = end * T;
	(void)shard;
	embed(r, r->x, from, to, 0);
	for (size_t l = 0; l < shape(r)->layers; l++)
		qn_block_forward(&r->block[l], block_output(r, l), from, to,
		                 &r->drop[1 + 2 * l]);
	last_norm(r, from, to - from);
}

static void feed(struct qn_netrun *run, uint32_t id, float *scores,
                 struct qn_pool *pool)
{
	struct gptrun *r = (struct gptrun *)run;
	const struct qn_net_shape *s = shape(r);
	size_t each = s->context * 2 * s->hidden;
	if (r->position == s->context) {
		/* Positions are from the beginning: half of the context is
		 * read again as if nothing had been before. */
		size_t kept = s->context / 2, from = s->context - kept;
		r->position = 0;
		for (size_t i = 0; i < kept; i++)
			feed(run, r->fed[from + i], NULL, pool);
	}
	r->fed[r->position] = id;
	r->drop[0].cut = r->words.cut = 0;
	embed(r, &id, 0, 1, r->position);
	for (size_t l = 0; l < s->layers; l++)
		qn_block_feed(&r->block[l], block_output(r, l),
		              r->cache + l * each, r->position);
	last_norm(r, 0, 1);
	if (scores)
		qn_net_scores(run, scores);
	r->position++;
}

/* --- backward ------------------------------------------------------------- */

static void last_norm_back(void *ctx, size_t shard, size_t first, size_t end)
{
	struct gptrun *r = ctx;
	size_t D = shape(r)->hidden, from = first * r->r.steps;
	size_t n = (end - first) * r->r.steps, at = from * D;
	float *sums = r->sums + shard * 2 * D;
	memset(sums, 0, 2 * D * sizeof *sums);
	qn_nnkern()->norm_back(r->back.dy + at, sums, sums + D,
	                       r->r.dstates + at, NULL, r->last + at,
	                       r->mean + from, r->rstd + from,
	                       r->r.net->w + r->at.gain, n, D);
}

static void block_back(void *ctx, size_t shard, size_t first, size_t end)
{
	struct gptrun *r = ctx;
	size_t T = r->r.steps;
	qn_block_backward(&r->block[r->layer], &r->back, shard, first * T,
	                  end * T, &r->drop[1 + 2 * r->layer]);
}

static void block_gradients(void *ctx, size_t shard, size_t from, size_t to)
{
	struct gptrun *r = ctx;
	(void)from, (void)to;
	qn_block_gradients(&r->block[r->layer], &r->back, r->r.g,
	                   r->r.rows * r->r.steps, r->shards,
	                   r->lesson->dropout > 0, shard);
}

/* Columns [from, to) of the gradients of learned positions. */
static void positions_back(struct gptrun *r, size_t from, size_t to)
{
	size_t D = shape(r)->hidden, T = r->r.steps, n = r->r.rows * T;
	float *g = r->r.g + r->at.positions;
	for (size_t t = 0; t < shape(r)->context; t++)
		memset(g + t * D + from, 0, (to - from) * sizeof *g);
	for (size_t i = 0; i < n; i++)
		for (size_t c = from; c < to; c++)
			g[i % T * D + c] += r->back.dy[i * D + c];
}

/* Columns [from, to) of the gradients of embeddings, from back.dy, which is
 * used up. */
static void embedding_back(void *ctx, size_t shard, size_t from, size_t to)
{
	struct gptrun *r = ctx;
	size_t D = shape(r)->hidden, n = r->r.rows * r->r.steps;
	(void)shard;
	if (shape(r)->positions == QN_POSITIONS_LEARNED)
		positions_back(r, from, to);
	qn_dropout_words(&r->words, r->back.dy, r->x, n, D, from, to);
	qn_embedding_backward(r->r.g + r->at.embedding, r->back.dy, r->x, n, D,
	                      from, to);
}

static void swap_gradients(struct qn_block_back *k)
{
	float *d = k->dx;
	k->dx = k->dy;
	k->dy = d;
}

static void learn(struct qn_netrun *run, const struct qn_lesson *lesson,
                  struct qn_pool *pool)
{
	struct gptrun *r = (struct gptrun *)run;
	const struct qn_net_shape *s = shape(r);
	size_t B = r->r.rows, n = B * r->r.steps, D = s->hidden;
	float *g = r->r.g;
	const size_t norm[2] = {r->at.gain, r->at.bias};
	qn_pool_for(pool, B, r->shards, last_norm_back, r);
	for (size_t i = 0; i < 2; i++) {
		memset(g + norm[i], 0, D * sizeof *g);
		qn_nnkern()->add_columns(g + norm[i], r->sums + i * D, 2 * D,
		                         r->shards, D);
	}
	for (r->layer = s->layers; r->layer-- > 0;) {
		size_t parts = qn_block_parts(&r->block[r->layer]);
		qn_pool_for(pool, B, r->shards, block_back, r);
		qn_pool_for(pool, parts, parts, block_gradients, r);
		swap_gradients(&r->back);
	}
	(void)lesson; /* the one that was read with */
	qn_dropout_rows(&r->drop[0], r->back.dy, r->back.dy, 0, n, D, 0);
	qn_pool_for(pool, D, (D + COLUMNS - 1) / COLUMNS, embedding_back, r);
}

/* --- a batch -------------------------------------------------------------- */

static void draw_dropout(struct gptrun *r)
{
	const struct qn_lesson *l = r->lesson;
	for (uint32_t i = 0; i < 1 + 2 * shape(r)->layers; i++)
		r->drop[i] = qn_lesson_dropout(l, l ? l->dropout : 0, i);
	r->words = qn_lesson_dropout(l, l ? l->words : 0, QN_DROPOUT_WORDS);
}

static void clear(struct qn_netrun *run)
{
	const struct gptrun *r = (const struct gptrun *)run;
	size_t n = shape(r)->words * shape(r)->hidden;
	memset(run->g + r->at.embedding, 0, n * sizeof(float));
	if (r->at.output != r->at.embedding)
		memset(run->g + r->at.output, 0, n * sizeof(float));
}

static void read(struct qn_netrun *run, const uint32_t *x,
                 const struct qn_lesson *lesson, struct qn_pool *pool)
{
	struct gptrun *r = (struct gptrun *)run;
	r->x = x;
	r->lesson = lesson;
	draw_dropout(r);
	for (size_t l = 0; l < shape(r)->layers; l++) {
		r->block[l].lengths = run->lengths;
		r->block[l].bf16 = qn_lesson_bf16(lesson);
	}
	qn_pool_for(pool, run->rows, r->shards, forward, r);
}

const struct qn_net_class qn_gptnet = {
    .name = "transformer",
    .check = check,
    .params = params,
    .run = new_run,
    .free = free_run,
    .read = read,
    .learn = learn,
    .clear = clear,
    .feed = feed,
    .reset = reset,
};

const struct qn_net_class qn_bertnet = {
    .name = "bert",
    .masked = true,
    .check = check,
    .params = params,
    .run = new_run,
    .free = free_run,
    .read = read,
    .learn = learn,
    .clear = clear,
    .reset = reset,
};
