/* SPDX-License-Identifier: MIT */
/*
 * langidspans.h -- text of several languages cut where they change.
 *
 *	words    Wo   ist   der   Zug  ?  I    don't  know
 *	p        de   de    de,nl de      en,.. en    en
 *	spans    [ Wo ist der Zug?    ] [ I don't know ]
 *
 * The likeliest sequence of languages when each word has its own
 * probabilities and a change has a small one (Viterbi, 1967); then each span
 * gets the language that it has as a whole.
 */
#ifndef QN_EMBED_LANGIDSPANS_H
#define QN_EMBED_LANGIDSPANS_H

#include <stdint.h>

#include "embed/langid.h"

struct qn_langid_span {
	size_t begin, end; /* bytes of the text, without blanks around it  */
	struct qn_langid_guess guess;
};

/* Spans and scratch, for one text after the other by one thread.
 * Zero-initialise; release with qn_langid_spans_release(). */
struct qn_langid_spans {
	struct qn_langid_span *span; /* [n], in the order of the text      */
	size_t n, room;
	struct qn_langid_word *word; /* [word_room]                        */
	size_t word_room;
	uint16_t *from; /* [from_room] the label before, word by label     */
	size_t from_room;
};

/* Cut a text; spans of no more than `only` as in qn_langid_guess().  None for
 * a text without letters. */
QN_API void qn_langid_cut(const struct qn_langid *l, struct qn_slice text,
                          const bool *only, struct qn_langid_spans *to);
QN_API void qn_langid_spans_release(struct qn_langid_spans *s);
#endif
