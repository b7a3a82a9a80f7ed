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
 * nothing needs to be noted down while they change.  hnswapply.c reads the
 * file.
 */
#include "embed/hnsw.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "embed/hnswtensors.h"

static size_t nodes_before(const struct qn_hnsw *h, int l)
{
	const struct qn_tensor *links = qn_hnsw_links_before(h, l);
	return links ? links->shape[0] : 0;
}

/* The nodes of a layer whose links are not in the file; the caller frees. */
static uint32_t *find_changed(const struct qn_hnsw *h, int l, size_t *n)
{
	const struct qn_layer *y = &h->layer[l];
	const struct qn_tensor *links = qn_hnsw_links_before(h, l);
	size_t before = nodes_before(h, l), size = y->links.size;
	uint32_t *at = qn_malloc(y->n + 1, sizeof *at);
	*n = 0;
	for (size_t i = 0; i < y->n; i++)
		if (i >= before || memcmp((const char *)links->data + i * size,
		                          qn_table_row(&y->links, i), size))
			at[(*n)++] = (uint32_t)i;
	return at;
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
	qn_hnsw_stamp(h, stamp);
	qn_tensors_out_meta(out, "to", stamp);
	qn_hnsw_declare_tensor(out, qn_hnsw_name("", 0, "rows"), QN_U8, more,
	                       qn_store_table(s)->size);
	if (s->storage != QN_HNSW_F32)
		qn_hnsw_declare_tensor(out, qn_hnsw_name("", 0, "originals"),
		                       QN_F32, more, (size_t)s->dim);
	if (s->codes.centre)
		qn_hnsw_declare_tensor(out, qn_hnsw_name("", 0, "centre"),
		                       QN_F32, (size_t)s->dim, 0);
	if (qn_store_has_both(s))
		qn_hnsw_declare_tensor(out, qn_hnsw_name("", 0, "judged"),
		                       QN_U32, 2, 0);
	for (int l = 0; l < h->layers; l++) {
		const struct qn_layer *y = &h->layer[l];
		qn_hnsw_declare_tensor(out, qn_hnsw_change_name("links", l),
		                       QN_U32, changed[l].n, y->width);
		qn_hnsw_declare_tensor(out, qn_hnsw_change_name("at", l),
		                       QN_U32, changed[l].n, 0);
		if (l > 0)
			qn_hnsw_declare_tensor(
			    out, qn_hnsw_change_name("node", l), QN_U32,
			    y->n - nodes_before(h, l), 0);
	}
	qn_hnsw_declare_tensor(out, qn_hnsw_name("", 0, "deleted"), QN_U8,
	                       (n + 63) / 64 * 8, 0);
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
	struct qn_tensors_out *out =
	    qn_tensors_create(path, QN_HNSW_CHANGES_KIND);
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
