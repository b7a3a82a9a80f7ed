/* SPDX-License-Identifier: MIT */
/*
 * docindex.h -- the documents of an inverted index as vectors, and which are
 * near a query's.
 *
 *	index: the words of each document --docvec--> rows --> graph (HNSW)
 *	word vectors, all of them --------'
 *
 * A query may hold words that no document holds, so all vectors are kept.
 *
 * They are a file beside the index, "INDEX.vectors", that knows which index it
 * is of: when that changes it has to be made anew.
 */
#ifndef QN_EMBED_DOCINDEX_H
#define QN_EMBED_DOCINDEX_H

#include "embed/docvec.h"
#include "embed/hnsw.h"
#include "text/inverted.h"
#include "text/searchquery.h"

struct qn_docindex_options {
	struct qn_docvec_options docvec;
	struct qn_hnsw_options graph; /* metric: cosine */
};

struct qn_docindex {
	const struct qn_vectors *words;
	struct qn_vectors *owned; /* `words`, when they come from a file    */
	struct qn_docvec *model;
	struct qn_hnsw *graph;   /* a row a document, by its number         */
	struct qn_vectors *rows; /* of the documents, while it is built     */
	struct qn_tensors *file; /* that the rest points into; or NULL      */
};

/* From the texts of `x` as it has cut them; `words` is borrowed.  NULL with `e`
 * set when none of the index's words has a vector, without memory, or when the
 * progress report of the graph's options said stop. */
QN_API struct qn_docindex *
qn_docindex_build(struct qn_index *x, const struct qn_vectors *words,
                  const struct qn_docindex_options *o, struct qn_pool *pool,
                  struct qn_err *e);
QN_API void qn_docindex_free(struct qn_docindex *d);

QN_API bool qn_docindex_save(const struct qn_docindex *d,
                             const struct qn_index *x, const char *path,
                             struct qn_err *e);

/* NULL with `e` set for a file that is not of this index as it is now. */
QN_API struct qn_docindex *
qn_docindex_open(const char *path, const struct qn_index *x, struct qn_err *e);

/* The vector of the words of a query, those that must not occur left out, into
 * row [dim]; false if it is zero for want of words. */
QN_API bool qn_docindex_query(const struct qn_docindex *d,
                              const struct qn_query *q, float *row);
#endif
