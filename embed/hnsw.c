/* SPDX-License-Identifier: MIT */
/*
 * hnsw.c -- an index as a whole: options, counts, deleted rows, what is sound.
 */
#include "embed/hnsw.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "embed/hnswwalk.h"

const char *const qn_metric_names[] = {"cosine", "dot", "l2", NULL};
const char *const qn_hnsw_storage_names[] = {"f32", "f16", "int8", NULL};

static bool check_options(const struct qn_hnsw_options *o, int dim,
                          struct qn_err *e)
{
	if (dim < 1 || dim > 1 << 20)
		return qn_fail(e, "vectors of %d numbers cannot be indexed",
		               dim);
	if (o->m < 2 || o->m > 512)
		return qn_fail(e, "m is %d; it must be in 2..512", o->m);
	if (o->ef_construction < 1 || o->ef_construction > 1000000)
		return qn_fail(e,
		               "ef_construction is %d; it must be in "
		               "1..1000000",
		               o->ef_construction);
	return !e->failed;
}

struct qn_hnsw *qn_hnsw_new(const struct qn_hnsw_options *options, int dim,
                            struct qn_err *e)
{
	if (!check_options(options, dim, e))
		return NULL;
	struct qn_hnsw *h = qn_calloc(1, sizeof *h);
	h->o = *options;
	qn_store_init(&h->store, options, dim);
	for (int l = 0; l < QN_HNSW_LAYERS; l++) {
		struct qn_layer *y = &h->layer[l];
		y->width = (size_t)options->m * (l == 0 ? 2 : 1);
		y->links.size = y->width * sizeof(uint32_t);
		y->node.size = sizeof(uint32_t);
	}
	h->bits.size = sizeof(uint64_t);
	pthread_mutex_init(&h->lock, NULL);
	return h;
}

void qn_hnsw_free(struct qn_hnsw *h)
{
	if (!h)
		return;
	for (struct qn_walk *w = h->spare, *next; w; w = next) {
		next = w->next;
		qn_walk_free(w);
	}
	for (int l = 0; l < QN_HNSW_LAYERS; l++) {
		qn_table_release(&h->layer[l].links);
		qn_table_release(&h->layer[l].node);
	}
	qn_table_release(&h->bits);
	qn_store_release(&h->store);
	qn_tensors_close(h->changes);
	qn_tensors_close(h->own);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

size_t qn_hnsw_count(const struct qn_hnsw *h)
{
	return h->layer[0].n;
}

int qn_hnsw_dim(const struct qn_hnsw *h)
{
	return h->store.dim;
}

const struct qn_hnsw_options *qn_hnsw_options(const struct qn_hnsw *h)
{
	return &h->o;
}

bool qn_hnsw_is_deleted(const struct qn_hnsw *h, uint32_t id)
{
	const uint64_t *bits = qn_table_row(&h->bits, id / 64);
	return *bits >> id % 64 & 1;
}

bool qn_hnsw_delete(struct qn_hnsw *h, uint32_t id)
{
	if (qn_hnsw_is_deleted(h, id))
		return false;
	uint64_t *bits = qn_table_at(&h->bits, id / 64);
	*bits |= UINT64_C(1) << id % 64;
	h->live--;
	return true;
}

void qn_hnsw_set_deleted(struct qn_hnsw *h, const void *bits)
{
	size_t n = h->layer[0].n, words = (n + 63) / 64;
	h->bits.n = words;
	if (words)
		memcpy(h->bits.owned, bits, words * sizeof(uint64_t));
	h->live = n;
	for (size_t i = 0; i < words; i++) {
		uint64_t *word = qn_table_at(&h->bits, i);
		if (n - i * 64 < 64)
			*word &= (UINT64_C(1) << (n - i * 64)) - 1;
		h->live -= (size_t)__builtin_popcountll(*word);
	}
}

bool qn_hnsw_reside(struct qn_hnsw *h, struct qn_err *e)
{
	qn_store_reserve(&h->store, 0, e);
	for (int l = 0; l < h->layers; l++) {
		qn_table_reserve(&h->layer[l].links, 0, e);
		if (l > 0)
			qn_table_reserve(&h->layer[l].node, 0, e);
	}
	return !e->failed;
}

static size_t table_bytes(const struct qn_table *t)
{
	return t->owned ? t->room * t->size : 0;
}

size_t qn_hnsw_bytes(const struct qn_hnsw *h)
{
	size_t bytes = sizeof *h + table_bytes(&h->store.rows) +
	               table_bytes(&h->store.codes.rows) +
	               table_bytes(&h->bits) +
	               h->store.runs * sizeof *h->store.run;
	for (int l = 0; l < h->layers; l++)
		bytes += table_bytes(&h->layer[l].links) +
		         table_bytes(&h->layer[l].node);
	return bytes;
}

/* --- soundness ------------------------------------------------------------ */

static bool check_links(const struct qn_layer *y, int l, uint32_t at,
                        struct qn_err *e)
{
	const uint32_t *link = qn_table_row(&y->links, at);
	size_t n = 0;
	while (n < y->width && link[n] != QN_HNSW_NONE)
		n++;
	for (size_t i = 0; i < n; i++) {
		if (link[i] >= y->n || link[i] == at)
			return qn_fail(e, "layer %d: node %u leads to %u", l,
			               at, link[i]);
		for (size_t j = 0; j < i; j++)
			if (link[j] == link[i])
				return qn_fail(
				    e, "layer %d: node %u leads to %u twice", l,
				    at, link[i]);
	}
	for (; n < y->width; n++)
		if (link[n] != QN_HNSW_NONE)
			return qn_fail(e, "layer %d: node %u has a gap", l, at);
	return true;
}

/* Every node is one of the layer below, and later than the one before it. */
static bool check_node(const struct qn_hnsw *h, int l, uint32_t at,
                       struct qn_err *e)
{
	const struct qn_layer *y = &h->layer[l];
	uint32_t row = qn_layer_row(y, at);
	uint32_t down = qn_walk_down(h, l, at);
	if (row >= h->layer[0].n || qn_layer_row(&h->layer[l - 1], down) != row)
		return qn_fail(
		    e, "layer %d: node %u is none of the layer below", l, at);
	if (at > 0 && qn_layer_row(y, at - 1) >= row)
		return qn_fail(e, "layer %d: node %u is out of order", l, at);
	return true;
}

bool qn_hnsw_check(const struct qn_hnsw *h, struct qn_err *e)
{
	size_t deleted = 0;
	for (size_t id = 0; id < h->layer[0].n; id++)
		deleted += qn_hnsw_is_deleted(h, (uint32_t)id);
	if (h->live != h->layer[0].n - deleted)
		return qn_fail(e, "%zu rows live, %zu deleted, of %zu", h->live,
		               deleted, h->layer[0].n);
	for (int l = 0; l < h->layers; l++)
		for (uint32_t at = 0; at < h->layer[l].n; at++)
			if ((l > 0 && !check_node(h, l, at, e)) ||
			    !check_links(&h->layer[l], l, at, e))
				return false;
	return !e->failed;
}
