/* SPDX-License-Identifier: MIT */
/*
 * glove.c -- parameters, and passes over the tiles.
 *
 * Departures from the original: floats instead of doubles; records are taken
 * tile by tile, and within a tile in random order, instead of in the order of
 * a shuffled file; threads never write the same row, so that their number does
 * not show; random numbers are our own.
 */
#include "embed/glove.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/kern.h"
#include "base/mem.h"
#include "base/rng.h"
#include "embed/finite.h"
#include "embed/gloveranks.h"
#include "embed/glovetiles.h"

/* Bytes of a block of columns, about a core's cache; rows are taken one after
 * the other. */
#define BLOCK_BYTES ((size_t)5 << 18)

/* Parts that a tile is cut into: if it were taken in one go, it would be
 * learnt by heart, and forgotten over the next. */
#define PARTS 16

/* Records of a part that are worth the rows which are loaded for it. */
#define LEAST_PART 128

/* Rounds between two looks at progress, by one rank. */
#define SPAN 16

#define MOST_SIDE   4096
#define BLOCK_WORDS 65536 /* what a record's number of a row can tell */

static bool check_options(const struct qn_glove_options *o, struct qn_err *e)
{
	qn_check_range("vector-size", o->dim, 1, 4096, e);
	qn_check_range("iter", o->epochs, 0, 100000, e);
	qn_check_range("eta", (double)o->eta, 1e-30, 1e30, e);
	qn_check_range("alpha", (double)o->alpha, 0, 1e6, e);
	qn_check_range("x-max", (double)o->x_max, 1e-30, 1e30, e);
	qn_check_range("grad-clip", (double)o->grad_clip, 1e-30, 1e38, e);
	return !e->failed;
}

/* As many blocks as make two of them fit a core's cache, but not so many that
 * tiles have hardly any records. */
static size_t side_for(size_t words, size_t bytes, size_t records)
{
	size_t side = 1;
	while (side < MOST_SIDE &&
	       records / (4 * side * side * PARTS) >= LEAST_PART &&
	       (side < 16 || words / side * bytes > BLOCK_BYTES))
		side *= 2;
	while ((words + side - 1) / side > BLOCK_WORDS)
		side *= 2;
	return side;
}

static void init_run(struct qn_glove *g, bool column, size_t word,
                     uint64_t seed)
{
	struct qn_rng rng = qn_rng_new(seed, 2 * word + column);
	float *run = qn_glove_run(g, column, word);
	for (int i = 0; i < g->dim; i++)
		run[i] = (float)((qn_rng_double(&rng) - 0.5) / g->dim);
	run[qn_glove_bias(g, column)] =
	    (float)((qn_rng_double(&rng) - 0.5) / g->dim);
	run[qn_glove_bias(g, !column)] = 1;
	for (size_t i = 0; i < g->n; i++)
		run[g->n + i] = 1;
}

static size_t row_bytes(const struct qn_glove_options *o)
{
	return 2 * qn_row_stride(o->dim + 2) * sizeof(float);
}

bool qn_glove_fits(const struct qn_glove_options *o, size_t words,
                   struct qn_err *e)
{
	if (!check_options(o, e) || 2 * words <= o->memory / row_bytes(o))
		return !e->failed;
	return qn_fail(e,
	               "%zu words of %d floats do not fit this memory; give it "
	               "%zu MB",
	               words, o->dim, (2 * words * row_bytes(o) >> 20) + 1);
}

struct qn_glove *qn_glove_new(const struct qn_glove_options *o, size_t words,
                              size_t records, struct qn_err *e)
{
	if (!check_options(o, e))
		return NULL;
	struct qn_glove *g = qn_calloc(1, sizeof *g);
	g->words = words;
	g->dim = o->dim;
	g->n = qn_row_stride(o->dim + 2);
	g->side = side_for(words, row_bytes(o), records);
	g->parts = PARTS;
	g->block = (words + g->side - 1) / g->side;
	if (qn_glove_fits(o, g->side * g->block, e))
		g->slab = qn_big_alloc(2 * g->side * g->block, row_bytes(o),
		                       "parameters", e);
	for (size_t i = 0; g->slab && i < words; i++) {
		init_run(g, false, i, o->seed);
		init_run(g, true, i, o->seed);
	}
	if (g->slab)
		return g;
	free(g);
	return NULL;
}

