/* SPDX-License-Identifier: MIT */
/*
 * vocabtable.h -- words and counts in one open-addressing table.
 *
 * A word of up to 23 bytes lies in its slot, so that counting it once more
 * touches one cache line, which can be fetched ahead; longer ones, which are
 * few, are kept in a vocabulary beside the table.
 *
 *	slot   | t h e 0 0 0 0 0   0 ...    ... 3 | 901777 |
 *	       `------- 23 bytes, zeroes, length -´ `count´
 */
#ifndef QN_TEXT_VOCABTABLE_H
#define QN_TEXT_VOCABTABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "text/tokenize.h"
#include "text/vocab.h"

#define QN_VOCAB_SHORT 23 /* bytes of a word in a slot */

struct qn_vocab_slot {
	uint64_t key[3]; /* the last byte is the length  */
	uint64_t count;  /* 0 = free                     */
};

/* qn_vocabtable_init() begins it, qn_vocabtable_release() ends it. */
struct qn_vocabtable {
	struct qn_vocab_slot *slot; /* [slots], a power of two          */
	size_t slots, used;
	struct qn_vocab *longer; /* words that do not fit a slot        */
};

bool qn_vocabtable_init(struct qn_vocabtable *t, struct qn_err *e);
void qn_vocabtable_release(struct qn_vocabtable *t);

/* Count `n` tokens.  False with `e` set when there is no memory. */
bool qn_vocabtable_add(struct qn_vocabtable *t, const struct qn_token *token,
                       size_t n, struct qn_err *e);

/* Forget all words; the memory is kept. */
void qn_vocabtable_clear(struct qn_vocabtable *t);

/* Words in it, and bytes that it and a list of its words take, also when it
 * has to grow for `more` further ones. */
size_t qn_vocabtable_count(const struct qn_vocabtable *t);
size_t qn_vocabtable_bytes(const struct qn_vocabtable *t, size_t more);

/* The words with their counts, borrowed from the table, into item[count], in
 * no order. */
void qn_vocabtable_list(const struct qn_vocabtable *t,
                        struct qn_vocab_item *item);
#endif
