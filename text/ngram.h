/* SPDX-License-Identifier: MIT */
/*
 * ngram.h -- n-grams of words or of characters as numbers.
 *
 * An n-gram is the n-gram before it and one unit more, so that a pair of
 * numbers names it and no string is ever put together to count it.  A unit is
 * a word, numbered in the order of arrival, or a character: its code point.
 *
 *	"the quern turns"   units  0 1 2
 *
 *	gram  parent  unit
 *	  0     -      0     the
 *	  1     -      1     quern
 *	  2     0      1     the quern           (0, 1) --hash--> 2
 *	  3     2      2     the quern turns     (2, 2) --hash--> 3
 *
 * A parent's number is smaller than its children's.
 */
#ifndef QN_TEXT_NGRAM_H
#define QN_TEXT_NGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "text/wordtable.h"

#define QN_GRAM_NONE  UINT32_MAX
#define QN_NGRAM_MOST 64 /* units of an n-gram */

struct qn_gram {
	uint32_t parent; /* QN_GRAM_NONE: it is a single unit */
	uint32_t unit;
};

struct qn_ngrams {
	bool chars;                /* units are code points, else words      */
	bool single;               /* every word is an n-gram of its own, of
	                            * the same number, and there are no others */
	struct qn_wordtable words; /* the units                              */
	uint32_t *first;           /* [firsts] 1 + the gram that a unit is
	                            * alone; 0 = none so far                 */
	size_t firsts;
	struct qn_gram *gram; /* [count]                                     */
	uint32_t count, room;
	struct qn_gram_slot *slot; /* (parent, unit) -> gram                 */
	size_t slots, used;
	struct qn_err e; /* no room for another n-gram: it got QN_GRAM_NONE  */
};

/* Release with qn_ngrams_release(), also when `e` was set. */
bool qn_ngrams_init(struct qn_ngrams *g, bool chars, bool single,
                    struct qn_err *e);
void qn_ngrams_release(struct qn_ngrams *g);

/*
 * The n-grams that are single units, [n].  With `grow` new ones are added,
 * else they get QN_GRAM_NONE and several threads may ask.  The unit
 * QN_MAP_NONE gives QN_GRAM_NONE.
 */
void qn_ngrams_first(struct qn_ngrams *g, const uint32_t *unit, size_t n,
                     bool grow, uint32_t *gram);

/* With `single`: add words to the n-grams and count them, as
 * qn_wordtable_count() does. */
void qn_ngrams_count(struct qn_ngrams *g, const char *text,
                     const struct qn_span *word, size_t n, uint32_t least,
                     struct qn_tally *tally);

/* Each gram[i] and the unit behind it, unit[i], in the place of gram[i]; the
 * same of `grow`.  QN_GRAM_NONE stays that. */
void qn_ngrams_extend(struct qn_ngrams *g, const uint32_t *unit, size_t n,
                      bool grow, uint32_t *gram);

/* Add what `from` holds; renumber [from->count] gets each one's number. */
void qn_ngrams_merge(struct qn_ngrams *g, const struct qn_ngrams *from,
                     uint32_t *renumber);

/* Add the n-gram that a string is: words between single spaces, or characters
 * of valid UTF-8.  QN_GRAM_NONE if it is neither, or too long. */
uint32_t qn_ngrams_parse(struct qn_ngrams *g, struct qn_slice term);

struct qn_gram_place {
	uint32_t gram;
	uint32_t depth; /* units before its last one */
};

/*
 * All n-grams in the order of their strings' code points, order [count]: each
 * right behind its parent or the descendants of its elder siblings.  (Words
 * hold nothing below a space.)  False with `e` set for no memory.
 */
bool qn_ngrams_order(const struct qn_ngrams *g, struct qn_gram_place *order,
                     struct qn_err *e);

/* The strings of n-grams that come in this order; zero-initialise, release
 * `text`. */
struct qn_gram_speller {
	struct qn_buf text;        /* of the parents of the last one        */
	size_t end[QN_NGRAM_MOST]; /* of each parent's string in `text`     */
};

/* Append words joined by a space, or characters. */
void qn_ngrams_spell(const struct qn_ngrams *g, struct qn_gram_speller *s,
                     struct qn_gram_place place, struct qn_buf *out);
#endif
