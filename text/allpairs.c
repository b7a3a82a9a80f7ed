/* SPDX-License-Identifier: MIT */
/*
 * allpairs.c -- candidates against the matrix, block after block.
 *
 * Heads of rows, and bounds made of their lengths, leave few rows that may be
 * alike (text/paircandidates.h); of these the score is computed from the
 * matrix, so that no bound shows in it.  Blocks of rows are compared with all
 * later ones by whichever thread is free, and handed over in their order.
 *
 * Bounds are floats, and all are held against a threshold that is lower by
 * more than their rounding.
 */
#include "text/allpairs.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/paircandidates.h"

#define BLOCK 8       /* rows that a lane takes at a time              */
#define ROUND 1024    /* blocks between two reports, at most           */
#define MANY  1000000 /* pairs of a round, after which it takes no more */

struct lane {
	struct qn_paircandidates candidates;
	double *value; /* [columns] the row in hand, else zeros */
};

/* The pairs of a block. */
struct found {
	struct qn_pair *pair; /* [n] */
	size_t n, room;
};

struct work {
	const struct qn_sparse *m;
	struct qn_pairindex x;
	double threshold;
	float floor; /* what a bound has to reach */
	struct lane *lane;
	size_t lanes;

	size_t first, blocks;      /* this round: its first row, its blocks */
	atomic_size_t next, pairs; /* block to take; pairs found            */
	struct found found[ROUND];
};

static double score(const struct qn_sparse *m, const double *value, uint32_t j)
{
	double sum = 0;
	for (size_t i = m->start[j]; i < m->start[j + 1]; i++)
		sum += value[m->column[i]] * m->value[i];
	return sum;
}

static void add_pair(struct found *f, struct qn_pair p)
{
	if (f->n == f->room) {
		f->room = 2 * f->room + 8;
		f->pair = qn_realloc(f->pair, f->room, sizeof *f->pair);
	}
	f->pair[f->n++] = p;
}

static int rising(const void *a, const void *b)
{
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	return i < j ? -1 : i > j;
}

static void compare(const struct work *w, struct lane *l, uint32_t row,
                    struct found *f)
{
	const struct qn_sparse *m = w->m;
	uint32_t *j = l->candidates.row;
	size_t n = qn_paircandidates_find(&l->candidates, &w->x, row, w->floor);
	if (n == 0)
		return;
	qsort(j, n, sizeof *j, rising);
	for (size_t i = m->start[row]; i < m->start[row + 1]; i++)
		l->value[m->column[i]] = m->value[i];
	for (size_t k = 0; k < n; k++) {
		struct qn_pair p = {row, j[k], score(m, l->value, j[k])};
		if (p.score >= w->threshold - QN_PAIR_SLACK)
			add_pair(f, p);
	}
	for (size_t i = m->start[row]; i < m->start[row + 1]; i++)
		l->value[m->column[i]] = 0;
}

/* Blocks are taken in their order, so those taken are the first ones. */
static void take_blocks(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct work *w = ctx;
	size_t b;
	(void)begin;
	(void)end;
	while (atomic_load(&w->pairs) < MANY &&
	       (b = atomic_fetch_add(&w->next, 1)) < w->blocks) {
		struct found *f = &w->found[b];
		size_t from = w->first + b * BLOCK, to = from + BLOCK;
		for (size_t i = from; i < to && i < w->m->rows; i++)
			compare(w, &w->lane[shard], (uint32_t)i, f);
		atomic_fetch_add(&w->pairs, f->n);
	}
}

/* Compare some rows and hand over what was found; false: no more of it. */
static bool run_round(struct work *w, qn_pair_fn *fn, void *ctx,
                      struct qn_pool *pool)
{
	size_t left = (w->m->rows - w->first + BLOCK - 1) / BLOCK;
	bool go_on = true;
	w->blocks = left < ROUND ? left : ROUND;
	w->next = 0;
	w->pairs = 0;
	qn_pool_for(pool, w->lanes, w->lanes, take_blocks, w);
	size_t taken = w->next < w->blocks ? w->next : w->blocks;
	for (size_t b = 0; b < taken; b++) {
		struct found *f = &w->found[b];
		go_on = go_on && (f->n == 0 || fn(ctx, f->pair, f->n));
		free(f->pair);
		*f = (struct found){.n = 0};
	}
	w->first += taken * BLOCK;
	if (w->first > w->m->rows)
		w->first = w->m->rows;
	return go_on;
}

/*
 * What a bound of two rows whose score is `threshold` has to reach: a sum of n
 * floats that come to 1 lacks up to n / 2^24 of it.  The rest is for rows that
 * are not quite of length 1.
 */
static float lowered(double threshold, const struct qn_sparse *m)
{
	size_t n = 0;
	for (size_t i = 0; i < m->rows; i++)
		if (n < m->start[i + 1] - m->start[i])
			n = m->start[i + 1] - m->start[i];
	return (float)(threshold - ((double)n + 64) / (1 << 24));
}

static bool open_lanes(struct work *w, struct qn_err *e)
{
	w->lane = qn_calloc(w->lanes, sizeof *w->lane);
	for (size_t i = 0; i < w->lanes; i++) {
		struct lane *l = &w->lane[i];
		qn_paircandidates_init(&l->candidates, &w->x, e);
		l->value = qn_big_alloc(w->m->columns, sizeof *l->value,
		                        "values of rows", e);
	}
	return !e->failed;
}

static void close_lanes(struct work *w)
{
	for (size_t i = 0; w->lane && i < w->lanes; i++) {
		qn_paircandidates_release(&w->lane[i].candidates);
		qn_big_free(w->lane[i].value);
	}
	free(w->lane);
}

bool qn_allpairs(const struct qn_sparse *m, double threshold, qn_pair_fn *fn,
                 void *ctx, struct qn_pool *pool,
                 const struct qn_progress *progress, struct qn_err *e)
{
	struct work w = {.m = m,
	                 .threshold = threshold,
	                 .lanes = (size_t)qn_pool_threads(pool)};
	if (e->failed)
		return false;
	if (!(threshold > 0 && threshold <= 1))
		return qn_fail(e, "the threshold is above 0 and at most 1");
	if (m->rows >= UINT32_MAX)
		return qn_fail(e, "%zu rows are too many to compare", m->rows);
	w.floor = lowered(threshold, m);
	bool go_on = qn_pairindex_build(&w.x, m, (double)w.floor, pool, e) &&
	             open_lanes(&w, e);
	while (go_on) {
		if (!qn_progress_at(progress, "comparing", "rows", w.first,
		                    m->rows))
			qn_fail_interrupted(e, "comparing");
		if (e->failed || w.first >= m->rows)
			break;
		go_on = run_round(&w, fn, ctx, pool);
	}
	close_lanes(&w);
	qn_pairindex_release(&w.x);
	return !e->failed;
}
