/* SPDX-License-Identifier: MIT */
/*
 * paddedgrams.h -- n-grams of characters inside of words (char_wb), counted.
 *
 * What a word's n-grams are depends on nothing but the word, which stands
 * between two spaces.  They are made when it is first met; after that words
 * are counted, and each different one of a document adds its list at once.
 *
 *	" mill " --seen--> word 7 --list--> 12 40 41 42   n-grams of "mill"
 *	" mill mill "                 each of them twice
 */
#ifndef QN_TEXT_PADDEDGRAMS_H
#define QN_TEXT_PADDEDGRAMS_H

#include "text/tally.h"
#include "text/unitgrams.h"
#include "text/wordtable.h"

/* qn_paddedgrams_init() begins it, qn_paddedgrams_release() ends it. */
struct qn_paddedgrams {
	struct qn_unitgrams *units; /* borrowed                           */
	struct qn_wordtable seen;   /* words                              */
	struct qn_tally words;      /* those of the present document      */
	struct qn_tally *to;        /* what n-grams are counted in        */
	struct qn_gram_list *list;  /* [lists] n-grams of each, by id     */
	size_t lists;
	uint32_t *kept; /* [kept_n] where the lists lie                    */
	size_t kept_n, kept_room;
};

void qn_paddedgrams_init(struct qn_paddedgrams *p, struct qn_unitgrams *units);
void qn_paddedgrams_release(struct qn_paddedgrams *p);

/* The n-grams of a word of valid UTF-8, shortest first; a word shorter than
 * them gives itself. */
void qn_paddedgrams_emit(struct qn_unitgrams *units, struct qn_slice word,
                         qn_gram_sink *sink, void *ctx);

/* Count those of all words [n] of a text in the present document of `tally`.
 */
void qn_paddedgrams_count(struct qn_paddedgrams *p, struct qn_slice text,
                          const struct qn_span *word, size_t n,
                          struct qn_tally *tally);
#endif
