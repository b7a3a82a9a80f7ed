/* SPDX-License-Identifier: MIT */
/*
 * segwords.h -- the words of one segment as numbers 1, 2, ...
 *
 * A segment has a few dozen words, whose table stays in the nearest cache; it
 * is emptied for the next segment by a new round number.
 *
 *	slot {round 7, number 3, first 8 bytes, ...} --> bytes "translation"
 */
#ifndef QN_SEQ_SEGWORDS_H
#define QN_SEQ_SEGWORDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct qn_segword {
	uint32_t round; /* that it belongs to                     */
	uint32_t number;
	uint64_t head;     /* the first 8 bytes, or all of fewer     */
	uint32_t begin, n; /* all of them, in `bytes` if more than 8 */
};

/* Zero-initialise; qn_segwords_release() ends it. */
struct qn_segwords {
	struct qn_segword *slot; /* [slots], a power of two or 0 */
	size_t slots;
	int shift; /* 64 - log2(slots) */
	uint32_t round, words;
	struct qn_buf bytes;
	uint32_t *number; /* [room] of the words numbered last */
	size_t room;
};

/* A new segment begins. */
void qn_segwords_begin(struct qn_segwords *w);

/* Numbers of word[n], the same for the same word of a segment; valid until
 * the next call. */
const uint32_t *qn_segwords_number(struct qn_segwords *w,
                                   const struct qn_slice *word, size_t n);

void qn_segwords_release(struct qn_segwords *w);
#endif
