/* SPDX-License-Identifier: MIT */
/*
 * ftquantize.c -- a dense matrix into codes.
 *
 * Centroids are learnt from 65,536 rows at most, all parts at once, each with
 * random numbers of its own; then rows are coded, shard by shard.
 *
 * Source: facebookresearch/fastText, quantmatrix.cc and productquantizer.cc;
 * there each part draws rows of its own.
 */
#include "embed/ftquantize.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "embed/ftcentroids.h"

#define SAMPLE_MOST ((size_t)65536) /* rows to learn from */
#define SAMPLE_SEED 1234
#define NORM_STREAM UINT64_MAX
#define ROWS_SHARD  4096

struct job {
	const struct qn_ft_matrix *from;
	struct qn_ft_quant *to;
	float *norm;   /* [rows], or NULL                                 */
	float *sample; /* [n][dim] rows, scaled to length 1 with norms    */
	size_t n;
	float *across; /* [parts][width][256] of all centroids            */
	float *norm_across; /* [256] of those of the norms                 */
};

static size_t width_of(const struct qn_ft_quant *q, size_t part)
{
	return (size_t)(part + 1 < (size_t)q->parts ? q->dsub : q->last);
}

/* Where the centroids of a part lie, along or across. */
static size_t place_of(const struct qn_ft_quant *q, size_t part)
{
	return part * (size_t)q->dsub * QN_FT_CENTROIDS;
}

/* Row i into to [dim], divided by its norm. */
static void fetch(const struct job *j, size_t i, float *to)
{
	const qn_ft_loose *row = qn_ft_matrix_row(j->from, i, to);
	float norm = j->norm && j->norm[i] != 0 ? j->norm[i] : 1;
	for (int k = 0; k < j->from->dim; k++)
		to[k] = row[k] / norm;
}

/* --- learning ------------------------------------------------------------- */

static void measure(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct job *j = ctx;
	float *scratch = qn_malloc((size_t)j->from->dim, sizeof *scratch);
	(void)shard;
	for (size_t i = begin; i < end; i++)
		j->norm[i] = qn_ft_row_norm(j->from, i, scratch);
	free(scratch);
}

/* All rows, or some of them in no order. */
static bool draw_sample(struct job *j, struct qn_err *e)
{
	size_t rows = j->from->rows, dim = (size_t)j->from->dim;
	struct qn_rng rng = qn_rng_new(SAMPLE_SEED, 0);
	j->n = rows < SAMPLE_MOST ? rows : SAMPLE_MOST;
	j->sample = qn_big_alloc(j->n, dim * sizeof *j->sample,
	                         "rows to learn centroids from", e);
	uint32_t *order = qn_big_alloc(rows, sizeof *order,
	                               "rows to learn centroids from", e);
	for (size_t i = 0; order && i < rows; i++)
		order[i] = (uint32_t)i;
	for (size_t i = 0; order && i < j->n; i++) {
		size_t other = i;
		if (j->n < rows)
			other += qn_rng_below(&rng, (uint32_t)(rows - i));
		uint32_t chosen = order[other];
		order[other] = order[i];
		fetch(j, chosen, j->sample + i * dim);
	}
	qn_big_free(order);
	return !e->failed;
}

static void learn_part(void *ctx, size_t part, size_t begin, size_t end)
{
	const struct job *j = ctx;
	struct qn_ft_quant *q = j->to;
	size_t dim = (size_t)q->dim, width = width_of(q, part);
	struct qn_ft_points points = {j->sample + part * (size_t)q->dsub, j->n,
	                              dim, width};
	float *c = q->owned_centroid + place_of(q, part);
	(void)begin;
	(void)end;
	qn_ft_centroids(&points, part, c);
	qn_ft_centroids_across(c, width, j->across + place_of(q, part));
}

static void learn_norms(struct job *j)
{
	struct qn_ft_points points = {j->norm, j->from->rows, 1, 1};
	qn_ft_centroids(&points, NORM_STREAM, j->to->owned_norm_centroid);
	qn_ft_centroids_across(j->to->owned_norm_centroid, 1, j->norm_across);
}

/* --- coding --------------------------------------------------------------- */

