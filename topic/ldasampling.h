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
#include "topic/ldakern.h"

/* What is alike in all documents. */
struct qn_lda_infer {
	const struct qn_lda_model *m;
	struct qn_lda_infer_options o;
	double sum;             /* of alpha                                 */
	double *inverse;        /* [K] 1 / (n_k + V beta)                   */
	uint32_t Kp;            /* K rounded up to QN_LDA_LANES             */
	float *alpha;           /* [Kp] as doubles in the model             */
	float *least;           /* [Kp] beta / (n_k + V beta)               */
	struct qn_lda_row *row; /* [V]                               */
	float *weight;          /* theirs                            */
	uint16_t *topic;        /* theirs                            */
};

/* A share of a document's words: every `step`-th from the first. */
struct qn_lda_words {
	const uint32_t *id; /* [n] */
	size_t n, step;
};

/* A document that is sampled. */
struct qn_lda_sampling {
	const struct qn_lda_infer *f;
	const struct qn_lda_kern *kern;
	struct qn_lda_mixture m;
	uint32_t *word; /* [2][room] m's words, and their topics        */
	size_t room;
};

void qn_lda_sampling_init(struct qn_lda_sampling *s,
                          const struct qn_lda_infer *f);
void qn_lda_sampling_release(struct qn_lda_sampling *s);

/* Begin document `doc`, which says what is drawn: no word has a topic yet. */
void qn_lda_sampling_begin(struct qn_lda_sampling *s,
                           const struct qn_lda_words *w, size_t doc);

/* A topic for the i-th word, which is not counted. */
void qn_lda_sampling_draw(struct qn_lda_sampling *s, size_t i);

/* New topics for the words before `end`, which have some. */
void qn_lda_sampling_again(struct qn_lda_sampling *s, size_t end);

/* The mean over samples of n_dk + alpha_k, which sums to 1, of document `doc`:
 * to share [K]. */
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
