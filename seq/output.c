/* SPDX-License-Identifier: MIT */
/*
 * output.c -- see output.h.
 */
#include "seq/output.h"

#include <string.h>

#include "seq/nnkern.h"
#include "seq/product.h"

#define ROOM  ((size_t)8 << 20) /* logits at a time, about */
#define WORDS 1280              /* words of a tile         */
#define ROWS  64                /* rows of a tile          */
#define BACK  512               /* the same, going back    */

struct work {
	struct qn_output_layer *l;
	const float *x; /* of this run */
	const uint32_t *target;
	double *loss;
	size_t rows;
	float scale; /* of gradients: 1 / rows of the batch */
	float *dx, *dw, *db;
};

static size_t tiles(size_t n, size_t of)
{
	return (n + of - 1) / of;
}

/* Two and four threads have equal shares of them. */
static size_t even_tiles(size_t n, size_t of)
{
	size_t least = tiles(n, of);
	return least > 2 ? tiles(least, 4) * 4 : least;
}

static size_t run_rows(size_t words, size_t rows)
{
	size_t most = ROOM / (words + 1) / ROWS * ROWS;
	size_t n = most > ROWS ? most : ROWS;
	/* Runs of about the same length. */
	size_t runs = tiles(rows, n);
	return runs ? tiles(rows, runs) : 1;
}

void qn_output_layer_plan(struct qn_output_layer *l, size_t rows,
                          struct qn_slab *slab)
{
	l->run = run_rows(l->words, rows);
	l->logits = qn_slab_take(slab, l->run, l->words);
	l->loss = qn_slab_take(slab, rows, 2);
}

static void score(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct work *w = ctx;
	const struct qn_output_layer *l = w->l;
	(void)shard;
	qn_product_abt(l->bf16, w->rows, to - from, l->width, w->x, l->width,
	               l->w + from * l->width, l->width, false,
	               l->logits + from, l->words);
}

static void compare(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct work *w = ctx;
	const struct qn_output_layer *l = w->l;
	const struct qn_nnkern *k = qn_nnkern();
	(void)shard;
	for (size_t r = from; r < to; r++) {
		float *row = l->logits + r * l->words;
		uint32_t word = w->target[r];
		if (l->b)
			k->add_bias(row, l->b, 1, l->words);
		w->loss[r] =
		    w->dx ? k->cross_entropy(row, l->words, word, l->smooth,
		                             w->scale)
		          : k->log_sum(row, l->words) - (double)row[word];
	}
}

static void back_to_input(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct work *w = ctx;
	const struct qn_output_layer *l = w->l;
	(void)shard;
	qn_product_ab(l->bf16, to - from, l->width, l->words,
	              l->logits + from * l->words, l->words, l->w, l->width,
	              false, w->dx + from * l->width, l->width);
}

static void back_to_weights(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct work *w = ctx;
	const struct qn_output_layer *l = w->l;
	(void)shard;
	qn_product_atb(l->bf16, to - from, l->width, w->rows, l->logits + from,
	               l->words, w->x, l->width, true, w->dw + from * l->width,
	               l->width);
	if (w->db)
		qn_nnkern()->add_columns(w->db + from, l->logits + from,
		                         l->words, w->rows, to - from);
}

double qn_output_layer_run(struct qn_output_layer *l, const float *x,
                           const uint32_t *target, size_t rows, float *dx,
                           float *dw, float *db, struct qn_pool *pool)
{
	float scale = 1 / (float)(l->of ? l->of : rows);
	if (db)
		memset(db, 0, l->words * sizeof *db);
	for (size_t at = 0; at < rows; at += l->run) {
		size_t n = rows - at < l->run ? rows - at : l->run;
		struct work w = {.l = l,
		                 .x = x + at * l->width,
		                 .target = target + at,
		                 .loss = l->loss + at,
		                 .rows = n,
		                 .scale = scale,
		                 .dx = dx ? dx + at * l->width : NULL,
		                 .dw = dw,
		                 .db = db};
		size_t words = even_tiles(l->words, WORDS);
		qn_pool_for(pool, l->words, words, score, &w);
		qn_pool_for(pool, n, tiles(n, ROWS), compare, &w);
		if (!dx)
			continue;
		qn_pool_for(pool, n, even_tiles(n, BACK), back_to_input, &w);
		qn_pool_for(pool, l->words, words, back_to_weights, &w);
	}
	double sum = 0;
	for (size_t r = 0; r < rows; r++)
		sum += l->loss[r];
	return sum;
}

/* --- drawing -------------------------------------------------------------- */

struct drawing {
	struct work work; /* of this run */
	const double *u;
	uint32_t *word;
};

static void draw(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct drawing *d = ctx;
	const struct qn_output_layer *l = d->work.l;
	const struct qn_nnkern *k = qn_nnkern();
	(void)shard;
	for (size_t r = from; r < to; r++) {
		float *row = l->logits + r * l->words;
		double left = d->u[r];
		uint32_t word = 0;
		if (l->b)
			k->add_bias(row, l->b, 1, l->words);
		k->softmax(row, l->words, l->words, 1);
		while (word + 1 < l->words && left >= (double)row[word])
			left -= (double)row[word++];
		d->word[r] = word;
	}
}

void qn_output_layer_draw(struct qn_output_layer *l, const float *x,
                          size_t rows, const double *u, uint32_t *word,
                          struct qn_pool *pool)
{
	for (size_t at = 0; at < rows; at += l->run) {
		size_t n = rows - at < l->run ? rows - at : l->run;
		struct drawing d = {
		    .work = {.l = l, .x = x + at * l->width, .rows = n},
		    .u = u + at,
		    .word = word + at};
		qn_pool_for(pool, l->words, even_tiles(l->words, WORDS), score,
		            &d.work);
		qn_pool_for(pool, n, tiles(n, ROWS), draw, &d);
	}
}
