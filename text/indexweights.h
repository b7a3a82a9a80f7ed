/* SPDX-License-Identifier: MIT */
/*
 * indexweights.h -- what an occurrence counts.
 *
 *	bm25    qf . idf . tf / (tf + k1 (1 - b + b length / mean))
 *	tfidf   qf . idf^2 . f(tf) / (|query| . |document|)     the cosine
 *
 * The idf of BM25 is Lucene's ln(1 + (N - df + .5) / (df + .5)), ATIRE's
 * ln(N / df), or the original ln((N - df + .5) / (df + .5)), not below 0.
 * TF-IDF is scikit-learn's by default, or any of gensim's SMART schemes, whose
 * letters text/tfidf.h lists.
 *
 * References: Kamphuis et al., "Which BM25 Do You Mean?", 2020; Manning et al.,
 * "Introduction to Information Retrieval", 2008, 6.4.
 */
#ifndef QN_TEXT_INDEXWEIGHTS_H
#define QN_TEXT_INDEXWEIGHTS_H

#include "base/pool.h"
#include "text/inverted.h"

enum qn_scoring { QN_SCORE_BM25, QN_SCORE_TFIDF };
enum qn_bm25_idf { QN_IDF_LUCENE, QN_IDF_ATIRE, QN_IDF_ORIGINAL };

struct qn_scoring_options {
	enum qn_scoring scoring;
	enum qn_bm25_idf idf;
	double k1, b;  /* NAN: the index's own                               */
	char smart[4]; /* "" = scikit-learn's weights                        */
	double slope;  /* of the pivoted norms u and b                       */
};

#define QN_SCORING_DEFAULTS                                                    \
	(struct qn_scoring_options)                                            \
	{                                                                      \
		.k1 = __builtin_nan(""), .b = __builtin_nan(""), .slope = 0.25 \
	}

/* False with `e` set for options that make no sense. */
bool qn_scoring_check(const struct qn_scoring_options *o, struct qn_err *e);

struct qn_index_weights {
	struct qn_scoring_options options;
	struct qn_impact impact[QN_FIELDS];
	bool has[QN_FIELDS]; /* the field is in the index          */
	bool own;            /* BM25 with the index's own k1 and b */
	uint64_t documents;
	const float *norm; /* [documents] tf-idf: lengths; or NULL     */
	float *norm_owned;
	double *most, *mean; /* [documents] largest tf; 1 + log2 of the mean
	                         * tf, where a SMART letter needs them     */
};

/* False with `e` set for options that make no sense, or a damaged index. */
bool qn_index_weights_init(struct qn_index_weights *w, struct qn_index *x,
                           const struct qn_scoring_options *o,
                           struct qn_err *e);
void qn_index_weights_release(struct qn_index_weights *w);

/* The idf of a term that `df` documents hold. */
double qn_index_idf(const struct qn_index_weights *w, uint32_t df);

/* What a query makes of a term with that idf that it holds `qf` times; `most`
 * and `mean` as in qn_smart_tf(), of the query's terms. */
double qn_query_weight(const struct qn_index_weights *w, double idf, double qf,
                       double most, double mean);

/* What that is multiplied by for a document that holds it `tf` times. */
double qn_posting_weight(const struct qn_index_weights *w, int field,
                         uint32_t doc, uint32_t tf);
#endif
