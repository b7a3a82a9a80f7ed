/* SPDX-License-Identifier: MIT */
/*
 * vocabsort.h -- words in the order of their bytes, and of their counts.
 */
#ifndef QN_TEXT_VOCABSORT_H
#define QN_TEXT_VOCABSORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct qn_vocab_item {
	struct qn_slice word;
	uint64_t count;
	uint64_t key; /* what it was last sorted by, as a number */
};

/* The word some items behind the i-th of n is needed soon. */
static inline void qn_item_fetch(const struct qn_vocab_item *item, size_t i,
                                 size_t n)
{
	const size_t ahead = 16;
	if (i + ahead < n)
		__builtin_prefetch(item[i + ahead].word.p);
}

/* What takes words; false to stop, with `e` set if something was wrong. */
typedef bool qn_vocab_sink(void *ctx, const struct qn_vocab_item *item,
                           struct qn_err *e);

/* Bytes of memory an item takes while it is sorted, itself included. */
#define QN_VOCAB_SORT_BYTES 64

/* Bytes, which for UTF-8 is code point order; < 0, 0, > 0. */
int qn_words_compare(struct qn_slice a, struct qn_slice b);

/* Falling count, then bytes. */
int qn_items_compare(const struct qn_vocab_item *a,
                     const struct qn_vocab_item *b);

/* The order of bytes of items that were sorted by word; < 0, 0, > 0. */
int qn_items_by_word(const struct qn_vocab_item *a,
                     const struct qn_vocab_item *b);

/* Sort by bytes; no two words are the same.  False with `e` set when there is
 * no memory. */
bool qn_items_sort_by_word(struct qn_vocab_item *item, size_t n,
                           struct qn_err *e);

/* Sort what is in the order of bytes by falling count; equal counts stay in
 * that order. */
bool qn_items_rank(struct qn_vocab_item *item, size_t n, struct qn_err *e);
#endif
