/* SPDX-License-Identifier: MIT */
/*
 * hnswopen.c -- an index out of its tensors (hnswfile.c), which stay where they
 * are.  Shapes alone are looked at, but for the deleted rows, which are
 * counted; links are checked when they are followed.
 */
#include "embed/hnsw.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "embed/hnswtensors.h"

struct reader {
	const struct qn_tensors *t;
	const char *prefix;
	struct qn_err *e;
};

static uint64_t get_number(const struct reader *r, const char *what,
                           uint64_t most)
{
	struct qn_hnsw_name name = qn_hnsw_name(r->prefix, 0, what);
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
	struct qn_hnsw_name name = qn_hnsw_name(r->prefix, 0, what);
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

static const void *get(const struct reader *r, struct qn_hnsw_name name,
                       enum qn_dtype type, size_t n, size_t width)
{
	return qn_hnsw_tensor(r->t, name, type, &n, width, r->e);
}

/* The first dimension of a tensor. */
static size_t get_size(const struct reader *r, struct qn_hnsw_name name,
                       size_t most)
{
	const struct qn_tensor *x = qn_tensors_get(r->t, name.text);
	if (x && x->rank > 0 && x->shape[0] <= most)
		return x->shape[0];
	qn_fail(r->e, "%s: the index has no tensor \"%s\" of a good size",
	        r->t->name, name.text);
	return 0;
}

static void get_table(const struct reader *r, struct qn_hnsw_name name,
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
		struct qn_hnsw_name links = qn_hnsw_name(r->prefix, l, "links");
		y->n = l ? get_size(r, links, h->layer[l - 1].n) : n;
		get_table(r, links, QN_U32, y->n, y->width, &y->links);
		if (l > 0)
			get_table(r, qn_hnsw_name(r->prefix, l, "node"), QN_U32,
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
	    get(r, qn_hnsw_name(r->prefix, 0, "originals"), QN_F32, n, dim);
	qn_store_borrow(s, rows, dim, 0);
}

static void get_centre(const struct reader *r, struct qn_store *s)
{
	const float *centre = get(r, qn_hnsw_name(r->prefix, 0, "centre"),
	                          QN_F32, (size_t)s->dim, 0);
	if (centre)
		qn_codes_set_centre(&s->codes, centre);
}

static void get_judged(const struct reader *r, struct qn_judged *to)
{
	const void *from =
	    get(r, qn_hnsw_name(r->prefix, 0, "judged"), QN_U32, 2, 0);
	if (from)
		memcpy(to, from, sizeof *to);
}

static void get_rows(const struct reader *r, struct qn_hnsw *h, size_t n)
{
	struct qn_store *s = &h->store;
	struct qn_hnsw_name rows =
	    qn_hnsw_name(r->prefix, 0, qn_hnsw_rows_name(s->storage));
	struct qn_hnsw_name codes = qn_hnsw_name(r->prefix, 0, "codes");
	if (s->storage != QN_HNSW_INT8)
		get_table(r, rows, qn_hnsw_rows_type(s->storage), n, s->width,
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
	    get(r, qn_hnsw_name(r->prefix, 0, "deleted"), QN_U8, words * 8, 0);
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
	struct qn_hnsw_name rows =
	    qn_hnsw_name(prefix, 0, qn_hnsw_rows_name(s->storage));
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
	if (t && qn_tensors_expect(t, QN_HNSW_KIND, e))
		h = qn_hnsw_read(t, "", e);
	if (h)
		h->own = t;
	else
		qn_tensors_close(t);
	return h;
}
