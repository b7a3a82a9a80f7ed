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

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define BLOCK 64 /* rows compared at once, at least */

/* --- keys ------------------------------------------------------------------- */

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

/* How many of n sorted keys are less. */
static size_t rank(const uint64_t *near, size_t n, uint64_t key)
{
	const uint64_t *base = near;
	for (; n > 1; n -= n / 2)
		base = base[n / 2 - 1] < key ? base + n / 2 : base;
	return (size_t)(base - near) + (n && *base < key);
}

/* The place that a key gets, or SIZE_MAX when it is not among the nearest. */
static size_t insert(struct qn_walk *w, uint64_t key)
{
	if (w->n == w->most) {
		if (key >= w->near[w->n - 1])
			return SIZE_MAX;
		w->n--;
	}
	size_t place = rank(w->near, w->n, key);
	memmove(w->near + place + 1, w->near + place,
	        (w->n - place) * sizeof *w->near);
	w->near[place] = key;
	w->n++;
	return place;
}

/* --- spare ones --------------------------------------------------------------- */

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
	size_t links = 2 * (size_t)h->o.m + QN_ROWS_ROOM;
	w->width = links < BLOCK ? BLOCK : links;
	w->at = qn_calloc(w->width, sizeof *w->at);
	w->row = qn_calloc(w->width, sizeof *w->row);
	w->distance = qn_calloc(w->width, sizeof *w->distance);
	w->probe.x = qn_big_calloc(qn_store_probe_size(&h->store), 1);
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
	if (make_room(w, h->store.rows.n, e))
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
	qn_big_free(w->probe.x);
	free(w->near);
	free(w->at);
	free(w->row);
	free(w->distance);
	free(w);
}

/* --- walking ------------------------------------------------------------------ */

void qn_walk_begin(struct qn_walk *w, size_t most)
{
	if (most > w->cap) {
		w->cap = most;
		w->near = qn_realloc(w->near, w->cap, sizeof *w->near);
	}
	w->most = most;
	w->n = 0;
}

void qn_walk_compare(const struct qn_hnsw *h, struct qn_walk *w,
                     const struct qn_layer *y, const uint32_t *at, size_t n)
{
	if (y->node.rows) {
		for (size_t i = 0; i < n; i++) {
			uint32_t row = qn_layer_row(y, at[i]);
			w->row[i] = row < h->store.rows.n ? row : 0;
		}
		at = w->row;
	}
	qn_store_distances(&h->store, &w->probe, at, n, w->distance);
}

/* The nodes linked to `at` that were not seen so far, into w->at. */
static size_t gather(struct qn_walk *w, const struct qn_layer *y, uint32_t at)
{
	const uint32_t *link = qn_table_row(&y->links, at);
	size_t n = 0;
	for (size_t i = 0; i < y->width && link[i] < y->n; i++) {
		w->at[n] = link[i];
		n += w->seen[link[i]] != w->mark;
		w->seen[link[i]] = w->mark;
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

void qn_walk(const struct qn_hnsw *h, struct qn_walk *w,
             const struct qn_layer *y, uint32_t start)
{
	forget(w);
	w->seen[start] = w->mark;
	qn_walk_compare(h, w, y, &start, 1);
	insert(w, qn_key(w->distance[0], start));
	for (size_t here = 0; here < w->n;) {
		uint64_t *key = &w->near[here++];
		if (*key & 1)
			continue;
		*key |= 1;
		size_t n = gather(w, y, qn_key_node(*key));
		qn_walk_compare(h, w, y, w->at, n);
		for (size_t i = 0; i < n; i++) {
			size_t place =
			    insert(w, qn_key(w->distance[i], w->at[i]));
			if (place < here)
				here = place;
		}
		if (here < w->n)
			__builtin_prefetch(qn_table_row(
			    &y->links, qn_key_node(w->near[here])));
	}
}

void qn_walk_look(const struct qn_hnsw *h, struct qn_walk *w,
                  const struct qn_layer *y, size_t n)
{
	qn_walk_compare(h, w, y, w->at, n);
	for (size_t i = 0; i < n; i++)
		insert(w, qn_key(w->distance[i], w->at[i]));
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
