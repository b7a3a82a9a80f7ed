/* SPDX-License-Identifier: MIT */
/*
 * allpairs.c -- heads against lists, and those that may be alike against the
 * matrix.
 *
 * For a row, the lists of its head's columns tell which later rows share one
 * of them.  Taken rare columns first, the sum of products so far is known of
 * each, and what is to come is at most the product of the two rests
 * (Cauchy-Schwarz): a row that cannot come to the threshold is let go, or not
 * taken up.  The head that ends first ends the sums; beyond it the bins know
 * the lengths, and that bound leaves about one row in ten.  For these the
 * score is computed from the matrix, so that no bound shows in it.
 *
 *	row i   head ----> lists ----> sums ----> bins ----> scores
 *	rows j > i            58 M visits  12 M       0.9 M     12 k
 *	                      (50,000 paragraphs of Wikipedia, threshold 0.5)
 *
 * Bounds are floats, and all are held against a threshold that is lower by
 * more than their rounding.
 */
#include "text/allpairs.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/pairindex.h"

#define BLOCK 8       /* rows that a lane takes at a time              */
#define ROUND 1024    /* blocks between two reports, at most           */
#define MANY  1000000 /* pairs of a round, after which it takes no more */

/* In the place of a sum. */
#define FRESH 4.0f    /* nothing was added yet                          */
#define LOST  (-4.0f) /* it can no longer come to the threshold         */

struct lane {
	float *sum;    /* [rows] of products so far, or FRESH or LOST       */
	uint32_t *met; /* [rows] those that are not FRESH                   */
	double *value; /* [columns] the row in hand, else zeros             */
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

/* Rows that share a column of both heads and come after `row`, into l->met;
 * how many. */
static size_t meet(const struct work *w, struct lane *l, uint32_t row)
{
	const struct qn_pairindex *x = &w->x;
	size_t met = 0;
	for (size_t k = x->row_start[row]; k < x->row_start[row + 1]; k++) {
		const struct qn_head_cell *list = x->list, h = x->row[k];
		size_t begin = x->list_start[h.at];
		for (size_t i = x->list_start[h.at + 1];
		     i-- > begin && list[i].at > row;) {
			struct qn_head_cell g = list[i];
			float sum = l->sum[g.at];
			bool fresh = sum == FRESH;
			sum = (fresh ? 0 : sum) + h.value * g.value;
			if (sum + h.rest * g.rest >= w->floor) {
				l->sum[g.at] = sum;
				l->met[met] = g.at;
				met += fresh;
			} else if (!fresh) {
				l->sum[g.at] = LOST;
			}
		}
	}
	return met;
}

/* Whether what lies beyond the head that ends first may be enough. */
static bool may_reach(const struct work *w, uint32_t i, uint32_t j, float sum)
{
	const struct qn_pairindex *x = &w->x;
	size_t bin = x->end[i] < x->end[j] ? x->end[i] : x->end[j];
	return sum + x->beyond[(size_t)i * QN_PAIR_BINS + bin] *
	                 x->beyond[(size_t)j * QN_PAIR_BINS + bin] >=
	       w->floor;
}

/* Keep those of `met` rows that may be alike; sums become FRESH again. */
static size_t sift(const struct work *w, struct lane *l, uint32_t row,
                   size_t met)
{
	size_t kept = 0;
	for (size_t k = 0; k < met; k++) {
		uint32_t j = l->met[k];
		float sum = l->sum[j];
		l->sum[j] = FRESH;
		l->met[kept] = j;
		kept += sum != LOST && may_reach(w, row, j, sum);
	}
	return kept;
}

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
	size_t n = sift(w, l, row, meet(w, l, row));
	if (n == 0)
		return;
	qsort(l->met, n, sizeof *l->met, rising);
	for (size_t i = m->start[row]; i < m->start[row + 1]; i++)
		l->value[m->column[i]] = m->value[i];
	for (size_t k = 0; k < n; k++) {
		struct qn_pair p = {row, l->met[k],
		                    score(m, l->value, l->met[k])};
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
	static const char what[] = "sums of rows";
	size_t rows = w->m->rows;
	w->lane = qn_calloc(w->lanes, sizeof *w->lane);
	for (size_t i = 0; i < w->lanes; i++) {
		struct lane *l = &w->lane[i];
		l->sum = qn_big_alloc(rows, sizeof *l->sum, what, e);
		l->met = qn_big_alloc(rows + 1, sizeof *l->met, what, e);
		l->value =
		    qn_big_alloc(w->m->columns, sizeof *l->value, what, e);
		for (size_t j = 0; l->sum && j < rows; j++)
			l->sum[j] = FRESH;
	}
	return !e->failed;
}

static void close_lanes(struct work *w)
{
	for (size_t i = 0; w->lane && i < w->lanes; i++) {
		qn_big_free(w->lane[i].sum);
		qn_big_free(w->lane[i].met);
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
