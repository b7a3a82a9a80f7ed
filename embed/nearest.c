/* SPDX-License-Identifier: MIT */
/*
 * nearest.c -- see nearest.h.
 *
 * A shard is one block of queries against one run of rows:
 *
 *	              rows   [ run 0 ][ run 1 ] ...
 *	queries [ block 0 ]   shard 0  shard 1       each leaves, for each of
 *	        [ block 1 ]   shard 2  shard 3       its queries, a heap of the
 *	          ...                                best candidates
 *
 * Many queries are cut by query only; few of them are cut by rows as well,
 * so that one query over millions of rows still keeps every core busy.  The
 * cut depends on the sizes alone.
 */
#include "embed/nearest.h"

#include <math.h>
#include <stdlib.h>

#include "base/blas.h"
#include "base/mem.h"

#define BLOCK_QUERIES 256  /* with BLOCK_ROWS: 512 KB of scores, fits L2 */
#define BLOCK_ROWS    512  /* a multiple of SCAN                         */
#define RUN_ROWS      8192 /* fewer rows are not worth a shard           */
#define SHARDS        64   /* at most, if rows are cut at all            */
#define SCAN          16   /* scores compared with the worst kept at once */

/* The matrix product rounds differently from the second scoring; so many
 * candidates beyond k keep a true neighbour from being lost to that. */
#define SPARE 8

struct search {
	const struct qn_vectors *unit;
	const struct qn_queries *q;
	size_t runs;                /* that the rows are cut into       */
	size_t keep;                /* candidates of a query in a run   */
	struct qn_neighbour *heap;  /* [n][runs][keep], worst on top    */
	size_t *held;               /* [n][runs] of them in use         */
	struct qn_neighbour *found; /* [n][k]                           */
};

static bool better(struct qn_neighbour a, struct qn_neighbour b)
{
	return a.score > b.score || (a.score == b.score && a.row < b.row);
}

static void sift_down(struct qn_neighbour *heap, size_t n, size_t i)
{
	struct qn_neighbour x = heap[i];
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && better(heap[child], heap[child + 1]))
			child++;
		if (!better(x, heap[child]))
			break;
		heap[i] = heap[child];
	}
	heap[i] = x;
}

static void sift_up(struct qn_neighbour *heap, size_t i)
{
	struct qn_neighbour x = heap[i];
	for (size_t parent; i > 0; i = parent) {
		parent = (i - 1) / 2;
		if (!better(heap[parent], x))
			break;
		heap[i] = heap[parent];
	}
	heap[i] = x;
}

static bool is_excluded(const struct qn_queries *q, size_t query, size_t row)
{
	for (size_t i = 0; i < q->excluded; i++)
		if (q->exclude[query * q->excluded + i] == row)
			return true;
	return false;
}

static bool any_above(const float *score, size_t n, float floor)
{
	int any = 0;
	for (size_t i = 0; i < n; i++)
		any |= score[i] > floor;
	return any;
}

/* Keep what is good enough of `n` rows from `first` on.  Almost no score is,
 * so they are looked at SCAN at a time. */
static void offer_scores(const struct search *s, size_t query, size_t run,
                         const float *score, size_t first, size_t n)
{
	size_t slot = query * s->runs + run;
	struct qn_neighbour *heap = s->heap + slot * s->keep;
	size_t held = s->held[slot];
	float floor = held == s->keep ? heap[0].score : -INFINITY;
	for (size_t i = 0; i < n; i += SCAN) {
		size_t end = i + SCAN < n ? i + SCAN : n;
		if (!any_above(score + i, end - i, floor))
			continue;
		for (size_t j = i; j < end; j++) {
			struct qn_neighbour x = {(uint32_t)(first + j),
			                         score[j]};
			if (!(x.score > floor) ||
			    is_excluded(s->q, query, x.row))
				continue;
			if (held < s->keep) {
				heap[held] = x;
				sift_up(heap, held++);
			} else {
				heap[0] = x;
				sift_down(heap, held, 0);
			}
			if (held == s->keep)
				floor = heap[0].score;
		}
	}
	s->held[slot] = held;
}

static size_t cut(size_t n, size_t parts, size_t i)
{
	return (size_t)((unsigned __int128)n * i / parts);
}

