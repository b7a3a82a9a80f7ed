/* SPDX-License-Identifier: MIT */
/*
 * docvec.c -- weighted sums of rows.
 *
 * Departures: idf is that of Lucene's BM25 and not gensim's log2(n / df),
 * which is 0 for a word of all documents and infinite for one of none; word
 * vectors are taken as they are, where gensim's get_mean_vector() scales them
 * to length 1 first (method fasttext does that).  SIF's authors estimate p
 * from a large text of its own and remove the direction of each test set;
 * here it is kept, so that new documents are treated as the old ones were.
 *
 * References: S. Arora, Y. Liang, T. Ma, "A simple but tough-to-beat baseline
 * for sentence embeddings", ICLR 2017, algorithm 1; fastText 0.9.2,
 * FastText::getSentenceVector().
 */
#include "embed/docvec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/kern.h"
#include "base/mem.h"

#define SHARD 64 /* documents that a thread takes at a time */

const char *const qn_docvec_method_names[] = {
    [QN_DOCVEC_MEAN] = "mean",
    [QN_DOCVEC_WEIGHTED] = "weighted",
    [QN_DOCVEC_SIF] = "sif",
    [QN_DOCVEC_FASTTEXT] = "fasttext",
    NULL,
};

struct qn_docvec *qn_docvec_new(const struct qn_docvec_options *o,
                                const struct qn_vectors *words,
                                struct qn_err *e)
{
	if (e->failed)
		return NULL;
	if (!(o->sif_a > 0) || isinf(o->sif_a)) {
		qn_fail(e, "SIF's a is a number above 0, not %g", o->sif_a);
		return NULL;
	}
	struct qn_docvec *m = qn_calloc(1, sizeof *m);
	m->options = *o;
	m->words = words;
	m->gathered.dim = (size_t)words->dim;
	size_t n = words->n;
	m->count = qn_big_alloc(n, sizeof *m->count, "counts of words", e);
	m->last = qn_big_alloc(n, sizeof *m->last, "counts of words", e);
	m->scale = qn_big_alloc(n, sizeof *m->scale, "weights of words", e);
	m->mass = qn_big_alloc(n, sizeof *m->mass, "weights of words", e);
	if (e->failed) {
		qn_docvec_free(m);
		return NULL;
	}
	qn_docvec_weigh(m);
	return m;
}

void qn_docvec_free(struct qn_docvec *m)
{
	if (!m)
		return;
	qn_big_free(m->count);
	qn_big_free(m->last);
	qn_big_free(m->scale);
	qn_big_free(m->mass);
	qn_principal_release(&m->gathered);
	free(m->common);
	free(m);
}

/* --- weights -------------------------------------------------------------- */

/* A word counts in a document once, by weighted, or as often as it occurs. */
static void count_document(struct qn_docvec *m, const uint32_t *id, size_t n)
{
	bool once = m->options.method == QN_DOCVEC_WEIGHTED;
	m->total += once ? 1 : n;
	for (size_t i = 0; i < n; i++) {
		if (id[i] == QN_MAP_NONE ||
		    (once && m->last[id[i]] == m->total))
			continue;
		m->last[id[i]] = m->total;
		m->count[id[i]]++;
	}
}

void qn_docvec_count(struct qn_docvec *m, const struct qn_docids *docs)
{
	if (m->options.method != QN_DOCVEC_WEIGHTED &&
	    m->options.method != QN_DOCVEC_SIF)
		return;
	for (size_t i = 0; i < docs->n; i++)
		count_document(m, docs->id + docs->start[i],
		               docs->start[i + 1] - docs->start[i]);
}

void qn_docvec_count_vocab(struct qn_docvec *m, const struct qn_vocab *vocab)
{
	if (m->options.method != QN_DOCVEC_SIF)
		return;
	m->total += vocab->total;
	for (uint32_t w = 0; w < m->words->n; w++) {
		uint32_t id =
		    qn_vocab_find(vocab, qn_map_string(&m->words->words, w));
		if (id != QN_MAP_NONE)
			m->count[w] += vocab->count[id];
	}
}

static double length(const float *x, int dim)
{
	double sum = 0;
	for (int i = 0; i < dim; i++)
		sum += (double)x[i] * x[i];
	return sqrt(sum);
}

