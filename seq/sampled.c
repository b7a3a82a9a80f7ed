/* SPDX-License-Identifier: MIT */
/*
 * sampled.c -- see sampled.h.
 *
 * The weights of the sample are copied together, so that the products are
 * those of a small output layer.  Scores lie in rows of 1 + n: a row's own
 * word first.
 */
#include "seq/sampled.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "seq/nnkern.h"
#include "seq/product.h"

#define STREAM  0x73616d706c656400u /* of random numbers: "sampled" */
#define ROWS    64                  /* rows of a tile            */
#define WORDS   256                 /* words of a tile           */
#define COLUMNS 64                  /* columns of a tile         */
#define NEVER   -1e4f               /* the score of what is passed over */

struct qn_sampled {
	size_t n, width, words;
	uint32_t *id;  /* [n] of the sample                            */
	uint32_t *at;  /* [words] where it is in it, n = nowhere       */
	double tries;  /* how many draws it took                       */
	float *w, *dw; /* [n][width]                                  */
	float *b;      /* [n] biases and corrections                  */
	float *score;  /* [rows][1 + n]                               */
};

struct qn_sampled *qn_sampled_new(const struct qn_output_layer *l, size_t rows,
                                  size_t n)
{
	struct qn_sampled *s = qn_calloc(1, sizeof *s);
	*s = (struct qn_sampled){.n = n, .width = l->width, .words = l->words};
	s->id = qn_malloc(n, sizeof *s->id);
	s->at = qn_malloc(l->words, sizeof *s->at);
	s->w = qn_malloc(n * l->width, sizeof *s->w);
	s->dw = qn_malloc(n * l->width, sizeof *s->dw);
	s->b = qn_malloc(n, sizeof *s->b);
	s->score = qn_malloc(rows * (1 + n), sizeof *s->score);
	return s;
}

void qn_sampled_free(struct qn_sampled *s)
{
	if (!s)
		return;
	free(s->id);
	free(s->at);
	free(s->w);
	free(s->dw);
	free(s->b);
	free(s->score);
	free(s);
}

/* --- the sample ----------------------------------------------------------- */

static void draw(struct qn_sampled *s, uint64_t seed, uint64_t step)
{
	struct qn_rng rng = qn_rng_new(seed, STREAM + step);
	double all = log((double)s->words + 1);
	size_t k = 0;
	s->tries = 0;
	for (size_t i = 0; i < s->words; i++)
		s->at[i] = (uint32_t)s->n;
	while (k < s->n) {
		size_t id = (size_t)exp(qn_rng_double(&rng) * all) - 1;
		s->tries++;
		if (id >= s->words || s->at[id] != s->n)
			continue;
		s->at[id] = (uint32_t)k;
		s->id[k++] = (uint32_t)id;
	}
}

/* How often a word is to be expected in the sample, as a logarithm. */
static float expected(const struct qn_sampled *s, uint32_t id)
{
	double p = log1p(1 / ((double)id + 1)) / log((double)s->words + 1);
	return (float)log(-expm1(s->tries * log1p(-p)));
}

/* --- forward -------------------------------------------------------------- */

struct work {
	struct qn_sampled *s;
	const struct qn_output_layer *l;
	const float *x;
	const uint32_t *target;
	size_t rows;
	float *dx, *dw, *db;
};

static void collect(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct work *w = ctx;
	struct qn_sampled *s = w->s;
	(void)shard;
	for (size_t j = from; j < to; j++) {
		uint32_t id = s->id[j];
		memcpy(s->w + j * s->width, w->l->w + id * s->width,
		       s->width * sizeof *s->w);
		s->b[j] = (w->l->b ? w->l->b[id] : 0) - expected(s, id);
	}
}

/* A row's scores, but for the products with the sample. */
static void complete(const struct work *w, size_t r)
{
	const struct qn_sampled *s = w->s;
	uint32_t own = w->target[r];
	float *row = s->score + r * (1 + s->n);
	qn_nnkern()->add_bias(row + 1, s->b, 1, s->n);
	if (s->at[own] < s->n)
		row[1 + s->at[own]] = NEVER;
	qn_nnkern()->times(row, w->l->w + own * s->width, w->x + r * s->width,
	                   w->l->b ? w->l->b + own : NULL, 1, s->width);
	row[0] -= expected(s, own);
}

/* Rows [from, to): losses, scores' gradients, those of x. */
static void score(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct work *w = ctx;
	const struct qn_sampled *s = w->s;
	size_t n = s->n, D = s->width, m = to - from;
	float *first = s->score + from * (1 + n);
	(void)shard;
	qn_product_abt(w->l->bf16, m, n, D, w->x + from * D, D, s->w, D, false,
	               first + 1, 1 + n);
	for (size_t r = from; r < to; r++) {
		complete(w, r);
		w->l->loss[r] = qn_nnkern()->cross_entropy(
		    s->score + r * (1 + n), 1 + n, 0, 0, 1 / (float)w->rows);
	}
	qn_product_ab(w->l->bf16, m, D, n, first + 1, 1 + n, s->w, D, false,
	              w->dx + from * D, D);
	for (size_t r = from; r < to; r++) {
		const float *own = w->l->w + w->target[r] * D;
		float d = s->score[r * (1 + n)];
		for (size_t c = 0; c < D; c++)
			w->dx[r * D + c] += d * own[c];
	}
}

/* --- backward ------------------------------------------------------------- */

/* Words [from, to) of the sample. */
static void sample_back(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct work *w = ctx;
	const struct qn_sampled *s = w->s;
	size_t n = s->n, D = s->width;
	(void)shard;
	qn_product_atb(w->l->bf16, to - from, D, w->rows, s->score + 1 + from,
	               1 + n, w->x, D, false, s->dw + from * D, D);
	for (size_t j = from; j < to; j++) {
		float *to_row = w->dw + s->id[j] * D;
		for (size_t c = 0; c < D; c++)
			to_row[c] += s->dw[j * D + c];
		if (w->db)
			for (size_t r = 0; r < w->rows; r++)
				w->db[s->id[j]] +=
				    s->score[r * (1 + n) + 1 + j];
	}
}

/* Columns [from, to) of the gradients of rows' own words. */
static void own_back(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct work *w = ctx;
	const struct qn_sampled *s = w->s;
	(void)shard;
	for (size_t r = 0; r < w->rows; r++) {
		float d = s->score[r * (1 + s->n)];
		float *to_row = w->dw + w->target[r] * s->width;
		for (size_t c = from; c < to; c++)
			to_row[c] += d * w->x[r * s->width + c];
		if (w->db && from == 0)
			w->db[w->target[r]] += d;
	}
}

static size_t tiles(size_t n, size_t of)
{
	return (n + of - 1) / of;
}

double qn_sampled_run(struct qn_sampled *s, struct qn_output_layer *l,
                      const float *x, const uint32_t *target, size_t rows,
                      float *dx, float *dw, float *db, uint64_t seed,
                      uint64_t step, struct qn_pool *pool)
{
	struct work w = {s, l, x, target, rows, dx, dw, db};
	double sum = 0;
	draw(s, seed, step);
	qn_pool_for(pool, s->n, tiles(s->n, WORDS), collect, &w);
	qn_pool_for(pool, rows, tiles(rows, ROWS), score, &w);
	qn_pool_for(pool, s->n, tiles(s->n, WORDS), sample_back, &w);
	qn_pool_for(pool, s->width, tiles(s->width, COLUMNS), own_back, &w);
	for (size_t r = 0; r < rows; r++)
		sum += l->loss[r];
	return sum;
}
