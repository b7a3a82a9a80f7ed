/* SPDX-License-Identifier: MIT */
/*
 * docvec.h -- a vector for each document, from the vectors of its words.
 *
 *	x = sum over its words w of scale[w] v[w] / sum of mass[w]
 *
 *	method     scale           mass   learnt from documents
 *	mean       1               1      -
 *	weighted   idf             idf    idf = ln((n + 1) / (df + 0.5))
 *	sif        a / (a + p(w))  1      p, and the common direction u:
 *	                                  x -= (x . u) u
 *	fasttext   1 / |v|         1      -
 *
 * A word counts as often as it occurs; words without a vector are passed
 * over, as are zero vectors by fasttext, and of a document without any other
 * the vector is zero.
 *
 * What the methods learn is learnt from documents, in batches or all at once;
 * a method that has nothing to learn makes nothing of it:
 *
 *	m = qn_docvec_new(&o, words, &e)
 *	qn_docvec_count(m, docs)       ...    or qn_docvec_count_vocab()
 *	qn_docvec_weigh(m)
 *	qn_docvec_rows(m, docs, rows)  ...    without the common direction
 *	qn_docvec_gather(m, rows)      ...
 *	qn_docvec_settle(m)
 *	qn_docvec_remove(m, rows)      ...
 *
 * From then on, or when it was loaded, a model makes of new documents what it
 * made of these: qn_docvec_row(), in as many threads as there are, or
 * qn_docvec_rows().
 */
#ifndef QN_EMBED_DOCVEC_H
#define QN_EMBED_DOCVEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/tensors.h"
#include "embed/docids.h"
#include "embed/principal.h"
#include "embed/vectors.h"
#include "text/vocab.h"

enum qn_docvec_method {
	QN_DOCVEC_MEAN,
	QN_DOCVEC_WEIGHTED, /* by tf and the idf of Lucene's BM25     */
	QN_DOCVEC_SIF,      /* Arora, Liang, Ma, ICLR 2017            */
	QN_DOCVEC_FASTTEXT, /* as fasttext print-sentence-vectors     */
};

/* Their names, ended by NULL. */
extern const char *const qn_docvec_method_names[];

struct qn_docvec_options {
	enum qn_docvec_method method;
	double sif_a; /* above 0; larger: frequent words weigh more  */
};

#define QN_DOCVEC_DEFAULTS                                                     \
	(struct qn_docvec_options)                                             \
	{                                                                      \
		.method = QN_DOCVEC_MEAN, .sif_a = 1e-3                        \
	}

struct qn_docvec {
	struct qn_docvec_options options;
	const struct qn_vectors *words; /* borrowed                         */
	uint64_t *count; /* [words->n] weighted: documents that hold the word;
	                    sif: its occurrences                            */
	uint64_t total;  /* weighted: documents; sif: words, those without
	                    a vector too                                    */
	float *scale, *mass; /* [words->n]                                  */
	uint64_t *last;      /* [words->n] document it was last counted in  */
	struct qn_principal gathered;
	float *common; /* [dim] of length 1, or zeroes; NULL: none so far  */
};

/* `words` is borrowed until qn_docvec_free().  NULL with `e` set for an `a`
 * that is not above 0, or without memory. */
QN_API struct qn_docvec *qn_docvec_new(const struct qn_docvec_options *o,
                                       const struct qn_vectors *words,
                                       struct qn_err *e);
QN_API void qn_docvec_free(struct qn_docvec *m);

/* Learn how often words occur, then weigh them. */
QN_API void qn_docvec_count(struct qn_docvec *m, const struct qn_docids *docs);

/* The same from a vocabulary (`quern vocab`); for sif alone, since it does not
 * say how many documents hold a word. */
QN_API void qn_docvec_count_vocab(struct qn_docvec *m,
                                  const struct qn_vocab *vocab);
QN_API void qn_docvec_weigh(struct qn_docvec *m);

/* The vector of one document, ids [n], into row [dim]; false if it is zero
 * for want of words. */
QN_API bool qn_docvec_row(const struct qn_docvec *m, const uint32_t *ids,
                          size_t n, float *row);

/* Of all of `docs` into rows [docs->n][stride], the first dim of each; returns
 * how many are zero for want of words. */
QN_API size_t qn_docvec_rows(const struct qn_docvec *m,
                             const struct qn_docids *docs, float *rows,
                             size_t stride, struct qn_pool *pool);

/* Learn the common direction of rows [n][stride] that were made before it was
 * known, then take it from them.  How they are divided into batches may change
 * its last digits; threads do not.  False with `e` set without memory. */
QN_API bool qn_docvec_gather(struct qn_docvec *m, const float *rows, size_t n,
                             size_t stride, struct qn_pool *pool,
                             struct qn_err *e);
QN_API void qn_docvec_settle(struct qn_docvec *m);
QN_API void qn_docvec_remove(const struct qn_docvec *m, float *rows, size_t n,
                             size_t stride, struct qn_pool *pool);

/*
 * A file of what was learnt, but not of the word vectors: they are to be given
 * to qn_docvec_load() again, and only their dimension is looked at.  False or
 * NULL with `e` set.
 */
QN_API bool qn_docvec_save(const struct qn_docvec *m, const char *path,
                           struct qn_err *e);
QN_API struct qn_docvec *qn_docvec_load(const char *path,
                                        const struct qn_vectors *words,
                                        struct qn_err *e);

/* Save all but the rename, which is left to qn_tensors_finish(). */
QN_API struct qn_tensors_out *qn_docvec_prepare(const struct qn_docvec *m,
                                                const char *path,
                                                struct qn_err *e);

/*
 * The same as part of a file of another kind, whose tensors' names are not to
 * begin with "docvec.".  `known` is an empty map that belongs to the caller.
 */
void qn_docvec_declare(const struct qn_docvec *m, struct qn_map *known,
                       struct qn_tensors_out *out);
void qn_docvec_write(const struct qn_docvec *m, const struct qn_map *known,
                     struct qn_tensors_out *out);
struct qn_docvec *qn_docvec_read(const struct qn_tensors *t,
                                 const struct qn_vectors *words,
                                 struct qn_err *e);
#endif
