/* SPDX-License-Identifier: MIT */
/*
 * ldacodocs.h -- the documents that topics and their top words occur in.
 *
 *	together  of a topic with T top words: D(v, w) for words w before v,
 *	          D(v) on the diagonal     v
 *	                                   1 | 5
 *	                                   2 | 3 4
 */
#ifndef QN_TOPIC_LDACODOCS_H
#define QN_TOPIC_LDACODOCS_H

#include "topic/ldamodel.h"

struct qn_lda_codocs {
	size_t T;           /* most top words of a topic                   */
	uint32_t *together; /* [K][T][T] documents where tokens of both
	                     * words have the topic                        */
	double *entropy;    /* [K] sum over documents of n_dk log n_dk     */
	uint32_t *has;      /* [K] documents with a token of the topic ... */
	uint32_t *first;    /* [K] of which it has most of the tokens      */
	uint32_t *half, *third, *fiftieth; /* [K] 50, 30, 2 %, by alpha too */
};

/* Count a run's documents; `top` are the words of topics to look out for.
 * False with `e` set for no memory. */
bool qn_lda_codocs_init(struct qn_lda_codocs *c, const struct qn_lda *l,
                        const struct qn_lda_top *top, struct qn_err *e);
void qn_lda_codocs_release(struct qn_lda_codocs *c);

/* D(v, w) of topic k; w <= v. */
static inline uint32_t qn_lda_codocs_of(const struct qn_lda_codocs *c, size_t k,
                                        size_t v, size_t w)
{
	return c->together[(k * c->T + v) * c->T + w];
}
#endif
