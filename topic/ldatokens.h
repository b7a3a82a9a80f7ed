/* SPDX-License-Identifier: MIT */
/*
 * ldatokens.h -- all tokens and their topics, as the sampler goes over them.
 *
 * Words and documents are dealt out to P parts each.  The P x P blocks are
 * sampled a diagonal at a time: no two blocks of one have a word or a document
 * in common, so that P threads can work at once.  P follows from the corpus
 * alone, and with it what comes of sampling.
 *
 *	          documents 0   1   2        one after the other:
 *	words 0             a   b   c        a e i,  b f g,  c d h
 *	      1             d   e   f
 *	      2             g   h   i
 *
 * Word w is in part w % P: neighbours are about as frequent.  Tokens lie word
 * by word, parts of words one after the other; of a word by document, and
 * behind them those that no document has, which keep their topics
 * (topic/ldaheld.h).
 */
#ifndef QN_TOPIC_LDATOKENS_H
#define QN_TOPIC_LDATOKENS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "topic/docwords.h"
#include "topic/ldaheld.h"

#define QN_LDA_PARTS 16                  /* most of them           */
#define QN_LDA_MOST  ((size_t)INT32_MAX) /* tokens, documents      */

struct qn_lda_tokens {
	size_t n;           /* tokens of documents                          */
	size_t held;        /* tokens that keep their topics                */
	size_t parts;       /* P                                            */
	uint32_t words;     /* V                                            */
	size_t docs;        /* D                                            */
	size_t *doc_begin;  /* [P + 1] first document of a part             */
	size_t *slot_begin; /* [P + 1] first slot of a part of the words    */
	size_t columns;     /* P + 1                                        */
	uint32_t *at;       /* [V * columns + 1] of slot s and part p of the
	                     * documents: tokens at[s columns + p] up to the
	                     * next; the last column are those held         */
	uint32_t *doc;      /* [n + held] of a token, 0 of those held       */
	uint16_t *topic;    /* [n + held] of a token                        */
};

/* The slot of a word. */
static inline size_t qn_lda_slot(const struct qn_lda_tokens *t, uint32_t word)
{
	return t->slot_begin[word % t->parts] + word / t->parts;
}

/* The tokens of a slot, those held last: [*from, *end), of which from *held on
 * are those. */
static inline void qn_lda_slot_tokens(const struct qn_lda_tokens *t,
                                      size_t slot, uint32_t *from,
                                      uint32_t *held, uint32_t *end)
{
	*from = t->at[slot * t->columns];
	*held = t->at[slot * t->columns + t->parts];
	*end = t->at[(slot + 1) * t->columns];
}

/* All topics of documents are 0.  `held` may be NULL.  False with `e` set when
 * there are more tokens or documents than QN_LDA_MOST, or no memory. */
bool qn_lda_tokens_init(struct qn_lda_tokens *t, const struct qn_docwords *d,
                        const struct qn_lda_held *held, struct qn_err *e);
void qn_lda_tokens_release(struct qn_lda_tokens *t);

/* The topics of a part of the documents, in the order of their words, into
 * this one.  False with `e` set for no memory, as below. */
bool qn_lda_tokens_put(struct qn_lda_tokens *t, const struct qn_docwords *d,
                       size_t part, const uint16_t *topic, struct qn_err *e);

/* Those of all documents, topic [n], back in the order of the words of `d`. */
bool qn_lda_tokens_get(const struct qn_lda_tokens *t,
                       const struct qn_docwords *d, uint16_t *topic,
                       struct qn_err *e);
#endif