void qn_glove_free(struct qn_glove *g)
{
	if (!g)
		return;
	qn_big_free(g->slab);
	free(g);
}

struct training {
	struct qn_glove *g;
	const struct qn_glove_options *o;
	struct qn_pool *pool;
	struct qn_glove_tiles tiles;
	size_t done, all; /* records */
	size_t span;      /* rounds between two looks at progress, or meetings
	                   * of ranks                                    */

	/* Rounds that are trained now.  A tile waits until its rows and its
	 * columns are through with the round before, and for nothing else. */
	size_t first, rounds;
	struct qn_glove_tile *tile; /* [rounds][side]                    */
	_Atomic size_t next;        /* tile to take                      */
	_Atomic size_t *rows_done;  /* [side] rounds that block is done with */
	_Atomic size_t *columns_done;
};

/* What is the same for every tile. */
static struct qn_glove_tile blank_tile(const struct training *t)
{
	const struct qn_glove_options *o = t->o;
	struct qn_glove_tile tile = {
	    .n = t->g->n, .alpha = o->alpha, .log_max = logf(o->x_max)};
	for (size_t i = 0; i < QN_ROW; i++) {
		tile.rate_row[i] = tile.rate_column[i] = o->eta;
		tile.clip[i] = i < QN_ROW - 2 ? o->grad_clip : INFINITY;
	}
	/* A bias moves by its whole gradient, a one not at all. */
	tile.rate_row[QN_ROW - 2] = tile.rate_column[QN_ROW - 1] = 1;
	tile.rate_row[QN_ROW - 1] = tile.rate_column[QN_ROW - 2] = 0;
	return tile;
}

/* Tiles are taken in order, so that the first of those not yet done waits for
 * nobody. */
static void train_tiles(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct training *t = ctx;
	size_t side = t->g->side, i;
	(void)shard, (void)begin, (void)end;
	while ((i = atomic_fetch_add(&t->next, 1)) < t->rounds * side) {
		size_t round = t->first + i / side, row = i & (side - 1);
		size_t column = (row + round) & (side - 1);
		qn_pool_await(t->pool, &t->rows_done[row], round);
		qn_pool_await(t->pool, &t->columns_done[column], round);
		qn_kern()->glove(&t->tile[i]);
		atomic_store(&t->rows_done[row], round + 1);
		atomic_store(&t->columns_done[column], round + 1);
	}
}

/* The tiles of t->rounds rounds, whose records lie here. */
static void lay_out(struct training *t, const struct qn_glove_record *record)
{
	const struct qn_glove *g = t->g;
	const size_t *start = t->tiles.start + t->first * g->side;
	for (size_t i = 0; i < t->rounds * g->side; i++) {
		size_t row = i & (g->side - 1);
		size_t column = (row + t->first + i / g->side) & (g->side - 1);
		struct qn_glove_tile *tile = &t->tile[i];
		*tile = blank_tile(t);
		tile->rows = qn_glove_run(g, false, row);
		tile->columns = qn_glove_run(g, true, column);
		tile->record = record + (start[i] - start[0]);
		tile->records = start[i + 1] - start[i];
	}
}

