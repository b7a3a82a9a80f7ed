/* SPDX-License-Identifier: MIT */
/*
 * docindexfile.c -- the documents' graph, the words' vectors and the model, in
 * one file that knows its index.
 *
 *	documents.*  the graph, see hnswfile.c
 *	vectors      F32 [words][dim]
 *	docvec.*     the model, see docvecfile.c
 *	words        list [words]
 */
#include "embed/docindex.h"

#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/tensorsums.h"

#define KIND "index-vectors"

/* By which an index is known: all its sums in one. */
static uint64_t fingerprint(const struct qn_index *x)
{
	return qn_hash(x->sums.sum, x->sums.blocks * sizeof *x->sums.sum);
}

bool qn_docindex_save(const struct qn_docindex *d, const struct qn_index *x,
                      const char *path, struct qn_err *e)
{
	struct qn_map known = {.count = 0};
	const struct qn_vectors *v = d->words;
	size_t shape[] = {v->n, (size_t)v->dim};
	if (e->failed)
		return false;
	struct qn_tensors_out *out = qn_tensors_create(path, KIND);
	qn_tensors_out_sum(out);
	qn_tensors_out_metaf(out, "index", "%016llx",
	                     (unsigned long long)fingerprint(x));
	qn_hnsw_declare(d->graph, out, "documents.");
	qn_tensors_out_declare(out, "vectors", QN_F32, 2, shape);
	qn_docvec_declare(d->model, &known, out);
	qn_words_declare(out, "words", &v->words, v->n);
	qn_hnsw_write(d->graph, out);
	for (size_t i = 0; i < v->n; i++)
		qn_tensors_out_write(out, qn_vectors_row(v, i),
		                     shape[1] * sizeof(float));
	qn_docvec_write(d->model, &known, out);
	qn_words_write(out, &v->words, v->n);
	qn_map_release(&known);
	return qn_tensors_finish(out, e);
}

static bool check_file(const struct qn_tensors *t, const struct qn_index *x,
                       struct qn_err *e)
{
	char wanted[24];
	struct qn_tensorsums sums;
	if (!qn_tensors_expect(t, KIND, e))
		return false;
	const char *of = qn_tensors_meta(t, "index");
	snprintf(wanted, sizeof wanted, "%016llx",
	         (unsigned long long)fingerprint(x));
	if (!of || strcmp(of, wanted) != 0)
		return qn_fail(e,
		               "%s: made for another state of the index; make "
		               "it anew with `quern index vectors`",
		               t->name);
	bool ok = qn_tensorsums_open(&sums, t, e) &&
	          qn_tensorsums_check(&sums, sums.data, sums.bytes, e);
	qn_tensorsums_close(&sums);
	return ok;
}

static struct qn_vectors *read_words(const struct qn_tensors *t,
                                     struct qn_err *e)
{
	const struct qn_tensor *rows =
	    qn_tensors_find(t, "vectors", QN_F32, 2, e);
	if (!rows)
		return NULL;
	if (!rows->count || rows->shape[1] > INT32_MAX) {
		qn_fail(e, "%s: holds no vectors", t->name);
		return NULL;
	}
	struct qn_vectors *v = qn_calloc(1, sizeof *v);
	*v = (struct qn_vectors){.n = rows->shape[0],
	                         .dim = (int)rows->shape[1],
	                         .stride = rows->shape[1],
	                         .rows = rows->data};
	if (qn_words_read(t, "words", v->n, &v->words, e) &&
	    v->words.count == v->n)
		return v;
	qn_fail(e, "%s: its words make no sense", t->name);
	qn_vectors_free(v);
	return NULL;
}

struct qn_docindex *qn_docindex_open(const char *path, const struct qn_index *x,
                                     struct qn_err *e)
{
	struct qn_tensors *t = qn_tensors_open(path, e);
	if (!t)
		return NULL;
	struct qn_docindex *d = qn_calloc(1, sizeof *d);
	d->file = t;
	if (check_file(t, x, e))
		d->words = d->owned = read_words(t, e);
	if (d->words)
		d->model = qn_docvec_read(t, d->words, e);
	if (d->model)
		d->graph = qn_hnsw_read(t, "documents.", e);
	if (d->graph && (qn_hnsw_dim(d->graph) != d->words->dim ||
	                 qn_hnsw_count(d->graph) != x->about.documents))
		qn_fail(e, "%s: its vectors make no sense", t->name);
	if (!e->failed)
		return d;
	qn_docindex_free(d);
	return NULL;
}
