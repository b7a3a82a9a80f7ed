/* SPDX-License-Identifier: MIT */
/*
 * wordtable.h -- words to numbers, fast for the short ones.
 *
 * Words of up to 16 bytes are held in the slots of the table themselves: one
 * cache line answers for nearly every word of a text.
 *
 *	"quern" --hash--> slot {"quern\0\0...", id}     <= 16 bytes
 *	longer words  --> an ordinary map
 */
#ifndef QN_TEXT_WORDTABLE_H
#define QN_TEXT_WORDTABLE_H

#include <stdint.h>

#include "base/map.h"
#include "text/tally.h"

#define QN_WORD_ROOM  16 /* bytes of a word in its slot                     */
#define QN_WORD_BATCH 64 /* words looked up at once                         */

struct qn_word_slot {
	uint64_t key[2];       /* the word, zeroes behind it */
	uint32_t id1;          /* id + 1; 0 = free           */
	uint32_t last, df, cf; /* what qn_wordtable_count() counted, as in a
	                        * cell of a tally */
};

/* qn_wordtable_init() begins it, qn_wordtable_release() ends it. */
struct qn_wordtable {
	struct qn_slice *word; /* [count] by id, in the order of arrival    */
	uint32_t count, room;
	struct qn_word_slot *slot; /* of the short ones                     */
	size_t slots; /* a power of two, at most half of them taken         */
	int shift;    /* 64 - log2(slots)                                   */
	size_t used;
	uint64_t counted; /* words in them                                   */
	struct qn_map longs; /* of the others                               */
	uint32_t *long_id;   /* [long_count] their ids                      */
	uint32_t long_count, long_room;
	struct qn_arena strings;
};

/* Of a word of at most QN_WORD_ROOM bytes so many can be read. */
static inline struct qn_slice qn_wordtable_word(const struct qn_wordtable *t,
                                                uint32_t id)
{
	return t->word[id];
}

/* Where a word lies: at [at, end) of a text after whose end another
 * QN_WORD_ROOM bytes can be read. */
struct qn_span {
	uint32_t at, end;
};

static inline struct qn_slice qn_span_slice(const char *text, struct qn_span s)
{
	return (struct qn_slice){text + s.at, s.end - s.at};
}

void qn_wordtable_init(struct qn_wordtable *t);

/*
 * The ids of `n` words, none of which is empty or holds a NUL.  With `grow`
 * new ones are added, else they get QN_MAP_NONE, and calls from several
 * threads are fine.
 */
void qn_wordtable_ids(struct qn_wordtable *t, const char *text,
                      const struct qn_span *word, size_t n, bool grow,
                      uint32_t *id);

/*
 * Count words, adding new ones, in the present document of `tally`: as
 * qn_wordtable_ids() and qn_tally_add() of the ids from `least` on, in one go.
 * Part of the counts stay here until qn_wordtable_settle().  A table counts
 * for one tally only.
 */
void qn_wordtable_count(struct qn_wordtable *t, const char *text,
                        const struct qn_span *word, size_t n, uint32_t least,
                        struct qn_tally *tally);

/* Move all counts to the cells of `tally`. */
void qn_wordtable_settle(struct qn_wordtable *t, struct qn_tally *tally);

/* Add one word; its id. */
uint32_t qn_wordtable_add(struct qn_wordtable *t, struct qn_slice word);
void qn_wordtable_release(struct qn_wordtable *t);
#endif
