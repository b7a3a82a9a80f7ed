/* SPDX-License-Identifier: MIT */
/*
 * hnswwalk.c -- see hnswwalk.h.
 *
 * The paper keeps two heaps, the nodes to go on from and the nearest found;
 * here one sorted array is both, as those that fell out of the nearest are
 * never gone on from.  Most of the time goes into waiting for rows: all that
 * a node is linked to are asked for before the first is looked at.
 */
#include "embed/hnswwalk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define BLOCK   64 /* rows compared at once, at least            */
#define ABREAST 2  /* nodes whose links are gone through at once */

/* --- keys ----------------------------------------------------------------- */

/* The bits of floats are in the floats' order but for the negative ones, which
 * are the other way round and come last. */
uint64_t qn_key(float distance, uint32_t node)
{
	uint32_t bits;
	memcpy(&bits, &distance, sizeof bits);
	bits ^= bits >> 31 ? UINT32_MAX : UINT32_C(1) << 31;
	return (uint64_t)bits << 32 | (uint64_t)node << 1;
}

float qn_key_distance(uint64_t key)
{
	uint32_t bits = (uint32_t)(key >> 32);
	float distance;
	bits ^= bits >> 31 ? UINT32_C(1) << 31 : UINT32_MAX;
	memcpy(&distance, &bits, sizeof distance);
	return distance;
}

static void fetch_links(const struct qn_layer *y, uint32_t at)
{
	const char *link = qn_table_row(&y->links, at);
	for (size_t i = 0; i < y->links.size; i += 64)
		__builtin_prefetch(link + i);
}

/* Put in those of the `n` nodes just compared that are near enough; the
 * lowest place that one of them got.  Their links may be wanted soon. */
static size_t insert_near(struct qn_walk *w, size_t n, const struct qn_layer *y)
{
	uint64_t *near = w->near;
	size_t lowest = SIZE_MAX, held = w->n, last = w->most - 1;
	uint64_t limit = held > last ? near[last] : UINT64_MAX;
	float bar = held > last ? qn_key_distance(limit) : INFINITY;
	for (size_t i = 0; i < n; i++) {
		if (w->distance[i] > bar)
			continue;
		uint64_t key = qn_key(w->distance[i], w->at[i]);
		if (key >= limit)
			continue;
		fetch_links(y, w->at[i]);
		held -= held > last;
		size_t place = w->insert(near, held++, key);
		lowest = place < lowest ? place : lowest;
		if (held > last) {
			limit = near[last];
			bar = qn_key_distance(limit);
		}
	}
	w->n = held;
	return lowest;
}

/* --- spare ones ----------------------------------------------------------- */

static bool make_room(struct qn_walk *w, size_t n, struct qn_err *e)
{
	if (n <= w->room)
		return true;
	qn_big_free(w->seen);
	w->room = 0;
	w->mark = 0;
	w->seen = qn_big_alloc(n + n / 8, sizeof *w->seen, "nodes seen", e);
	if (w->seen)
		w->room = n + n / 8;
	return w->seen;
}

static struct qn_walk *make_walk(const struct qn_hnsw *h)
{
	struct qn_walk *w = qn_calloc(1, sizeof *w);
	size_t links = ABREAST * 2 * (size_t)h->o.m + QN_ROWS_ROOM;
	w->width = links < BLOCK ? BLOCK : links;
	w->insert = qn_kern()->insert;
	w->at = qn_calloc(w->width, sizeof *w->at);
	w->row = qn_calloc(w->width, sizeof *w->row);
	w->distance = qn_calloc(w->width, sizeof *w->distance);
	qn_probe_init(&w->probe, &h->store);
	return w;
}

struct qn_walk *qn_walk_take(struct qn_hnsw *h, struct qn_err *e)
{
	pthread_mutex_lock(&h->lock);
	struct qn_walk *w = h->spare;
	if (w)
		h->spare = w->next;
	pthread_mutex_unlock(&h->lock);
	if (!w)
		w = make_walk(h);
	if (make_room(w, h->store.n, e))
		return w;
	qn_walk_free(w);
	return NULL;
}

void qn_walk_give(struct qn_hnsw *h, struct qn_walk *w)
{
	pthread_mutex_lock(&h->lock);
	w->next = h->spare;
	h->spare = w;
	pthread_mutex_unlock(&h->lock);
}

