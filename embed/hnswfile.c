/* SPDX-License-Identifier: MIT */
/*
 * hnswfile.c -- an index as tensors.
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
 * and the options as metadata.  Reading looks at shapes alone, but for the
 * deleted rows, which are counted; links are checked when they are followed.
 */
#include "embed/hnsw.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "embed/hnswwalk.h"

#define KIND "hnsw"

/* --- names ------------------------------------------------------------------ */

struct name {
	char text[512];
};

static struct name name_of(const char *prefix, const char *what)
{
	struct name name;
	snprintf(name.text, sizeof name.text, "%s%s", prefix, what);
	return name;
}

static struct name layer_name(const char *prefix, int l, const char *what)
{
	struct name name;
	if (l == 0)
		return name_of(prefix, what);
	snprintf(name.text, sizeof name.text, "%slayer%d.%s", prefix, l, what);
	return name;
}

static const char *rows_name(enum qn_hnsw_storage storage)
{
	return storage == QN_HNSW_F32 ? "vectors" : "codes";
}

static enum qn_dtype rows_type(enum qn_hnsw_storage storage)
{
	static const enum qn_dtype type[] = {QN_F32, QN_F16, QN_I8};
	return type[storage];
}

static size_t rows_width(const struct qn_store *s)
{
	return s->storage == QN_HNSW_INT8 ? s->codes.width : s->width;
}

/* --- writing ------------------------------------------------------------------ */

static void declare(struct qn_tensors_out *out, struct name name,
                    enum qn_dtype type, size_t n, size_t width)
{
	qn_tensors_out_declare(out, name.text, type, width ? 2 : 1,
	                       (size_t[]){n, width});
}

static void put_options(const struct qn_hnsw *h, struct qn_tensors_out *out,
                        const char *prefix)
{
	const struct qn_hnsw_options *o = &h->o;
	qn_tensors_out_meta(out, name_of(prefix, "metric").text,
	                    qn_metric_names[o->metric]);
	qn_tensors_out_meta(out, name_of(prefix, "storage").text,
	                    qn_hnsw_storage_names[o->storage]);
	qn_tensors_out_metaf(out, name_of(prefix, "dim").text, "%d",
	                     h->store.dim);
	qn_tensors_out_metaf(out, name_of(prefix, "m").text, "%d", o->m);
	qn_tensors_out_metaf(out, name_of(prefix, "ef_construction").text, "%d",
	                     o->ef_construction);
	qn_tensors_out_metaf(out, name_of(prefix, "seed").text, "%" PRIu64,
	                     o->seed);
	qn_tensors_out_metaf(out, name_of(prefix, "layers").text, "%d",
	                     h->layers);
}

void qn_hnsw_declare(const struct qn_hnsw *h, struct qn_tensors_out *out,
                     const char *prefix)
{
	const struct qn_store *s = &h->store;
	size_t n = h->layer[0].n;
	put_options(h, out, prefix);
	declare(out, name_of(prefix, rows_name(s->storage)),
	        rows_type(s->storage), n, rows_width(s));
	for (int l = 0; l < h->layers; l++) {
		const struct qn_layer *y = &h->layer[l];
		declare(out, layer_name(prefix, l, "links"), QN_U32, y->n,
		        y->width);
		if (l > 0)
			declare(out, layer_name(prefix, l, "node"), QN_U32,
			        y->n, 0);
	}
	if (qn_store_has_both(s)) {
		declare(out, name_of(prefix, "codes"), QN_I8, n,
		        s->codes.width);
		declare(out, name_of(prefix, "judged"), QN_U32, 2, 0);
	}
	if (s->codes.centre)
		declare(out, name_of(prefix, "centre"), QN_F32, (size_t)s->dim,
		        0);
	if (s->storage != QN_HNSW_F32)
		declare(out, name_of(prefix, "originals"), QN_F32, n,
		        (size_t)s->dim);
	declare(out, name_of(prefix, "deleted"), QN_U8, (n + 63) / 64 * 8, 0);
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
	for (int l = 0; l < h->layers; l++) {
		write_table(out, &h->layer[l].links, h->layer[l].n);
		if (l > 0)
			write_table(out, &h->layer[l].node, h->layer[l].n);
	}
	if (qn_store_has_both(s)) {
		write_table(out, &s->codes.rows, n);
		qn_tensors_out_write(out, &h->judged, sizeof h->judged);
	}
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
	struct qn_tensors_out *out = qn_tensors_create(path, KIND);
	qn_hnsw_declare(h, out, "");
	qn_hnsw_write(h, out);
	return qn_tensors_finish(out, e);
}