static void code_rows(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct job *j = ctx;
	const struct qn_ft_kern *kern = qn_ft_kern();
	struct qn_ft_quant *q = j->to;
	float *row = qn_malloc((size_t)q->dim, sizeof *row);
	(void)shard;
	for (size_t i = begin; i < end; i++) {
		uint8_t *code = q->owned_code + i * (size_t)q->parts;
		fetch(j, i, row);
		for (size_t part = 0; part < (size_t)q->parts; part++)
			code[part] = kern->nearest(
			    row + part * (size_t)q->dsub,
			    j->across + place_of(q, part), width_of(q, part));
		if (j->norm)
			q->owned_norm_code[i] =
			    kern->nearest(&j->norm[i], j->norm_across, 1);
	}
	free(row);
}

/* --- a matrix ------------------------------------------------------------- */

static bool make_room(struct job *j, int dsub, bool norms, struct qn_err *e)
{
	static const char what[] = "a quantised matrix";
	size_t rows = j->from->rows, dim = (size_t)j->from->dim;
	struct qn_ft_quant *q = j->to;
	q->dim = (int)dim;
	q->dsub = dsub;
	q->parts = (q->dim + dsub - 1) / dsub;
	q->last = q->dim - (q->parts - 1) * dsub;
	if (rows > INT32_MAX / (size_t)q->parts)
		return qn_fail(e,
		               "%zu rows in %d parts are more codes than a "
		               "fastText file can tell of; take larger parts",
		               rows, q->parts);
	q->code = q->owned_code = qn_malloc(rows, (size_t)q->parts);
	q->centroid = q->owned_centroid =
	    qn_malloc(dim * QN_FT_CENTROIDS, sizeof(float));
	j->across = qn_big_alloc(dim * QN_FT_CENTROIDS, sizeof(float), what, e);
	if (!norms)
		return !e->failed;
	q->norm_code = q->owned_norm_code = qn_malloc(rows, 1);
	q->norm_centroid = q->owned_norm_centroid =
	    qn_malloc(QN_FT_CENTROIDS, sizeof(float));
	j->norm = qn_big_alloc(rows, sizeof *j->norm, what, e);
	j->norm_across = qn_big_alloc(QN_FT_CENTROIDS, sizeof(float), what, e);
	return !e->failed;
}

static bool quantize(struct job *j, struct qn_pool *pool, struct qn_err *e)
{
	size_t rows = j->from->rows, parts = (size_t)j->to->parts;
	size_t shards = rows / ROWS_SHARD + 1;
	if (j->norm) {
		qn_pool_for(pool, rows, shards, measure, j);
		learn_norms(j);
	}
	if (!draw_sample(j, e))
		return false;
	qn_pool_for(pool, parts, parts, learn_part, j);
	qn_pool_for(pool, rows, shards, code_rows, j);
	return true;
}

/* Codes in the place of the floats of `m`. */
static bool quantize_matrix(struct qn_ft_matrix *m, int dsub, bool norms,
                            struct qn_pool *pool, struct qn_err *e)
{
	struct job j = {.from = m};
	if (m->rows < QN_FT_CENTROIDS)
		return qn_fail(e,
		               "a matrix of %zu rows is too small to be "
		               "quantised; it must have %d",
		               m->rows, QN_FT_CENTROIDS);
	j.to = qn_calloc(1, sizeof *j.to);
	bool ok = make_room(&j, dsub, norms, e) && quantize(&j, pool, e);
	qn_big_free(j.norm);
	qn_big_free(j.sample);
	qn_big_free(j.across);
	qn_big_free(j.norm_across);
	struct qn_ft_matrix coded = {
	    .rows = m->rows, .dim = m->dim, .quant = j.to};
	if (ok) {
		qn_ft_matrix_release(m);
		*m = coded;
	} else {
		qn_ft_matrix_release(&coded);
	}
	return ok;
}

bool qn_ft_model_quantize(struct qn_ft_model *m,
                          const struct qn_ft_quantize_options *o,
                          struct qn_pool *pool, struct qn_err *e)
{
	if (e->failed)
		return false;
	if (m->input.quant)
		return qn_fail(e, "the model is quantised already");
	if (o->dsub < 1)
		return qn_fail(e, "dsub is %d, which is less than 1", o->dsub);
	if (m->args.model != QN_FT_SUPERVISED) {
		qn_ft_matrix_release(&m->output);
		m->output.dim = m->args.dim;
	}
	m->quantise_output = o->outputs && m->output.rows > 0;
	return quantize_matrix(&m->input, o->dsub, o->norms, pool, e) &&
	       (!m->quantise_output ||
	        quantize_matrix(&m->output, 2, o->norms, pool, e));
}
