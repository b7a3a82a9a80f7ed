/* SPDX-License-Identifier: MIT */
/*
 * ldasampling.h -- one document whose tokens' topics are sampled, by a model
 * that stays as it is: what inference and held-out likelihood share.
 *
 *	P(z = k)  ~  (n_dk + alpha_k) phi_kw
 *	phi_kw    =  (n_wk + beta) / (n_k + V beta)
 */
#ifndef QN_TOPIC_LDASAMPLING_H
#define QN_TOPIC_LDASAMPLING_H

#include "base/rng.h"
#include "topic/ldainfer.h"

/* What is alike in all documents. */
struct qn_lda_infer {
	const struct qn_lda_model *m;
	struct qn_lda_infer_options o;
	double alpha;    /* the sum                                  */
	double *inverse; /* [K] 1 / (n_k + V beta)                   */
	float *weight;   /* [cells] n_wk / (n_k + V beta)            */
};

/* A share of a document's words: every `step`-th from the first. */
struct qn_lda_words {
	const uint32_t *id; /* [n] */
	size_t n, step;
};

/* A document that is sampled; one for each shard. */
struct qn_lda_sampling {
	const struct qn_lda_infer *f;
	struct qn_rng rng;
	double *mix;     /* [K] n_dk + alpha_k                           */
	double smooth;   /* sum over all topics of beta mix / (n_k + ..) */
	double *sum;     /* [K] of the topics of one word                */
	double all;      /* of the last draw: sum over all topics        */
	uint32_t *topic; /* [tokens], of its tokens                      */
	size_t room;
};

void qn_lda_sampling_init(struct qn_lda_sampling *s,
                          const struct qn_lda_infer *f);
void qn_lda_sampling_release(struct qn_lda_sampling *s);

/* Begin document `doc`, which says what is drawn: no token has a topic yet,
 * and there is room for `n` of them. */
void qn_lda_sampling_begin(struct qn_lda_sampling *s, size_t doc, size_t n);

/* `by` tokens more of topic k. */
void qn_lda_sampling_count(struct qn_lda_sampling *s, uint32_t k, double by);

/* A topic for a token of that word, which is not counted. */
uint32_t qn_lda_sampling_draw(struct qn_lda_sampling *s, uint32_t word);

/* New topics for the tokens before `end`, which have some. */
void qn_lda_sampling_again(struct qn_lda_sampling *s,
                           const struct qn_lda_words *w, size_t end);

/* The mean over samples of n_dk + alpha_k, which sums to 1, to share [K]. */
void qn_lda_sampling_shares(struct qn_lda_sampling *s,
                            const struct qn_lda_words *w, size_t doc,
                            double *share);

/* Words `step` apart of a document. */
static inline struct qn_lda_words qn_lda_words_of(const struct qn_docwords *d,
                                                  size_t doc, size_t step)
{
	size_t from = d->start[doc];
	return (struct qn_lda_words){d->id + from, d->start[doc + 1] - from,
	                             step};
}
#endif
