/* SPDX-License-Identifier: MIT */
/*
 * hnswchanges.c -- what has become of an index since it was opened.
 *
 *	rows       U8  [new][bytes]   rows of the store that were added
 *	originals  F32 [new][dim]     f16, int8: the same as they were given
 *	centre     F32 [dim]          of codes of bytes
 *	judged     U32 [2]            f32: there are codes, which come from the
 *	                              rows; see hnswjudge.h
 *	linksL     U32 [k][width]     links of layer L that are new or others,
 *	atL        U32 [k]            of these nodes, rising
 *	nodeL      U32 [new]          L >= 1: the rows that the layer's new
 *	                              nodes are
 *	deleted    U8  [..]           a bit a row
 *
 * Links are held against those of the file, which is still mapped, so that
 * nothing needs to be noted down while they change.
 */
#include "embed/hnsw.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "embed/hnswwalk.h"

#define KIND "hnsw-changes"

struct name {
	char text[32];
};

static struct name name_of(const char *what, int l)
{
	struct name name;
	snprintf(name.text, sizeof name.text, "%s%d", what, l);
	return name;
}

/* The links of a layer in the file that the index was opened from; NULL where
 * it had no such layer. */
static const struct qn_tensor *links_before(const struct qn_hnsw *h, int l)
{
	struct name name;
	if (l == 0)
		return qn_tensors_get(h->own, "links");
	snprintf(name.text, sizeof name.text, "layer%d.links", l);
	return qn_tensors_get(h->own, name.text);
}

static size_t nodes_before(const struct qn_hnsw *h, int l)
{
	const struct qn_tensor *links = links_before(h, l);
	return links ? links->shape[0] : 0;
}

/* By this the changes know the file that they are to be made to. */
static void stamp_of(const struct qn_hnsw *h, char text[32])
{
	const struct qn_tensor *links = links_before(h, 0);
	uint64_t hash = links ? qn_hash(links->data, links->bytes) : 0;
	snprintf(text, 32, "%016" PRIx64, hash);
}

/* --- writing -------------------------------------------------------------------- */

/* The nodes of a layer whose links are not in the file; the caller frees. */
static uint32_t *find_changed(const struct qn_hnsw *h, int l, size_t *n)
{
	const struct qn_layer *y = &h->layer[l];
	const struct qn_tensor *links = links_before(h, l);
	size_t before = nodes_before(h, l), size = y->links.size;
	uint32_t *at = qn_malloc(y->n + 1, sizeof *at);
	*n = 0;
	for (size_t i = 0; i < y->n; i++)
		if (i >= before || memcmp((const char *)links->data + i * size,
		                          qn_table_row(&y->links, i), size))
			at[(*n)++] = (uint32_t)i;
	return at;
}

static void declare(struct qn_tensors_out *out, const char *name,
                    enum qn_dtype type, size_t n, size_t width)
{
	qn_tensors_out_declare(out, name, type, width ? 2 : 1,
	                       (size_t[]){n, width});
}

/* Links of a layer that are to be written. */
struct changed {
	uint32_t *at; /* [n] */
	size_t n;
};

static void declare_changes(const struct qn_hnsw *h, struct qn_tensors_out *out,
                            const struct changed *changed)
{
	const struct qn_store *s = &h->store;
	size_t n = h->layer[0].n, more = n - nodes_before(h, 0);
	char stamp[32];
	stamp_of(h, stamp);
	qn_tensors_out_meta(out, "to", stamp);
	declare(out, "rows", QN_U8, more, qn_store_table(s)->size);
	if (s->storage != QN_HNSW_F32)
		declare(out, "originals", QN_F32, more, (size_t)s->dim);
	if (s->codes.centre)
		declare(out, "centre", QN_F32, (size_t)s->dim, 0);
	if (qn_store_has_both(s))
		declare(out, "judged", QN_U32, 2, 0);
	for (int l = 0; l < h->layers; l++) {
		const struct qn_layer *y = &h->layer[l];
		declare(out, name_of("links", l).text, QN_U32, changed[l].n,
		        y->width);
		declare(out, name_of("at", l).text, QN_U32, changed[l].n, 0);
		if (l > 0)
			declare(out, name_of("node", l).text, QN_U32,
			        y->n - nodes_before(h, l), 0);
	}
	declare(out, "deleted", QN_U8, (n + 63) / 64 * 8, 0);
}

