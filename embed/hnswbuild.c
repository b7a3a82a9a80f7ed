/* SPDX-License-Identifier: MIT */
/*
 * hnswbuild.c -- adding rows to an index, a batch at a time.
 *
 *	find   each row of the batch walks the graph as the batch found it,
 *	       looks at the rows of the batch before its own, and chooses its
 *	       links among the nearest of both          (rows in parallel)
 *	link   every chosen node is linked back         (nodes in parallel)
 *
 * Neither step depends on who does what when, so the graph is the same for any
 * number of threads, and looking at the batch as well loses nothing of what
 * adding row after row would have found.
 */
#include "embed/hnsw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "embed/hnswchoose.h"
#include "embed/hnswjudge.h"
#include "embed/hnswwalk.h"

#define BATCH       256
#define FIND_SHARDS 32
#define LINK_SHARDS 16
#define ROW_SHARDS  64

struct link {
	uint32_t from, to;
};

struct batch {
	struct qn_hnsw *h;
	size_t first, n;  /* rows                                          */
	int layers;       /* that have nodes to walk to                    */
	int level[BATCH]; /* the highest layer that a row is on            */
	uint32_t place[BATCH][QN_HNSW_LAYERS]; /* its node there           */
	const float *rows; /* [n][stride] as they are given                */
	size_t stride;
	int layer;         /* that is being linked                         */
	size_t end;        /* its nodes, those of the batch included       */
	struct link *link; /* [links] chosen there, in the order of `from` */
	size_t links;
	struct qn_judged judged; /* of its rows                            */
	bool failed; /* somewhere there was no memory                      */
};

static int draw_level(const struct qn_hnsw *h, size_t id)
{
	struct qn_rng rng = qn_rng_new(h->o.seed, id);
	double u = 1 - qn_rng_double(&rng);
	double level = -log(u) / log(h->o.m);
	return level < QN_HNSW_LAYERS - 1 ? (int)level : QN_HNSW_LAYERS - 1;
}

static struct qn_walk *take_walk(struct batch *b)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_walk *w = qn_walk_take(b->h, &e);
	if (!w)
		__atomic_store_n(&b->failed, true, __ATOMIC_RELAXED);
	return w;
}

/* --- find ----------------------------------------------------------------- */

/* After the walk through the lowest layer. */
static void judge_row(struct batch *b, struct qn_walk *w, size_t row)
{
	unsigned agreed = qn_judge_row(b->h, w, row);
	__atomic_fetch_add(&b->judged.asked, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&b->judged.agreed, agreed, __ATOMIC_RELAXED);
}

static void find_links(struct batch *b, struct qn_walk *w, size_t i)
{
	struct qn_hnsw *h = b->h;
	int level = b->level[i];
	int top = level > b->layers - 1 ? level : b->layers - 1;
	uint32_t start = 0;
	for (int l = top; l >= 0; l--) {
		struct qn_layer *y = &h->layer[l];
		qn_store_aim_row(&h->store, &w->probe, b->first + i);
		qn_walk_begin(w, l > level ? 1 : (size_t)h->o.ef_construction);
		if (y->n) {
			qn_walk(h, w, y, start);
			if (l > 0)
				start =
				    qn_walk_down(h, l, qn_key_node(w->near[0]));
		}
		if (l > level)
			continue;
		uint32_t place = b->place[i][l];
		qn_walk_scan(h, w, y, y->n, place);
		qn_choose_links(h, w, y, (size_t)h->o.m,
		                qn_table_at(&y->links, place));
	}
	if (qn_judge_asks(h, b->first + i))
		judge_row(b, w, b->first + i);
}

static void find_shard(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct batch *b = ctx;
	struct qn_walk *w = take_walk(b);
	(void)shard;
	for (size_t i = begin; w && i < end; i++)
		find_links(b, w, i);
	if (w)
		qn_walk_give(b->h, w);
}

/* --- link ----------------------------------------------------------------- */

/* Link `at` to `to`; when it has all the links that it may have, choose. */
static void link_back(const struct batch *b, struct qn_walk *w, uint32_t at,
                      uint32_t to)
{
	struct qn_layer *y = &b->h->layer[b->layer];
	uint32_t *link = qn_table_at(&y->links, at);
	size_t n = 0;
	while (n < y->width && link[n] < b->end)
		n++;
	if (n < y->width) {
		link[n] = to;
		return;
	}
	qn_walk_aim(b->h, w, y, at);
	qn_walk_begin(w, n + 1);
	memcpy(w->at, link, n * sizeof *link);
	w->at[n] = to;
	qn_walk_look(b->h, w, y, n + 1);
	qn_choose_links(b->h, w, y, y->width, link);
}

