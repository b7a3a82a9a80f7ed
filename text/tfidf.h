/* SPDX-License-Identifier: MIT */
/*
 * tfidf.h -- documents to weighted term vectors, as scikit-learn's
 * TfidfVectorizer and CountVectorizer and gensim's SMART letters have it.
 *
 *	documents --analyzer--> counts --limits--> terms, columns
 *	          --weights-->  documents x terms  (text/sparse.h)
 *
 * scikit-learn's weights:  tf * (ln((n + s) / (df + s)) + 1), s = 1 if smooth,
 * tf = 1 + ln tf if sublinear, then each row scaled to length 1 (l2, l1).
 *
 * gensim's are three letters, tf df norm:
 *	n t  tf                      n x  1                    n x  as it is
 *	l    1 + log2 tf             f    log2(n / df)         c    length 1
 *	d    1 + log2(1 + log2 tf)   t    log2((n + 1) / df)   u    pivoted,
 *	a    .5 + .5 tf / max tf     p    log2((n - df) / df),      terms
 *	b    1                            at least 0           b    pivoted,
 *	L    (1 + log2 tf) /                                        characters
 *	     (1 + log2 mean tf)
 * A pivoted row is divided by (1 - slope) pivot + slope * its size, the pivot
 * being the mean size in the documents fitted; cells of at most 1e-12 are
 * left out.
 *
 * References: scikit-learn 1.2.1, feature_extraction/text.py; gensim 4.2,
 * models/tfidfmodel.py; Singhal, Buckley, Mitra, "Pivoted Document Length
 * Normalization", 1996.
 */
#ifndef QN_TEXT_TFIDF_H
#define QN_TEXT_TFIDF_H

#include "base/err.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/progress.h"
#include "text/analyzer.h"
#include "text/document.h"
#include "text/sparse.h"
#include "text/termlist.h"

enum qn_norm { QN_NORM_L2, QN_NORM_L1, QN_NORM_NONE };

/* A number of documents, or a share of all of them. */
struct qn_df_limit {
	double n; /* documents, or 0..1 */
	bool share;
};

struct qn_tfidf_options {
	struct qn_analyzer_options analyzer;
	struct qn_df_limit min_df, max_df; /* terms of fewer or more documents
	                                    * are left out                   */
	uint32_t max_features; /* keep the most frequent terms, the smaller one
	                        * of two in code point order; 0 = all        */
	bool binary;           /* every count is 1                           */
	bool counts;           /* no weights at all: CountVectorizer         */
	bool no_idf;           /* idf is 1                                   */
	bool no_smooth;        /* do not count one more document with all
	                        * terms in it                                */
	bool sublinear;        /* 1 + ln tf for tf                           */
	enum qn_norm norm;     /* of each row                                */
	char smart[4];         /* gensim's letters in the place of the five
	                        * above; "" = not                            */
	double slope;          /* of a pivoted norm, 0..1                    */
	double pivot;          /* NaN: that of the documents fitted          */
	bool forget;           /* keep no counts of terms left out: what is
	                        * fitted later begins them anew              */
};

#define QN_TFIDF_DEFAULTS                                                      \
	(struct qn_tfidf_options)                                              \
	{                                                                      \
		.analyzer = {.ngram_min = 1, .ngram_max = 1},                  \
		.min_df = {1, false}, .max_df = {1, true}, .slope = 0.25,      \
		.pivot = NAN                                                   \
	}

/* What was learnt.  Terms are columns, in the order of code points. */
struct qn_tfidf {
	struct qn_tfidf_options options;
	struct qn_map stop; /* what options.analyzer.stop points to      */
	uint64_t documents; /* fitted                                    */
	struct qn_termlist terms; /* [V] and their counts                    */
	struct qn_termlist rest;  /* those that the limits leave out         */
	double *idf;              /* [V]                                     */
	double pivot;             /* in use; NaN = none                      */
};

/* False with `e` set for options that make no sense. */
bool qn_tfidf_check(const struct qn_tfidf_options *o, struct qn_err *e);

/*
 * Learn from all documents of `d`; with `out` not NULL also their matrix,
 * released by the caller.  `names`, if not NULL, gets the documents' names, a
 * line each, nothing where they have none.  NULL with `e` set for documents
 * that cannot be read, hold no term, or of which the limits leave none.
 */
QN_API struct qn_tfidf *
qn_tfidf_fit(const struct qn_tfidf_options *o, struct qn_documents *d,
             struct qn_sparse *out, struct qn_buf *names, struct qn_pool *pool,
             const struct qn_progress *progress, struct qn_err *e);

/*
 * Learn from more documents: afterwards `t` is what fitting all of them at
 * once gives, to the byte, unless options.forget.  After a failure `t` can
 * only be freed.
 */
QN_API bool qn_tfidf_update(struct qn_tfidf *t, struct qn_documents *d,
                            struct qn_sparse *out, struct qn_buf *names,
                            struct qn_pool *pool,
                            const struct qn_progress *progress,
                            struct qn_err *e);

/* The matrix of other documents in the same terms. */
QN_API bool qn_tfidf_transform(const struct qn_tfidf *t, struct qn_documents *d,
                               struct qn_sparse *out, struct qn_buf *names,
                               struct qn_pool *pool,
                               const struct qn_progress *progress,
                               struct qn_err *e);

/* A safetensors file of kind "tfidf". */
QN_API bool qn_tfidf_save(const struct qn_tfidf *t, const char *path,
                          struct qn_err *e);
QN_API struct qn_tfidf *qn_tfidf_load(const char *path, struct qn_err *e);
QN_API void qn_tfidf_free(struct qn_tfidf *t);

/*
 * A matrix and what belongs to it, all of them or none: PATH, in the format
 * of its extension; with `t` not NULL PATH.vocab, a term a line (a line end
 * inside of a term is written as \n or \r), and PATH.model; with names not
 * empty PATH.ids.
 */
QN_API bool qn_tfidf_export(const struct qn_tfidf *t, const struct qn_sparse *m,
                            const struct qn_buf *names, const char *path,
                            struct qn_pool *pool, struct qn_err *e);
#endif