void qn_walk_free(struct qn_walk *w)
{
	qn_big_free(w->seen);
	qn_probe_release(&w->probe);
	free(w->near);
	free(w->at);
	free(w->row);
	free(w->distance);
	free(w);
}

/* --- walking -------------------------------------------------------------- */

void qn_walk_begin(struct qn_walk *w, size_t most)
{
	if (most + QN_SORTED_ROOM > w->cap) {
		w->cap = most + QN_SORTED_ROOM;
		w->near = qn_realloc(w->near, w->cap, sizeof *w->near);
	}
	w->most = most;
	w->n = 0;
}

void qn_walk_aim(const struct qn_hnsw *h, struct qn_walk *w,
                 const struct qn_layer *y, uint32_t at)
{
	uint32_t row = qn_layer_row(y, at);
	qn_store_aim_row(&h->store, &w->probe, row < h->store.n ? row : 0);
}

void qn_walk_compare(const struct qn_hnsw *h, struct qn_walk *w,
                     const struct qn_layer *y, const uint32_t *at, size_t n)
{
	if (y->node.rows) {
		for (size_t i = 0; i < n; i++) {
			uint32_t row = qn_layer_row(y, at[i]);
			w->row[i] = row < h->store.n ? row : 0;
		}
		at = w->row;
	}
	qn_store_distances(&h->store, &w->probe, at, n, w->distance);
}

/* The nodes linked to `at` that were not seen so far, into w->at from n on;
 * how many these are then. */
static size_t gather(struct qn_walk *w, const struct qn_layer *y, uint32_t at,
                     size_t n)
{
	const uint32_t *link = qn_table_row(&y->links, at);
	uint8_t *seen = w->seen, mark = w->mark;
	uint32_t *to = w->at;
	for (size_t i = 0, width = y->width, most = y->n;
	     i < width && link[i] < most; i++) {
		uint32_t x = link[i];
		to[n] = x;
		n += seen[x] != mark;
		seen[x] = mark;
	}
	return n;
}

static void forget(struct qn_walk *w)
{
	if (++w->mark == 0) {
		memset(w->seen, 0, w->room);
		w->mark = 1;
	}
}

/* The first place from `here` on where no walk has been. */
static size_t next_place(const struct qn_walk *w, size_t here)
{
	while (here < w->n && (w->near[here] & 1))
		here++;
	return here;
}

void qn_walk(const struct qn_hnsw *h, struct qn_walk *w,
             const struct qn_layer *y, uint32_t start)
{
	forget(w);
	w->seen[start] = w->mark;
	w->at[0] = start;
	qn_walk_look(h, w, y, 1);
	for (size_t here = 0; here < w->n; here = next_place(w, here)) {
		size_t n = 0;
		for (int i = 0; i < ABREAST && here < w->n; i++) {
			n = gather(w, y, qn_key_node(w->near[here]), n);
			w->near[here] |= 1;
			here = next_place(w, here);
		}
		qn_walk_compare(h, w, y, w->at, n);
		size_t lowest = insert_near(w, n, y);
		here = lowest < here ? lowest : here;
	}
}

void qn_walk_look(const struct qn_hnsw *h, struct qn_walk *w,
                  const struct qn_layer *y, size_t n)
{
	qn_walk_compare(h, w, y, w->at, n);
	insert_near(w, n, y);
}

void qn_walk_scan(const struct qn_hnsw *h, struct qn_walk *w,
                  const struct qn_layer *y, size_t from, size_t to)
{
	while (from < to) {
		size_t n = 0;
		for (; n < BLOCK && from < to; from++)
			w->at[n++] = (uint32_t)from;
		qn_walk_look(h, w, y, n);
	}
}

uint32_t qn_walk_down(const struct qn_hnsw *h, int l, uint32_t at)
{
	const struct qn_table *below = &h->layer[l - 1].node;
	uint32_t row = qn_layer_row(&h->layer[l], at);
	if (!below->rows)
		return row < h->layer[0].n ? row : 0;
	size_t low = 0, high = h->layer[l - 1].n;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (qn_layer_row(&h->layer[l - 1], (uint32_t)middle) <= row)
			low = middle;
		else
			high = middle;
	}
	return (uint32_t)low;
}