static bool train_rounds(struct training *t, struct qn_glove_pass *pass,
                         struct qn_err *e)
{
	size_t left = t->tiles.rounds - t->first, side = t->g->side;
	size_t threads = (size_t)qn_pool_threads(t->pool);
	t->rounds = left < t->span ? left : t->span;
	const struct qn_glove_record *record =
	    qn_glove_tiles_take(&t->tiles, t->first, &t->rounds, e);
	if (!record)
		return false;
	lay_out(t, record);
	atomic_store(&t->next, 0);
	qn_pool_for(t->pool, threads, threads, train_tiles, t);
	for (size_t i = 0; i < t->rounds * side; i++) {
		pass->cost += t->tile[i].cost;
		pass->skipped += t->tile[i].skipped;
		t->done += t->tile[i].records;
	}
	t->first += t->rounds;
	return qn_glove_turn(t->g, t->first - 1, qn_pool_ranks(t->pool), e);
}

static bool tell(const struct training *t, double cost, struct qn_err *e)
{
	const struct qn_report report = {.what = "training",
	                                 .unit = "records",
	                                 .done = (double)t->done,
	                                 .total = (double)t->all,
	                                 .loss = cost,
	                                 .rate = (double)NAN};
	return qn_progress_tell(t->o->progress, &report) ||
	       qn_fail_interrupted(e, "training");
}

static size_t slab_floats(const struct qn_glove *g)
{
	return 2 * g->side * g->block * 2 * g->n;
}

/* What `n` records of this rank, and those of others, have come to. */
static bool gather_pass(const struct training *t, struct qn_glove_pass *pass,
                        size_t n, struct qn_err *e)
{
	struct qn_ranks *ranks = qn_pool_ranks(t->pool);
	double sum[3] = {pass->cost, (double)pass->skipped, (double)n};
	if (!qn_ranks_sum_doubles(ranks, sum, 3, e))
		return false;
	pass->cost = sum[0] / sum[2];
	pass->skipped = (size_t)sum[1];
	return ranks->size == 1 || qn_glove_gather(t->g, ranks, e);
}

static bool train_pass(struct training *t, struct qn_glove_pass *pass,
                       struct qn_err *e)
{
	double before = NAN;
	size_t n = t->tiles.start[t->tiles.rounds * t->g->side];
	t->first = 0;
	for (size_t i = 0; i < t->g->side; i++) {
		atomic_store(&t->rows_done[i], 0);
		atomic_store(&t->columns_done[i], 0);
	}
	while (t->first < t->tiles.rounds) {
		if (!train_rounds(t, pass, e))
			return false;
		size_t part = t->done - (size_t)(pass->number - 1) * n;
		before = part ? pass->cost / (double)part : before;
		if (!tell(t, before, e))
			return false;
	}
	return gather_pass(t, pass, n, e) &&
	       qn_check_finite(t->g->slab, slab_floats(t->g),
	                       "-eta or -grad-clip", e);
}

bool qn_glove_train(struct qn_glove *g, const struct qn_glove_options *o,
                    struct qn_cooccurfile *f, qn_glove_watcher *after,
                    void *ctx, struct qn_pool *pool, struct qn_err *e)
{
	struct training t = {.g = g, .o = o, .pool = pool};
	t.span = qn_pool_ranks(pool)->size > 1 ? 1 : SPAN;
	size_t slab = slab_floats(g) * sizeof *g->slab;
	size_t left = o->memory > slab ? o->memory - slab : 0;
	bool ok = check_options(o, e) &&
	          qn_glove_tiles_init(&t.tiles, g->side, g->parts, f, left,
	                              o->seed, o->progress, pool, e);
	t.tile = qn_calloc(SPAN * g->side, sizeof *t.tile);
	t.rows_done = qn_calloc(g->side, sizeof *t.rows_done);
	t.columns_done = qn_calloc(g->side, sizeof *t.columns_done);
	t.all = f->n * (size_t)o->epochs;
	for (int i = 1; ok && i <= o->epochs; i++) {
		struct qn_glove_pass pass = {.number = i};
		ok = train_pass(&t, &pass, e) &&
		     (!after || after(ctx, g, &pass, e));
	}
	free(t.tile);
	free(t.rows_done);
	free(t.columns_done);
	qn_glove_tiles_release(&t.tiles);
	return ok;
}