void qn_docvec_weigh(struct qn_docvec *m)
{
	double a = m->options.sif_a, total = (double)m->total;
	for (size_t w = 0; w < m->words->n; w++) {
		double count = (double)m->count[w], scale = 1, mass = 1;
		switch (m->options.method) {
		case QN_DOCVEC_MEAN:
			break;
		case QN_DOCVEC_WEIGHTED:
			scale = mass = log((total + 1) / (count + 0.5));
			break;
		case QN_DOCVEC_SIF:
			if (count > 0)
				scale = a / (a + count / total);
			break;
		case QN_DOCVEC_FASTTEXT:
			scale =
			    length(qn_vectors_row(m->words, w), m->words->dim);
			mass = scale > 0;
			scale = scale > 0 ? 1 / scale : 0;
			break;
		}
		m->scale[w] = (float)scale;
		m->mass[w] = (float)mass;
	}
}

/* --- vectors -------------------------------------------------------------- */

static void remove_common(const struct qn_docvec *m, float *row)
{
	size_t dim = m->gathered.dim;
	if (m->common)
		qn_kern()->axpy(row, -qn_kern()->dot(row, m->common, dim),
		                m->common, dim);
}

bool qn_docvec_row(const struct qn_docvec *m, const uint32_t *ids, size_t n,
                   float *row)
{
	const struct qn_kern *kern = qn_kern();
	size_t dim = m->gathered.dim;
	double mass = 0;
	memset(row, 0, dim * sizeof *row);
	for (size_t i = 0; i < n; i++) {
		if (ids[i] == QN_MAP_NONE)
			continue;
		mass += (double)m->mass[ids[i]];
		kern->axpy(row, m->scale[ids[i]],
		           qn_vectors_row(m->words, ids[i]), dim);
	}
	if (!(mass > 0))
		return false;
	float scale = (float)(1 / mass);
	for (size_t i = 0; i < dim; i++)
		row[i] *= scale;
	remove_common(m, row);
	return true;
}

struct rows {
	const struct qn_docvec *m;
	const struct qn_docids *docs;
	float *rows;
	size_t stride;
	size_t *zero; /* [shards] */
};

static void make_rows(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct rows *r = ctx;
	const size_t *start = r->docs->start;
	for (size_t i = begin; i < end; i++)
		r->zero[shard] += !qn_docvec_row(r->m, r->docs->id + start[i],
		                                 start[i + 1] - start[i],
		                                 r->rows + i * r->stride);
}

size_t qn_docvec_rows(const struct qn_docvec *m, const struct qn_docids *docs,
                      float *rows, size_t stride, struct qn_pool *pool)
{
	size_t shards = docs->n / SHARD + 1, zero = 0;
	struct rows r = {m, docs, rows, stride, NULL};
	r.zero = qn_calloc(shards, sizeof *r.zero);
	qn_pool_for(pool, docs->n, shards, make_rows, &r);
	for (size_t i = 0; i < shards; i++)
		zero += r.zero[i];
	free(r.zero);
	return zero;
}

/* --- what all have in common ---------------------------------------------- */

bool qn_docvec_gather(struct qn_docvec *m, const float *rows, size_t n,
                      size_t stride, struct qn_pool *pool, struct qn_err *e)
{
	return m->options.method != QN_DOCVEC_SIF ||
	       qn_principal_add(&m->gathered, rows, n, stride, pool, e);
}

void qn_docvec_settle(struct qn_docvec *m)
{
	if (m->options.method != QN_DOCVEC_SIF)
		return;
	if (!m->common)
		m->common = qn_malloc(m->gathered.dim, sizeof *m->common);
	qn_principal_find(&m->gathered, m->common);
	qn_principal_release(&m->gathered);
}

static void remove_rows(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct rows *r = ctx;
	for (size_t i = begin; i < end; i++)
		remove_common(r->m, r->rows + i * r->stride);
	(void)shard;
}

void qn_docvec_remove(const struct qn_docvec *m, float *rows, size_t n,
                      size_t stride, struct qn_pool *pool)
{
	struct rows r = {m, NULL, rows, stride, NULL};
	qn_pool_for(pool, n, n / SHARD + 1, remove_rows, &r);
}