/* A block of queries against a run of rows. */
static void search_shard(const struct search *s, size_t block, size_t run,
                         float *score)
{
	const struct qn_vectors *u = s->unit;
	const struct qn_queries *q = s->q;
	size_t from = block * BLOCK_QUERIES;
	size_t m = q->n - from < BLOCK_QUERIES ? q->n - from : BLOCK_QUERIES;
	size_t end = cut(u->n, s->runs, run + 1);
	for (size_t row = cut(u->n, s->runs, run); row < end;
	     row += BLOCK_ROWS) {
		size_t n = end - row < BLOCK_ROWS ? end - row : BLOCK_ROWS;
		qn_blas_abt(m, n, (size_t)u->dim, 1,
		            q->vector + from * q->stride, q->stride,
		            qn_vectors_row(u, row), u->stride, 0, score,
		            BLOCK_ROWS);
		for (size_t i = 0; i < m; i++)
			offer_scores(s, from + i, run, score + i * BLOCK_ROWS,
			             row, n);
	}
}

static void search_shards(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct search *s = ctx;
	(void)shard;
	float *score =
	    qn_malloc((size_t)BLOCK_QUERIES * BLOCK_ROWS, sizeof *score);
	for (size_t i = begin; i < end; i++)
		search_shard(s, i / s->runs, i % s->runs, score);
	free(score);
}

static int best_first(const void *x, const void *y)
{
	const struct qn_neighbour *a = x, *b = y;
	return better(*a, *b) ? -1 : better(*b, *a);
}

static float exact_score(const float *a, const float *b, int dim)
{
	double sum = 0;
	for (int i = 0; i < dim; i++)
		sum += (double)a[i] * b[i];
	return (float)sum;
}

/* Gather a query's candidates of every run, score them again, and hand over
 * the k best. */
static void settle(const struct search *s, size_t query,
                   struct qn_neighbour *all)
{
	const struct qn_queries *q = s->q;
	const float *vector = q->vector + query * q->stride;
	size_t n = 0;
	for (size_t run = 0; run < s->runs; run++) {
		size_t slot = query * s->runs + run;
		for (size_t i = 0; i < s->held[slot]; i++)
			all[n++] = s->heap[slot * s->keep + i];
	}
	for (size_t i = 0; i < n; i++)
		all[i].score = exact_score(
		    vector, qn_vectors_row(s->unit, all[i].row), s->unit->dim);
	qsort(all, n, sizeof *all, best_first);
	for (size_t i = 0; i < q->k; i++)
		s->found[query * q->k + i] =
		    i < n ? all[i] : (struct qn_neighbour){QN_MAP_NONE, 0};
}

static void settle_shard(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct search *s = ctx;
	(void)shard;
	struct qn_neighbour *all = qn_malloc(s->runs * s->keep, sizeof *all);
	for (size_t i = begin; i < end; i++)
		settle(s, i, all);
	free(all);
}

static size_t count_runs(size_t rows, size_t blocks)
{
	size_t most = blocks < SHARDS ? SHARDS / blocks : 1;
	size_t worth = rows / RUN_ROWS + 1;
	return worth < most ? worth : most;
}

bool qn_nearest(const struct qn_vectors *unit, const struct qn_queries *queries,
                struct qn_neighbour *found, struct qn_pool *pool,
                struct qn_err *e)
{
	size_t blocks = (queries->n + BLOCK_QUERIES - 1) / BLOCK_QUERIES;
	struct search s = {.unit = unit, .q = queries, .found = found};
	size_t slots, candidates;
	if (queries->n == 0)
		return !e->failed;
	s.runs = count_runs(unit->n, blocks);
	/* No run has more rows than this, so no more candidates. */
	size_t longest = unit->n / s.runs + (unit->n % s.runs > 0);
	s.keep = queries->k < longest ? queries->k + SPARE : longest;
	if (s.keep > longest)
		s.keep = longest;
	if (!qn_mul_size(queries->n, s.runs, "candidates", &slots, e) ||
	    !qn_mul_size(slots, s.keep, "candidates", &candidates, e))
		return false;
	s.heap = qn_big_alloc(candidates, sizeof *s.heap, "candidates", e);
	s.held = qn_big_alloc(slots, sizeof *s.held, "candidates", e);
	if (!e->failed) {
		qn_pool_for(pool, blocks * s.runs, blocks * s.runs,
		            search_shards, &s);
		qn_pool_for(pool, queries->n, SHARDS, settle_shard, &s);
	}
	qn_big_free(s.heap);
	qn_big_free(s.held);
	return !e->failed;
}
