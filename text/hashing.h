/* SPDX-License-Identifier: MIT */
/*
 * hashing.h -- documents to vectors without a vocabulary, as scikit-learn's
 * HashingVectorizer has it.
 *
 *	"quern" --MurmurHash3_x86_32--> h    column |h| mod features,
 *	                                     count -1 if h < 0
 *
 * Nothing is learnt, so that documents can be transformed in any portions,
 * anywhere; terms that share a column add up.
 *
 * References: Weinberger et al., "Feature Hashing for Large Scale Multitask
 * Learning", 2009; scikit-learn 1.2.1, feature_extraction/_hashing_fast.pyx.
 */
#ifndef QN_TEXT_HASHING_H
#define QN_TEXT_HASHING_H

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "text/analyzer.h"
#include "text/document.h"
#include "text/sparse.h"
#include "text/tfidf.h"

struct qn_hashing_options {
	struct qn_analyzer_options analyzer;
	uint32_t features; /* columns, 1..2^31 - 1                    */
	bool no_sign;      /* count 1 whatever the sign of the hash   */
	bool binary;       /* every cell is 1                         */
	enum qn_norm norm; /* of each row                             */
};

#define QN_HASHING_DEFAULTS                                                    \
	(struct qn_hashing_options)                                            \
	{                                                                      \
		.analyzer = {.ngram_min = 1, .ngram_max = 1},                  \
		.features = 1u << 20                                           \
	}

/* MurmurHash3_x86_32 of Austin Appleby. */
uint32_t qn_murmur3(const void *bytes, size_t n, uint32_t seed);

/* The matrix of all documents of `d`; `names` as in qn_tfidf_fit().  False
 * with `e` set for a bad option or documents that cannot be read. */
QN_API bool qn_hashing_transform(const struct qn_hashing_options *o,
                                 struct qn_documents *d, struct qn_sparse *out,
                                 struct qn_buf *names, struct qn_pool *pool,
                                 const struct qn_progress *progress,
                                 struct qn_err *e);
#endif
