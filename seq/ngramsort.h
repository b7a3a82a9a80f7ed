/* SPDX-License-Identifier: MIT */
/*
 * ngramsort.h -- the places of a text in the order of the words that end
 * there, read backwards: what counts of n-grams of every length come from.
 *
 *	text   0 <s>  1 a  2 b  3 a  4 </s>
 *
 *	rank   place   backwards       same   depth
 *	  0      4     </s> a b          0      3
 *	  1      1     a <s>             0      2
 *	  2      3     a b a             1      3
 *	  3      2     b a <s>           0      3
 *
 * `depth` is how many words there are back to the beginning of the line or to
 * the longest n-gram; `same` how many of them the rank before has as well.
 * An n-gram of k words begins where same < k <= depth.
 */
#ifndef QN_SEQ_NGRAMSORT_H
#define QN_SEQ_NGRAMSORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"

struct qn_ngram_order {
	size_t n;        /* places: those of all words but "<s>"          */
	uint32_t *place; /* [n] by rank                                   */
	uint32_t *rank;  /* [text] by place                               */
	uint8_t *span;   /* [n] same << 4 | depth                         */
	size_t shards;   /* stretches of whole words ...                  */
	size_t *begin;   /* [shards + 1] ... in ranks                     */
};

static inline unsigned qn_ngram_same(uint8_t span)
{
	return span >> 4;
}

static inline unsigned qn_ngram_depth(uint8_t span)
{
	return span & 15;
}

/* Sort id[n], with ids below `words`, for n-grams of `order` words at most.
 * False with `e` set when there is no memory.  The same for any number of
 * threads. */
bool qn_ngram_sort(struct qn_ngram_order *o, const uint32_t *id, size_t n,
                   size_t words, unsigned order, struct qn_pool *pool,
                   struct qn_err *e);
void qn_ngram_order_release(struct qn_ngram_order *o);
#endif
