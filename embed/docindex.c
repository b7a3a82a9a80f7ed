/* SPDX-License-Identifier: MIT */
/*
 * docindex.c -- an index's postings turned back into documents, word by word.
 *
 * The words of a document come in the order of the index's terms: their sum
 * is the same, but for its last digits, as in the order of the text.
 */
#include "embed/docindex.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void qn_docindex_free(struct qn_docindex *d)
{
	if (!d)
		return;
	qn_hnsw_free(d->graph);
	qn_docvec_free(d->model);
	qn_vectors_free(d->owned);
	qn_vectors_free(d->rows);
	qn_tensors_close(d->file);
	free(d);
}

/* --- documents ------------------------------------------------------------ */

/* Documents on their way: the next word of each goes to id[at[document]]. */
struct filling {
	struct qn_docids *docs;
	size_t *at;
	uint16_t *offset; /* [QN_WINDOW] */
	uint32_t *tf;     /* [QN_WINDOW] */
};

static void put_term(const struct filling *f, const struct qn_postings *p,
                     uint32_t id)
{
	uint32_t rank = 0;
	for (uint32_t w = 0; w < p->windows; w++) {
		uint32_t n = qn_postings_window(p, w, &rank, f->offset, f->tf);
		for (uint32_t i = 0; i < n; i++) {
			size_t doc = (size_t)w * QN_WINDOW + f->offset[i];
			size_t end = f->docs->start[doc + 1];
			for (uint32_t k = 0; k < f->tf[i] && f->at[doc] < end;
			     k++)
				f->docs->id[f->at[doc]++] = id;
		}
	}
}

static bool put_terms(struct qn_index *x, const struct qn_vectors *words,
                      struct qn_docids *docs, struct qn_err *e)
{
	size_t known = 0;
	struct filling f = {.docs = docs};
	struct qn_postings p;
	f.at = qn_malloc(docs->n, sizeof *f.at);
	f.offset = qn_malloc(QN_WINDOW, sizeof *f.offset);
	f.tf = qn_malloc(QN_WINDOW, sizeof *f.tf);
	memcpy(f.at, docs->start, docs->n * sizeof *f.at);
	for (uint32_t t = 0; t < x->terms && !e->failed; t++) {
		struct qn_slice word = qn_index_text_token(x, t, e);
		uint32_t id =
		    word.n ? qn_map_find(&words->words, word) : QN_MAP_NONE;
		if (id == QN_MAP_NONE || !qn_index_postings(x, t, &p, e))
			continue;
		put_term(&f, &p, id);
		known++;
	}
	free(f.at);
	free(f.offset);
	free(f.tf);
	return !e->failed &&
	       (known || qn_fail(e, "%s: none of its words has a vector",
	                         x->file->name));
}

/* Words without a vector are what is left of each document. */
static bool take_documents(struct qn_index *x, const struct qn_vectors *words,
                           struct qn_docids *docs, struct qn_err *e)
{
	struct qn_impact impact;
	size_t n = x->about.documents;
	if (!qn_index_impact(x, QN_FIELD_TEXT, &impact, e))
		return false;
	docs->n = n;
	docs->start = qn_malloc(n + 1, sizeof *docs->start);
	for (size_t d = 0; d < n; d++) {
		docs->start[d] = docs->words;
		docs->words += impact.length[d];
	}
	docs->start[n] = docs->words;
	docs->id = qn_malloc(docs->words, sizeof *docs->id);
	memset(docs->id, 0xff, docs->words * sizeof *docs->id);
	return put_terms(x, words, docs, e);
}

/* --- building ------------------------------------------------------------- */

static bool learn(struct qn_docindex *d, const struct qn_docids *docs,
                  struct qn_pool *pool, struct qn_err *e)
{
	qn_docvec_count(d->model, docs);
	qn_docvec_weigh(d->model);
	d->rows = qn_vectors_new(docs->n ? docs->n : 1, d->words->dim, e);
	if (!d->rows)
		return false;
	float *rows = d->rows->owned;
	size_t stride = d->rows->stride;
	qn_docvec_rows(d->model, docs, rows, stride, pool);
	if (!qn_docvec_gather(d->model, rows, docs->n, stride, pool, e))
		return false;
	qn_docvec_settle(d->model);
	qn_docvec_remove(d->model, rows, docs->n, stride, pool);
	return true;
}

/* A document without a vector is like nothing. */
static void delete_empty(struct qn_docindex *d, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const float *row = qn_vectors_row(d->rows, i);
		int k = 0;
		while (k < d->words->dim && row[k] == 0)
			k++;
		if (k == d->words->dim)
			qn_hnsw_delete(d->graph, (uint32_t)i);
	}
}

struct qn_docindex *qn_docindex_build(struct qn_index *x,
                                      const struct qn_vectors *words,
                                      const struct qn_docindex_options *o,
                                      struct qn_pool *pool, struct qn_err *e)
{
	struct qn_docids docs = {.n = 0};
	struct qn_docindex *d = qn_calloc(1, sizeof *d);
	d->words = words;
	if (take_documents(x, words, &docs, e))
		d->model = qn_docvec_new(&o->docvec, d->words, e);
	if (d->model && learn(d, &docs, pool, e))
		d->graph = qn_hnsw_new(&o->graph, d->words->dim, e);
	if (d->graph && qn_hnsw_add(d->graph, d->rows->rows, docs.n,
	                            d->rows->stride, pool, e))
		delete_empty(d, docs.n);
	qn_docids_release(&docs);
	if (!e->failed)
		return d;
	qn_docindex_free(d);
	return NULL;
}

/* --- queries -------------------------------------------------------------- */

bool qn_docindex_query(const struct qn_docindex *d, const struct qn_query *q,
                       float *row)
{
	uint32_t *id = qn_malloc(q->tokens + 1, sizeof *id);
	size_t n = 0;
	for (size_t i = 0; i < q->n; i++) {
		const struct qn_clause *c = &q->clause[i];
		for (size_t k = 0; k < c->n && c->occur != QN_MUST_NOT; k++)
			id[n++] = qn_map_find(&d->words->words,
			                      qn_query_token(q, c->from + k));
	}
	bool found = qn_docvec_row(d->model, id, n, row);
	free(id);
	return found;
}
