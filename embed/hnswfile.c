/* SPDX-License-Identifier: MIT */
/*
 * hnswfile.c -- an index written down as tensors.
 *
 *	vectors       F32 [n][width]     f32: the rows, padded with zeroes
 *	codes         F16, I8 [n][width] f16, int8, mostly f32: see hnswstore.h
 *	links         U32 [n][2 m]       the lowest layer, NONE behind the last
 *	layerL.node   U32 [nodes]        L = 1, 2, ...: which rows
 *	layerL.links  U32 [nodes][m]
 *	judged        U32 [2]            f32 with codes: see hnswjudge.h
 *	centre        F32 [dim]          of codes of bytes
 *	originals     F32 [n][dim]       f16, int8: the rows as given
 *	deleted       U8  [..]           a bit a row, filled up to 8 bytes
 *
 * and the options as metadata.  Rows of lines come first, so that they begin at
 * one.  hnswopen.c reads the file.
 */
#include "embed/hnsw.h"

#include <inttypes.h>

#include "embed/hnswtensors.h"

static size_t rows_width(const struct qn_store *s)
{
	return s->storage == QN_HNSW_INT8 ? s->codes.width : s->width;
}

static void put_options(const struct qn_hnsw *h, struct qn_tensors_out *out,
                        const char *prefix)
{
	const struct qn_hnsw_options *o = &h->o;
	const struct {
		const char *name;
		uint64_t value;
	} number[] = {{"dim", (uint64_t)h->store.dim},
	              {"m", (uint64_t)o->m},
	              {"ef_construction", (uint64_t)o->ef_construction},
	              {"seed", o->seed},
	              {"layers", (uint64_t)h->layers}};
	qn_tensors_out_meta(out, qn_hnsw_name(prefix, 0, "metric").text,
	                    qn_metric_names[o->metric]);
	qn_tensors_out_meta(out, qn_hnsw_name(prefix, 0, "storage").text,
	                    qn_hnsw_storage_names[o->storage]);
	for (size_t i = 0; i < sizeof number / sizeof *number; i++)
		qn_tensors_out_metaf(
		    out, qn_hnsw_name(prefix, 0, number[i].name).text,
		    "%" PRIu64, number[i].value);
}

struct writer {
	struct qn_tensors_out *out;
	const char *prefix;
};

static void declare(const struct writer *w, int layer, const char *what,
                    enum qn_dtype type, size_t n, size_t width)
{
	qn_hnsw_declare_tensor(w->out, qn_hnsw_name(w->prefix, layer, what),
	                       type, n, width);
}

void qn_hnsw_declare(const struct qn_hnsw *h, struct qn_tensors_out *out,
                     const char *prefix)
{
	const struct writer w = {out, prefix};
	const struct qn_store *s = &h->store;
	size_t n = h->layer[0].n, dim = (size_t)s->dim;
	put_options(h, out, prefix);
	declare(&w, 0, qn_hnsw_rows_name(s->storage),
	        qn_hnsw_rows_type(s->storage), n, rows_width(s));
	if (qn_store_has_both(s))
		declare(&w, 0, "codes", QN_I8, n, s->codes.width);
	for (int l = 0; l < h->layers; l++) {
		const struct qn_layer *y = &h->layer[l];
		declare(&w, l, "links", QN_U32, y->n, y->width);
		if (l > 0)
			declare(&w, l, "node", QN_U32, y->n, 0);
	}
	if (qn_store_has_both(s))
		declare(&w, 0, "judged", QN_U32, 2, 0);
	if (s->codes.centre)
		declare(&w, 0, "centre", QN_F32, dim, 0);
	if (s->storage != QN_HNSW_F32)
		declare(&w, 0, "originals", QN_F32, n, dim);
	declare(&w, 0, "deleted", QN_U8, (n + 63) / 64 * 8, 0);
}

static void write_table(struct qn_tensors_out *out, const struct qn_table *t,
                        size_t n)
{
	qn_tensors_out_write(out, t->rows, n * t->size);
}

void qn_hnsw_write(const struct qn_hnsw *h, struct qn_tensors_out *out)
{
	const struct qn_store *s = &h->store;
	size_t n = h->layer[0].n;
	write_table(out, qn_store_table(s), n);
	if (qn_store_has_both(s))
		write_table(out, &s->codes.rows, n);
	for (int l = 0; l < h->layers; l++) {
		write_table(out, &h->layer[l].links, h->layer[l].n);
		if (l > 0)
			write_table(out, &h->layer[l].node, h->layer[l].n);
	}
	if (qn_store_has_both(s))
		qn_tensors_out_write(out, &h->judged, sizeof h->judged);
	if (s->codes.centre)
		qn_tensors_out_write(out, s->codes.centre,
		                     (size_t)s->dim * sizeof(float));
	if (s->storage != QN_HNSW_F32)
		for (size_t i = 0; i < n; i++)
			qn_tensors_out_write(out, qn_store_exact(s, i),
			                     (size_t)s->dim * sizeof(float));
	write_table(out, &h->bits, (n + 63) / 64);
}

bool qn_hnsw_save(const struct qn_hnsw *h, const char *path, struct qn_err *e)
{
	struct qn_tensors_out *out = qn_tensors_create(path, QN_HNSW_KIND);
	qn_hnsw_declare(h, out, "");
	qn_hnsw_write(h, out);
	return qn_tensors_finish(out, e);
}
