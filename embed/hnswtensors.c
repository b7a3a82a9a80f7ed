/* SPDX-License-Identifier: MIT */
/*
 * hnswtensors.c -- see hnswtensors.h.
 */
#include "embed/hnswtensors.h"

#include <inttypes.h>
#include <stdio.h>

struct qn_hnsw_name qn_hnsw_name(const char *prefix, int layer,
                                 const char *what)
{
	struct qn_hnsw_name name;
	if (layer == 0)
		snprintf(name.text, sizeof name.text, "%s%s", prefix, what);
	else
		snprintf(name.text, sizeof name.text, "%slayer%d.%s", prefix,
		         layer, what);
	return name;
}

struct qn_hnsw_name qn_hnsw_change_name(const char *what, int layer)
{
	struct qn_hnsw_name name;
	snprintf(name.text, sizeof name.text, "%s%d", what, layer);
	return name;
}

const char *qn_hnsw_rows_name(enum qn_hnsw_storage storage)
{
	return storage == QN_HNSW_F32 ? "vectors" : "codes";
}

enum qn_dtype qn_hnsw_rows_type(enum qn_hnsw_storage storage)
{
	static const enum qn_dtype type[] = {QN_F32, QN_F16, QN_I8};
	return type[storage];
}

void qn_hnsw_declare_tensor(struct qn_tensors_out *out,
                            struct qn_hnsw_name name, enum qn_dtype type,
                            size_t n, size_t width)
{
	qn_tensors_out_declare(out, name.text, type, width ? 2 : 1,
	                       (size_t[]){n, width});
}

const void *qn_hnsw_tensor(const struct qn_tensors *t, struct qn_hnsw_name name,
                           enum qn_dtype type, size_t *n, size_t width,
                           struct qn_err *e)
{
	const struct qn_tensor *x =
	    qn_tensors_find(t, name.text, type, width ? 2 : 1, e);
	if (!x)
		return NULL;
	if ((width && x->shape[1] != width) ||
	    (*n != SIZE_MAX && x->shape[0] != *n)) {
		qn_fail(e,
		        "%s: tensor \"%s\" has not the shape that it should "
		        "have",
		        t->name, name.text);
		return NULL;
	}
	*n = x->shape[0];
	return x->data;
}

const struct qn_tensor *qn_hnsw_links_before(const struct qn_hnsw *h, int l)
{
	return qn_tensors_get(h->own, qn_hnsw_name("", l, "links").text);
}

void qn_hnsw_stamp(const struct qn_hnsw *h, char text[32])
{
	const struct qn_tensor *links = qn_hnsw_links_before(h, 0);
	uint64_t hash = links ? qn_hash(links->data, links->bytes) : 0;
	snprintf(text, 32, "%016" PRIx64, hash);
}