/* --- reading -------------------------------------------------------------------- */

struct reader {
	const struct qn_tensors *t;
	const char *prefix;
	struct qn_err *e;
};

static uint64_t get_number(const struct reader *r, const char *what,
                           uint64_t most)
{
	struct name name = name_of(r->prefix, what);
	const char *text = qn_tensors_meta(r->t, name.text);
	char *end = NULL;
	unsigned long long value = text ? strtoull(text, &end, 10) : 0;
	if (text && *text >= '0' && *text <= '9' && !*end && value <= most)
		return value;
	qn_fail(r->e, "%s: the index has no good \"%s\"", r->t->name,
	        name.text);
	return 0;
}

static int get_choice(const struct reader *r, const char *what,
                      const char *const *names)
{
	struct name name = name_of(r->prefix, what);
	const char *text = qn_tensors_meta(r->t, name.text);
	for (int i = 0; text && names[i]; i++)
		if (strcmp(text, names[i]) == 0)
			return i;
	qn_fail(r->e, "%s: the index has no good \"%s\"", r->t->name,
	        name.text);
	return 0;
}

static struct qn_hnsw *get_options(const struct reader *r)
{
	struct qn_hnsw_options o = {
	    .metric = (enum qn_metric)get_choice(r, "metric", qn_metric_names),
	    .storage = (enum qn_hnsw_storage)get_choice(r, "storage",
	                                                qn_hnsw_storage_names),
	    .m = (int)get_number(r, "m", INT_MAX),
	    .ef_construction = (int)get_number(r, "ef_construction", INT_MAX),
	    .seed = get_number(r, "seed", UINT64_MAX),
	};
	int dim = (int)get_number(r, "dim", INT_MAX);
	return r->e->failed ? NULL : qn_hnsw_new(&o, dim, r->e);
}

/* The data of a tensor of this shape ([n], if width is 0); NULL with an error
 * when there is none. */
static const void *get(const struct reader *r, struct name name,
                       enum qn_dtype type, size_t n, size_t width)
{
	const struct qn_tensor *x =
	    qn_tensors_find(r->t, name.text, type, width ? 2 : 1, r->e);
	if (!x)
		return NULL;
	if (x->shape[0] == n && (!width || x->shape[1] == width))
		return x->data;
	qn_fail(r->e, "%s: tensor \"%s\" has not the shape that it should have",
	        r->t->name, name.text);
	return NULL;
}

/* The first dimension of a tensor. */
static size_t get_size(const struct reader *r, struct name name, size_t most)
{
	const struct qn_tensor *x = qn_tensors_get(r->t, name.text);
	if (x && x->rank > 0 && x->shape[0] <= most)
		return x->shape[0];
	qn_fail(r->e, "%s: the index has no tensor \"%s\" of a good size",
	        r->t->name, name.text);
	return 0;
}

static void get_table(const struct reader *r, struct name name,
                      enum qn_dtype type, size_t n, size_t width,
                      struct qn_table *table)
{
	table->rows = get(r, name, type, n, width);
	table->n = n;
}

