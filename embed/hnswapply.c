/* SPDX-License-Identifier: MIT */
/*
 * hnswapply.c -- changes (hnswchanges.c) made to the index that they are of.
 */
#include "embed/hnsw.h"

#include <string.h>

#include "embed/hnswtensors.h"

/* What the file holds of a layer. */
struct part {
	const uint32_t *at, *links, *node;
	size_t changed, more;
};

static const void *get(const struct qn_tensors *t, const char *name,
                       enum qn_dtype type, size_t *n, size_t width,
                       struct qn_err *e)
{
	return qn_hnsw_tensor(t, qn_hnsw_name("", 0, name), type, n, width, e);
}

/* Layer l, which then has all the nodes that are changed; the layer below has
 * `below` of them. */
static bool get_part(const struct qn_hnsw *h, const struct qn_tensors *t, int l,
                     size_t below, struct part *p, struct qn_err *e)
{
	const struct qn_layer *y = &h->layer[l];
	p->changed = SIZE_MAX;
	p->at = get(t, qn_hnsw_change_name("at", l).text, QN_U32, &p->changed,
	            0, e);
	p->links = get(t, qn_hnsw_change_name("links", l).text, QN_U32,
	               &p->changed, y->width, e);
	if (l > 0) {
		p->more = SIZE_MAX;
		p->node = get(t, qn_hnsw_change_name("node", l).text, QN_U32,
		              &p->more, 0, e);
	}
	if (e->failed)
		return false;
	if (p->more > below - y->n || !(y->n + p->more))
		return qn_fail(e, "%s: layer %d grows by too many nodes",
		               t->name, l);
	/* Every new node must be there, the last ones in a row. */
	for (size_t i = 0; i < p->changed; i++)
		if (p->at[i] >= y->n + p->more ||
		    (i > 0 && p->at[i] <= p->at[i - 1]))
			return qn_fail(e, "%s: layer %d has no node %u",
			               t->name, l, p->at[i]);
	if (p->changed < p->more ||
	    (p->more && p->at[p->changed - p->more] != y->n))
		return qn_fail(e, "%s: layer %d lacks new nodes", t->name, l);
	return true;
}

static void apply_part(struct qn_layer *y, const struct part *p)
{
	for (size_t i = 0; i < p->changed; i++)
		memcpy(qn_table_at(&y->links, p->at[i]),
		       p->links + i * y->width, y->links.size);
	if (p->node && p->more)
		memcpy(qn_table_at(&y->node, y->n), p->node,
		       p->more * y->node.size);
	y->n += p->more;
	y->links.n = y->n;
	y->node.n = p->node ? y->n : 0;
}

/* Count the layers of the file and check each of them. */
static int get_parts(const struct qn_hnsw *h, const struct qn_tensors *t,
                     size_t more, struct part *part, struct qn_err *e)
{
	int l = 0;
	size_t below = h->layer[0].n + more;
	part[0].more = more;
	for (; l < QN_HNSW_LAYERS && below; l++) {
		if (!qn_tensors_get(t, qn_hnsw_change_name("at", l).text))
			break;
		if (!get_part(h, t, l, below, &part[l], e))
			return 0;
		below = h->layer[l].n + part[l].more;
	}
	if (l < h->layers || (!l && below))
		qn_fail(e, "%s: lacks layer %d", t->name, l);
	return l;
}

static bool make_room(struct qn_hnsw *h, const struct part *part, int layers,
                      struct qn_err *e)
{
	size_t more = part[0].more, n = h->layer[0].n + more;
	qn_store_reserve(&h->store, more, e);
	qn_table_reserve(&h->bits, (n + 63) / 64 - h->bits.n, e);
	for (int l = 0; l < layers; l++) {
		qn_table_reserve(&h->layer[l].links, part[l].more, e);
		if (l > 0)
			qn_table_reserve(&h->layer[l].node, part[l].more, e);
	}
	return !e->failed;
}

/* Have codes, or none, as the changes have them, with room for `more`. */
static bool apply_codes(struct qn_hnsw *h, const struct qn_tensors *t,
                        size_t more, struct qn_err *e)
{
	struct qn_store *s = &h->store;
	size_t dim = (size_t)s->dim, two = 2;
	if (s->storage == QN_HNSW_F32 && !qn_tensors_get(t, "judged")) {
		qn_store_drop_codes(s);
	} else if (s->storage == QN_HNSW_F32) {
		const void *judged = get(t, "judged", QN_U32, &two, 0, e);
		if (judged)
			memcpy(&h->judged, judged, sizeof h->judged);
	}
	if (s->codes.centre || !qn_tensors_get(t, "centre"))
		return !e->failed;
	const float *centre = get(t, "centre", QN_F32, &dim, 0, e);
	return centre && qn_store_begin_codes(s, centre, more, e);
}

static bool apply(struct qn_hnsw *h, const struct qn_tensors *t,
                  struct qn_err *e)
{
	struct qn_store *s = &h->store;
	struct part part[QN_HNSW_LAYERS] = {0};
	size_t more = SIZE_MAX, before = h->layer[0].n, dim = (size_t)s->dim;
	const struct qn_table *table = qn_store_table(s);
	const void *rows = get(t, "rows", QN_U8, &more, table->size, e);
	if (rows && more > QN_HNSW_MOST - before)
		qn_fail(e, "%s: too many rows", t->name);
	const float *originals = NULL;
	if (s->storage != QN_HNSW_F32)
		originals = get(t, "originals", QN_F32, &more, dim, e);
	size_t bytes = (before + more + 63) / 64 * 8;
	const void *bits =
	    e->failed ? NULL : get(t, "deleted", QN_U8, &bytes, 0, e);
	int layers = e->failed ? 0 : get_parts(h, t, more, part, e);
	if (e->failed || !apply_codes(h, t, more, e) ||
	    !make_room(h, part, layers, e))
		return false;
	if (more)
		memcpy(table->owned + before * table->size, rows,
		       more * table->size);
	qn_store_count(s, before + more);
	if (originals)
		qn_store_borrow(s, originals, dim, before);
	if (qn_store_has_both(s))
		qn_store_code(s, before, s->n);
	for (int l = 0; l < layers; l++)
		apply_part(&h->layer[l], &part[l]);
	h->layers = layers;
	qn_hnsw_set_deleted(h, bits);
	return true;
}

bool qn_hnsw_load_changes(struct qn_hnsw *h, const char *path, struct qn_err *e)
{
	char stamp[32];
	if (!e->failed && (!h->own || h->changes))
		return qn_fail(e,
		               "%s: changes are loaded once, right after "
		               "opening the index",
		               path);
	struct qn_tensors *t = qn_tensors_open(path, e);
	if (!t)
		return false;
	qn_hnsw_stamp(h, stamp);
	const char *to = qn_tensors_meta(t, "to");
	if (qn_tensors_expect(t, QN_HNSW_CHANGES_KIND, e) &&
	    (!to || strcmp(to, stamp) != 0))
		qn_fail(e, "%s: these are changes of another index", path);
	if (!e->failed && apply(h, t, e)) {
		h->changes = t;
		return true;
	}
	qn_tensors_close(t);
	return false;
}
