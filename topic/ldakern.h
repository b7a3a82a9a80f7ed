/* SPDX-License-Identifier: MIT */
/*
 * ldakern.h -- the inner loop of Gibbs sampling: new topics for the tokens
 * that some documents and some words have in common.
 *
 * A token of word w in document d gets topic k with a probability that is in
 * proportion to
 *
 *	(n_dk + alpha_k) q_k        q_k = (n_wk + beta) / (n_k + V beta)
 *
 * the token itself not counted (Griffiths and Steyvers, "Finding scientific
 * topics", 2004).  Tokens lie word after word, so that q is one vector that
 * stays in the nearest cache, and no matrix of words and topics exists.
 *
 *	word   w                w + 1
 *	part   0    1     2     0    1     2         of the documents
 *	at     |    |     |     |    |     |    |
 *	doc    3 8  11    21    4    9 12  22 27
 *	topic  5 5  1     0     7    7 2   7  7
 *	       `--- row: n_wk --´
 *
 * With few topics a document has a row of counts (dense), with many a list of
 * topics and counts (sparse): then the sum over k is taken apart,
 *
 *	sum n_dk q_k over the list  +  sum alpha_k q_k over all,
 *
 * and of the second one sums of 16 terms are kept up to date (after Yu et al.,
 * "A scalable asynchronous distributed algorithm for topic modeling", 2015,
 * who keep a tree of them).
 *
 * Vectors have 16 lanes whatever the processor, products are rounded before
 * they are added, and so every instruction set gives the same topics.
 */
#ifndef QN_TOPIC_LDAKERN_H
#define QN_TOPIC_LDAKERN_H

#include <stddef.h>
#include <stdint.h>

#include "base/rng.h"

#define QN_LDA_LANES 16
#define QN_LDA_SUPER 256 /* topics whose sums make one vector */

/* Of a document: its list is groups of 16 topics and their 16 counts, no topic
 * twice, zeros behind the last one. */
struct qn_lda_list {
	uint32_t first; /* group     */
	uint32_t n;     /* topics    */
};

/* Counts are 16 bits wide, or 32 where a document is longer than that. */
struct qn_lda_group16 {
	uint16_t topic[QN_LDA_LANES] __attribute__((aligned(64)));
	uint16_t count[QN_LDA_LANES];
};
struct qn_lda_group32 {
	uint16_t topic[QN_LDA_LANES] __attribute__((aligned(64)));
	uint32_t count[QN_LDA_LANES] __attribute__((aligned(64)));
};

/* What one call works on; K: topics, Kp: K rounded up to QN_LDA_LANES (dense)
 * or QN_LDA_SUPER (sparse).  Arrays of floats are 64-byte aligned. */
struct qn_lda_pass {
	/* The words, and which part of the documents. */
	const uint32_t *at; /* [words * columns + 1]                       */
	size_t words, part;
	size_t columns;      /* the parts there are, and tokens that are counted
	                 * but never sampled                               */
	const uint32_t *doc; /* of a token                                 */
	uint16_t *topic;     /* of a token                                 */

	/* The documents. */
	void *counts;             /* dense: [D][Kp]; sparse: groups        */
	struct qn_lda_list *list; /* sparse: [D]                           */

	/* What holds for all. */
	uint32_t K, Kp;
	const float *alpha;   /* [Kp], zeros behind K                      */
	float beta, beta_sum; /* beta_sum: V beta                          */
	int32_t *total;       /* [Kp] n_k                                  */
	float *inverse;       /* [Kp] 1 / (n_k + V beta), zeros behind K   */
	struct qn_rng rng;

	/* Scratch. */
	int32_t *row;   /* [Kp] n_wk; all zero between two calls           */
	float *weight;  /* [Kp] q                                          */
	float *sum;     /* [Kp / 16] sparse: sums of alpha_k q_k           */
	float *partial; /* [Kp + QN_LDA_LANES]                             */
	float smooth;   /* sparse: sum of all alpha_k q_k                  */
};

typedef void qn_lda_sample_fn(struct qn_lda_pass *p);

/*
 * A word of a model that stays as it is.  A frequent one has the weights of
 * all topics, (n_wk + beta) / (n_k + V beta), another one those of the topics
 * that it has, n_wk / (n_k + V beta): zeros behind the last, whose topic is
 * repeated.  Weights are 64-byte aligned.
 */
struct qn_lda_row {
	const float *weight;   /* [n]                                    */
	const uint16_t *topic; /* [n]; NULL: of all topics, 0, 1, 2 ...  */
	uint32_t n;            /* a multiple of QN_LDA_LANES             */
};

/* A document that is sampled by such a model; arrays of floats are 64-byte
 * aligned, with zeros behind K. */
struct qn_lda_mixture {
	uint32_t K, Kp;     /* Kp: K rounded up to QN_LDA_LANES            */
	const float *alpha; /* [Kp]                                        */
	const float *least; /* [Kp] beta / (n_k + V beta)                  */
	int32_t *n;         /* [Kp] tokens                                 */
	float *mix;         /* [Kp] n + alpha                              */
	double smooth;      /* sum of mix * least                          */
	float all;          /* of the last draw: the sum over all topics   */
	float *partial;     /* [Kp] scratch                                */
	struct qn_rng rng;
	const uint32_t *word; /* [tokens] to be sampled                  */
	uint32_t *topic;      /* [tokens] theirs                         */
	size_t tokens;
};

/* A topic for a token of that word, which is not counted. */
typedef uint32_t qn_lda_draw_fn(struct qn_lda_mixture *m,
                                const struct qn_lda_row *r);

/* `by` tokens more of topic k. */
typedef void qn_lda_count_fn(struct qn_lda_mixture *m, uint32_t k, int by);

/* New topics for all tokens, which have some. */
typedef void qn_lda_again_fn(struct qn_lda_mixture *m,
                             const struct qn_lda_row *row);

struct qn_lda_kern {
	qn_lda_sample_fn *dense[2], *sparse[2]; /* of 16 and 32 bits */
	qn_lda_draw_fn *draw;
	qn_lda_count_fn *count;
	qn_lda_again_fn *sample;
};

/* The ones for this processor, as base/kern.h chose. */
const struct qn_lda_kern *qn_lda_kern(void);
#endif
