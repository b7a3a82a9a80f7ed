/* SPDX-License-Identifier: MIT */
/*
 * ldatypical.h -- documents beside a model: the most typical ones of each
 * topic, and topics by classes of documents (a year, a source).
 */
#ifndef QN_TOPIC_LDATYPICAL_H
#define QN_TOPIC_LDATYPICAL_H

#include "text/topk.h"
#include "topic/ldainfer.h"

struct qn_lda_typical {
	uint32_t K, classes;
	struct qn_topk *best; /* [K] documents and the topic's share in them,
	                       * best first                              */
	double *share;        /* [classes][K] of the class's tokens      */
	size_t *tokens;       /* [classes]                               */
};

/* Find the topics of all documents, whose vocabulary is the model's, and keep
 * the `most` best ones of each.  class_of [documents] < classes; NULL: none. */
QN_API void qn_lda_typical_init(struct qn_lda_typical *t,
                                const struct qn_lda_infer *f,
                                const struct qn_lda_model *m,
                                const struct qn_docwords *d, size_t most,
                                const uint32_t *class_of, uint32_t classes,
                                struct qn_pool *pool);
QN_API void qn_lda_typical_release(struct qn_lda_typical *t);
#endif
