/* SPDX-License-Identifier: MIT */
/*
 * hnswsearch.c -- the nearest rows to a query, by a walk.
 *
 * A walk goes through rows that are no answers (deleted, excluded, refused)
 * as through any other; of what it brings home, the answers are kept.  If
 * these are too few, it is sent out again to bring more, and where that
 * would be a large part of all rows, they are all looked at instead.
 */
#include "embed/hnsw.h"

#include <stdlib.h>

#include "base/mem.h"
#include "embed/hnswwalk.h"

#define SHARDS    64
#define WALK_MOST 4096 /* nodes that a walk brings home when asked for more */
#define SPARE     2    /* nodes beyond k that are brought home at least       */

struct search {
	struct qn_hnsw *h;
	const struct qn_queries *q;
	const struct qn_hnsw_search *how;
	struct qn_neighbour *found; /* [n][k] */
	bool any;                   /* every row may be an answer */
	bool failed;
};

/* --- who may be an answer ------------------------------------------------- */

static bool is_answer(const struct search *s, size_t query, uint32_t row)
{
	const struct qn_queries *q = s->q;
	if (s->any)
		return true;
	if (qn_hnsw_is_deleted(s->h, row))
		return false;
	for (size_t i = 0; i < q->excluded; i++)
		if (q->exclude[query * q->excluded + i] == row)
			return false;
	return !s->how->keep || s->how->keep(s->how->ctx, row);
}

/* Keep the answers among w->near; all of them if they are at most `enough`. */
static void keep_answers(const struct search *s, struct qn_walk *w,
                         size_t query, size_t enough)
{
	size_t n = 0;
	for (size_t i = 0; i < w->n && n < enough; i++)
		if (is_answer(s, query, qn_key_node(w->near[i])))
			w->near[n++] = w->near[i];
	w->n = n;
}

/* --- finding -------------------------------------------------------------- */

static void walk_down(const struct search *s, struct qn_walk *w, size_t most)
{
	const struct qn_hnsw *h = s->h;
	uint32_t start = 0;
	for (int l = h->layers - 1; l > 0; l--) {
		qn_walk_begin(w, 1);
		qn_walk(h, w, &h->layer[l], start);
		start = qn_walk_down(h, l, qn_key_node(w->near[0]));
	}
	qn_walk_begin(w, most);
	qn_walk(h, w, &h->layer[0], start);
}

/* Every row that may be an answer. */
static void scan(const struct search *s, struct qn_walk *w, size_t query,
                 size_t most)
{
	const struct qn_layer *y = &s->h->layer[0];
	qn_walk_begin(w, most);
	for (size_t row = 0; row < y->n;) {
		size_t n = 0;
		for (; row < y->n && n + QN_ROWS_ROOM < w->width; row++)
			if (is_answer(s, query, (uint32_t)row))
				w->at[n++] = (uint32_t)row;
		qn_walk_look(s->h, w, y, n);
	}
}

/* What a walk brings home at least: where distances are not exact, some for
 * the scores to choose from. */
static size_t least(const struct search *s)
{
	return s->q->k + (qn_store_is_exact(&s->h->store) ? 0 : SPARE);
}

/* Leave at least k answers in w->near if there are so many. */
static void find(const struct search *s, struct qn_walk *w, size_t query)
{
	size_t n = s->h->layer[0].n, k = s->q->k;
	size_t ef = s->how->ef < least(s) ? least(s) : s->how->ef;
	/* So many bring home ef answers, by the share of rows that are left. */
	size_t most = ef + s->q->excluded;
	if (s->h->live)
		most += (n - s->h->live) * most / s->h->live;
	for (;;) {
		walk_down(s, w, most < n ? most : n);
		keep_answers(s, w, query, ef);
		if (w->n >= k && (s->any || w->n >= ef - ef / 4))
			return;
		if (most >= WALK_MOST || most >= n)
			break;
		most *= 2 + ef / (w->n + 1);
		most = most < WALK_MOST ? most : WALK_MOST;
	}
	scan(s, w, query, ef);
}

/* --- answering ------------------------------------------------------------ */

static int best_first(const void *x, const void *y)
{
	const struct qn_neighbour *a = x, *b = y;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return (a->row > b->row) - (a->row < b->row);
}

/* How many are scored again.  What the distances of halves and codes are off
 * by may put a true neighbour a little behind the k-th; who asks for more ef
 * gets more of them, at no cost beside the walk's. */
static size_t count_candidates(const struct search *s)
{
	size_t k = s->q->k;
	if (qn_store_is_exact(&s->h->store))
		return k;
	return k + k / 8 + SPARE + s->how->ef / 16;
}

/* Score the best answers by the rows as they were given; the k best of them
 * are found. */
static void answer(const struct search *s, struct qn_walk *w, size_t query,
                   struct qn_neighbour *candidate)
{
	struct qn_neighbour *found = s->found + query * s->q->k;
	size_t k = s->q->k, n = count_candidates(s);
	n = n < w->n ? n : w->n;
	for (size_t i = 0; i < n; i++) {
		candidate[i].row = qn_key_node(w->near[i]);
		qn_store_fetch(&s->h->store, candidate[i].row);
	}
	for (size_t i = 0; i < n; i++)
		candidate[i].score =
		    qn_store_score(&s->h->store, &w->probe, candidate[i].row);
	qsort(candidate, n, sizeof *candidate, best_first);
	for (size_t i = 0; i < k; i++)
		found[i] = i < n ? candidate[i]
		                 : (struct qn_neighbour){QN_MAP_NONE, 0};
}

static void search_shard(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct search *s = ctx;
	struct qn_err e = QN_ERR_INIT;
	struct qn_walk *w = begin < end ? qn_walk_take(s->h, &e) : NULL;
	(void)shard;
	if (!w) {
		if (e.failed)
			__atomic_store_n(&s->failed, true, __ATOMIC_RELAXED);
		return;
	}
	struct qn_neighbour *candidate =
	    qn_malloc(count_candidates(s), sizeof *candidate);
	for (size_t i = begin; i < end; i++) {
		w->n = 0;
		if (s->h->layers) {
			qn_store_aim(&s->h->store, &w->probe,
			             s->q->vector + i * s->q->stride);
			find(s, w, i);
		}
		answer(s, w, i, candidate);
	}
	free(candidate);
	qn_walk_give(s->h, w);
}

bool qn_hnsw_search(struct qn_hnsw *h, const struct qn_queries *queries,
                    const struct qn_hnsw_search *how,
                    struct qn_neighbour *found, struct qn_pool *pool,
                    struct qn_err *e)
{
	struct search s = {
	    .h = h,
	    .q = queries,
	    .how = how,
	    .found = found,
	    .any = !how->keep && !queries->excluded && h->live == h->layer[0].n,
	};
	if (e->failed)
		return false;
	size_t shards = queries->n < SHARDS ? queries->n : SHARDS;
	qn_pool_for(pool, queries->n, shards, search_shard, &s);
	if (s.failed)
		qn_fail(e, "no memory for walking an index");
	return !e->failed;
}