/* The nodes whose number is `shard`, modulo the shards. */
static void link_shard(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct batch *b = ctx;
	struct qn_walk *w = take_walk(b);
	(void)begin, (void)end;
	for (size_t i = 0; w && i < b->links; i++)
		if (b->link[i].to % LINK_SHARDS == shard)
			link_back(b, w, b->link[i].to, b->link[i].from);
	if (w)
		qn_walk_give(b->h, w);
}

/* What the layer's new nodes have chosen. */
static void collect_links(struct batch *b)
{
	const struct qn_layer *y = &b->h->layer[b->layer];
	b->links = 0;
	for (size_t from = y->n; from < b->end; from++) {
		const uint32_t *to = qn_table_row(&y->links, from);
		for (size_t i = 0; i < y->width && to[i] < b->end; i++)
			b->link[b->links++] =
			    (struct link){(uint32_t)from, to[i]};
	}
}

/* --- batches -------------------------------------------------------------- */

/* Give the rows of the batch their nodes. */
static void place_rows(struct batch *b)
{
	struct qn_hnsw *h = b->h;
	b->layers = h->layers;
	for (int l = 0; l < QN_HNSW_LAYERS; l++)
		h->layer[l].node.n = h->layer[l].links.n = h->layer[l].n;
	for (size_t i = 0; i < b->n; i++) {
		uint32_t row = (uint32_t)(b->first + i);
		b->level[i] = draw_level(h, row);
		for (int l = 0; l <= b->level[i]; l++) {
			struct qn_layer *y = &h->layer[l];
			b->place[i][l] = (uint32_t)y->links.n++;
			if (l > 0)
				memcpy(qn_table_at(&y->node, y->node.n++), &row,
				       sizeof row);
		}
	}
}

static void add_batch(struct batch *b, struct qn_pool *pool)
{
	struct qn_hnsw *h = b->h;
	b->judged = (struct qn_judged){0};
	place_rows(b);
	qn_pool_for(pool, b->n, FIND_SHARDS, find_shard, b);
	for (int l = 0; l < QN_HNSW_LAYERS && h->layer[l].links.n; l++) {
		b->layer = l;
		b->end = h->layer[l].links.n;
		collect_links(b);
		qn_pool_for(pool, LINK_SHARDS, LINK_SHARDS, link_shard, b);
		h->layer[l].n = b->end;
		h->layers = l + 1 > h->layers ? l + 1 : h->layers;
	}
	h->live += b->n;
	qn_judge(h, &b->judged);
}

static void put_shard(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct batch *b = ctx;
	(void)shard;
	for (size_t i = begin; i < end; i++)
		qn_store_put(&b->h->store, b->first + i,
		             b->rows + i * b->stride);
}

/* Room for all of them on every layer. */
static bool make_room(struct qn_hnsw *h, size_t n, struct qn_err *e)
{
	size_t more[QN_HNSW_LAYERS] = {0}, first = h->layer[0].n;
	for (size_t i = 0; i < n; i++)
		for (int l = draw_level(h, first + i); l >= 0; l--)
			more[l]++;
	for (int l = 0; l < QN_HNSW_LAYERS && more[l]; l++)
		if (!qn_table_reserve(&h->layer[l].links, more[l], e) ||
		    (l > 0 && !qn_table_reserve(&h->layer[l].node, more[l], e)))
			return false;
	if (!qn_table_reserve(&h->bits, (first + n + 63) / 64 - h->bits.n, e))
		return false;
	h->bits.n = (first + n + 63) / 64;
	return true;
}

bool qn_hnsw_add(struct qn_hnsw *h, const float *rows, size_t n, size_t stride,
                 struct qn_pool *pool, struct qn_err *e)
{
	size_t first = h->layer[0].n;
	if (n > QN_HNSW_MOST - first)
		return qn_fail(e, "an index holds at most %d vectors",
		               QN_HNSW_MOST);
	if (!make_room(h, n, e) ||
	    !qn_store_expect(&h->store, rows, n, stride, e))
		return false;
	struct batch b = {
	    .h = h, .first = first, .rows = rows, .stride = stride};
	b.link = qn_malloc(BATCH * 2 * (size_t)h->o.m, sizeof *b.link);
	qn_pool_for(pool, n, ROW_SHARDS, put_shard, &b);
	qn_store_count(&h->store, first + n);
	for (size_t done = 0; done < n && !e->failed; done += b.n) {
		b.first = first + done;
		b.n = n - done < BATCH ? n - done : BATCH;
		add_batch(&b, pool);
		if (b.failed)
			qn_fail(e, "no memory for walking an index");
		else if (!qn_progress_at(h->o.progress, "indexing", "vectors",
		                         done + b.n, n))
			qn_fail_interrupted(e, "indexing");
	}
	qn_store_count(&h->store, h->layer[0].n);
	free(b.link);
	return !e->failed;
}