static void write_layer(const struct qn_hnsw *h, struct qn_tensors_out *out,
                        int l, const struct changed *changed)
{
	const struct qn_layer *y = &h->layer[l];
	size_t before = nodes_before(h, l);
	for (size_t i = 0; i < changed->n; i++)
		qn_tensors_out_write(out,
		                     qn_table_row(&y->links, changed->at[i]),
		                     y->links.size);
	qn_tensors_out_write(out, changed->at, changed->n * sizeof(uint32_t));
	if (l > 0)
		qn_tensors_out_write(out, qn_table_row(&y->node, before),
		                     (y->n - before) * y->node.size);
}

static void write_rows(const struct qn_hnsw *h, struct qn_tensors_out *out,
                       size_t from)
{
	const struct qn_store *s = &h->store;
	const struct qn_table *rows = qn_store_table(s);
	size_t bytes = (size_t)s->dim * sizeof(float);
	qn_tensors_out_write(out, qn_table_row(rows, from),
	                     (s->n - from) * rows->size);
	for (size_t i = from; s->storage != QN_HNSW_F32 && i < s->n; i++)
		qn_tensors_out_write(out, qn_store_exact(s, i), bytes);
	if (s->codes.centre)
		qn_tensors_out_write(out, s->codes.centre, bytes);
	if (qn_store_has_both(s))
		qn_tensors_out_write(out, &h->judged, sizeof h->judged);
}

bool qn_hnsw_save_changes(const struct qn_hnsw *h, const char *path,
                          struct qn_err *e)
{
	struct changed changed[QN_HNSW_LAYERS];
	if (e->failed)
		return false;
	if (!h->own)
		return qn_fail(e, "an index that was not opened from a file "
		                  "of its own has no changes to save");
	size_t n = h->layer[0].n, before = nodes_before(h, 0);
	struct qn_tensors_out *out = qn_tensors_create(path, KIND);
	for (int l = 0; l < h->layers; l++)
		changed[l].at = find_changed(h, l, &changed[l].n);
	declare_changes(h, out, changed);
	write_rows(h, out, before);
	for (int l = 0; l < h->layers; l++) {
		write_layer(h, out, l, &changed[l]);
		free(changed[l].at);
	}
	qn_tensors_out_write(out, h->bits.rows, (n + 63) / 64 * 8);
	return qn_tensors_finish(out, e);
}

/* --- reading -------------------------------------------------------------------- */

/* What the file holds of a layer. */
struct part {
	const uint32_t *at, *links, *node;
	size_t changed, more;
};

/* The data of a tensor of n rows, or of any number of them if *n is SIZE_MAX,
 * which is then put there. */
static const void *get(const struct qn_tensors *t, const char *name,
                       enum qn_dtype type, size_t *n, size_t width,
                       struct qn_err *e)
{
	const struct qn_tensor *x =
	    qn_tensors_find(t, name, type, width ? 2 : 1, e);
	if (!x)
		return NULL;
	if ((width && x->shape[1] != width) ||
	    (*n != SIZE_MAX && x->shape[0] != *n)) {
		qn_fail(e,
		        "%s: tensor \"%s\" has not the shape that it should "
		        "have",
		        t->name, name);
		return NULL;
	}
	*n = x->shape[0];
	return x->data;
}

/* Layer l, which then has all the nodes that are changed; the layer below has
 * `below` of them. */
static bool get_part(const struct qn_hnsw *h, const struct qn_tensors *t, int l,
                     size_t below, struct part *p, struct qn_err *e)
{
	const struct qn_layer *y = &h->layer[l];
	p->changed = SIZE_MAX;
	p->at = get(t, name_of("at", l).text, QN_U32, &p->changed, 0, e);
	p->links =
	    get(t, name_of("links", l).text, QN_U32, &p->changed, y->width, e);
	if (l > 0) {
		p->more = SIZE_MAX;
		p->node =
		    get(t, name_of("node", l).text, QN_U32, &p->more, 0, e);
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
		if (!qn_tensors_get(t, name_of("at", l).text))
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
	stamp_of(h, stamp);
	const char *to = qn_tensors_meta(t, "to");
	if (qn_tensors_expect(t, KIND, e) && (!to || strcmp(to, stamp) != 0))
		qn_fail(e, "%s: these are changes of another index", path);
	if (!e->failed && apply(h, t, e)) {
		h->changes = t;
		return true;
	}
	qn_tensors_close(t);
	return false;
}
