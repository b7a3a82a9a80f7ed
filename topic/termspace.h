/* SPDX-License-Identifier: MIT */
/*
 * termspace.h -- the words that documents are vectors of, and what a word
 * weighs in one.
 *
 *	documents as ids --> counts --> weights      text/sparse.h
 *	(topic/docwords.h)              as text/tfidf.h has them
 *
 * Columns are the words' ids, the most frequent first: its rows in a matrix of
 * factors lie side by side, where the caches have them.
 */
#ifndef QN_TOPIC_TERMSPACE_H
#define QN_TOPIC_TERMSPACE_H

#include "text/indexabout.h"
#include "text/sparse.h"
#include "text/tfidf.h"
#include "topic/docwords.h"

struct qn_termspace {
	struct qn_vocab *vocab;      /* [V] words and their tokens          */
	struct qn_tfidf weights;     /* options of weights, documents, df [V],
	                              * idf [V]; the words are the vocabulary's */
	struct qn_index_about about; /* .tokenizer: how text was cut        */
};

/*
 * What documents, cut by these options, teach; of the options of weights those
 * of text/tfidf.h that choose terms or are gensim's do not count.  `out`,
 * released by the caller, gets documents x words.  NULL with `e` set for no
 * words or no memory.
 */
QN_API struct qn_termspace *
qn_termspace_new(const struct qn_docwords *d,
                 const struct qn_tokenizer_options *cut,
                 const struct qn_tfidf_options *weights, struct qn_sparse *out,
                 struct qn_pool *pool, struct qn_err *e);
QN_API void qn_termspace_free(struct qn_termspace *s);

/* Other documents, whose vocabulary is that of `s`. */
QN_API bool qn_termspace_weigh(const struct qn_termspace *s,
                               const struct qn_docwords *d,
                               struct qn_sparse *out, struct qn_pool *pool,
                               struct qn_err *e);

/* Its part of a model's file: df U32 [V], the words as words.offsets and
 * words.bytes, about U8: lines of text/indexabout.h; weights as metadata. */
void qn_termspace_declare(struct qn_tensors_out *out,
                          const struct qn_termspace *s);
void qn_termspace_write(struct qn_tensors_out *out,
                        const struct qn_termspace *s);
struct qn_termspace *qn_termspace_read(const struct qn_tensors *t,
                                       struct qn_err *e);
#endif