static void get_layers(const struct reader *r, struct qn_hnsw *h, size_t n)
{
	h->layers = (int)get_number(r, "layers", QN_HNSW_LAYERS);
	if (!h->layers != !n)
		qn_fail(r->e, "%s: an index of %zu rows with %d layers",
		        r->t->name, n, h->layers);
	for (int l = 0; l < h->layers && !r->e->failed; l++) {
		struct qn_layer *y = &h->layer[l];
		struct name links = layer_name(r->prefix, l, "links");
		y->n = l ? get_size(r, links, h->layer[l - 1].n) : n;
		get_table(r, links, QN_U32, y->n, y->width, &y->links);
		if (l > 0)
			get_table(r, layer_name(r->prefix, l, "node"), QN_U32,
			          y->n, 0, &y->node);
		if (!y->n)
			qn_fail(r->e, "%s: layer %d of the index is empty",
			        r->t->name, l);
	}
}

static void get_originals(const struct reader *r, struct qn_store *s, size_t n)
{
	size_t dim = (size_t)s->dim;
	const float *rows =
	    get(r, name_of(r->prefix, "originals"), QN_F32, n, dim);
	qn_store_borrow(s, rows, dim, 0);
}

static void get_centre(const struct reader *r, struct qn_store *s)
{
	const float *centre =
	    get(r, name_of(r->prefix, "centre"), QN_F32, (size_t)s->dim, 0);
	if (centre)
		qn_codes_set_centre(&s->codes, centre);
}

static void get_judged(const struct reader *r, struct qn_judged *to)
{
	const void *from = get(r, name_of(r->prefix, "judged"), QN_U32, 2, 0);
	if (from)
		memcpy(to, from, sizeof *to);
}

static void get_rows(const struct reader *r, struct qn_hnsw *h, size_t n)
{
	struct qn_store *s = &h->store;
	struct name rows = name_of(r->prefix, rows_name(s->storage));
	struct name codes = name_of(r->prefix, "codes");
	if (s->storage != QN_HNSW_INT8)
		get_table(r, rows, rows_type(s->storage), n, s->width,
		          &s->rows);
	if (s->storage == QN_HNSW_F32)
		s->coded = n && qn_tensors_get(r->t, codes.text);
	if (s->coded)
		get_table(r, codes, QN_I8, n, s->codes.width, &s->codes.rows);
	if (s->coded && n)
		get_centre(r, s);
	if (qn_store_has_both(s))
		get_judged(r, &h->judged);
	if (s->storage != QN_HNSW_F32)
		get_originals(r, s, n);
	s->n = n;
}

/* Bits are copied, so that more can be set. */
static void get_deleted(const struct reader *r, struct qn_hnsw *h, size_t n)
{
	size_t words = (n + 63) / 64;
	const uint8_t *bytes =
	    get(r, name_of(r->prefix, "deleted"), QN_U8, words * 8, 0);
	if (bytes && qn_table_reserve(&h->bits, words, r->e))
		qn_hnsw_set_deleted(h, bytes);
}

struct qn_hnsw *qn_hnsw_read(const struct qn_tensors *t, const char *prefix,
                             struct qn_err *e)
{
	const struct reader r = {t, prefix, e};
	struct qn_hnsw *h = e->failed ? NULL : get_options(&r);
	if (!h)
		return NULL;
	struct qn_store *s = &h->store;
	struct name rows = name_of(prefix, rows_name(s->storage));
	size_t n = get_size(&r, rows, QN_HNSW_MOST);
	get_rows(&r, h, n);
	get_layers(&r, h, n);
	get_deleted(&r, h, n);
	if (!e->failed)
		return h;
	qn_hnsw_free(h);
	return NULL;
}

struct qn_hnsw *qn_hnsw_open(const char *path, struct qn_err *e)
{
	struct qn_tensors *t = qn_tensors_open(path, e);
	struct qn_hnsw *h = NULL;
	if (t && qn_tensors_expect(t, KIND, e))
		h = qn_hnsw_read(t, "", e);
	if (h)
		h->own = t;
	else
		qn_tensors_close(t);
	return h;
}
