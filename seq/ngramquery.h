/* SPDX-License-Identifier: MIT */
/*
 * ngramquery.h -- words foretold by a mapped n-gram model, many at a time.
 *
 *	id      <s> the quern </s> <s> ...
 *	length   1   2    3     2   1       words of the longest n-gram that is
 *	                                    there and ends here
 *	reach    1   2    2     0   1       of the longest that others begin with
 *
 * The longest n-grams of all words of a batch are found length by length: all
 * lookups of a length are known before the first is made, so that memory is
 * asked for all of them at once.  None is made that the marks in the file
 * tell to be in vain: what is looked for extends an n-gram that longer ones
 * end with by one that longer ones begin with.
 */
#ifndef QN_SEQ_NGRAMQUERY_H
#define QN_SEQ_NGRAMQUERY_H

#include "seq/ngramfile.h"

#define QN_NGRAM_BATCH 256

/* Places of a batch, after those of the one before that they look back to. */
#define QN_NGRAM_ROOM (QN_NGRAM_ORDERS + QN_NGRAM_BATCH)

/* Zero-initialise. */
struct qn_ngram_batch {
	size_t n; /* places, at most QN_NGRAM_BATCH; those of place i are at
	             QN_NGRAM_ORDERS + i */
	uint32_t id[QN_NGRAM_ROOM];
	uint8_t length[QN_NGRAM_ROOM], reach[QN_NGRAM_ROOM];
	float log10_p[QN_NGRAM_ROOM];
	float backoff[QN_NGRAM_ORDERS][QN_NGRAM_ROOM]; /* by length - 1 */

	bool extends_left[QN_NGRAM_ROOM]; /* the n-gram found so far ... */
	uint32_t slot[QN_NGRAM_ROOM];     /* ... and where it is         */
};

/* Begin the next batch: what the last one ended with comes before it. */
void qn_ngram_batch_next(struct qn_ngram_batch *b);

static inline void qn_ngram_batch_add(struct qn_ngram_batch *b, uint32_t id)
{
	b->id[QN_NGRAM_ORDERS + b->n++] = id;
}

/* Find them: log10_p, the whole of it, and length of every place. */
void qn_ngram_batch_score(struct qn_ngram_batch *b,
                          const struct qn_ngram_file *f);

/* log10 p of every word [f->words] after the places of `b`, which are scored;
 * -inf for "<s>". */
void qn_ngram_batch_foretell(const struct qn_ngram_batch *b,
                             const struct qn_ngram_file *f, float *log10_p);

/* Ids of words, n <= QN_NGRAM_BATCH: QN_NGRAM_NONE for unknown ones. */
void qn_ngram_word_ids(const struct qn_ngram_file *f,
                       const struct qn_slice *word, size_t n, uint32_t *id);
#endif
