/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_rules.h -- the rules of word boundaries as one automaton.
 *
 * ICU compiles break rules to a table of states.  The table is taken from the
 * ICU that is linked, be it that of its own root word iterator or the one
 * that it makes of the standard's rules, so that nothing about Unicode is
 * known here: not which characters there are, nor which rules.
 *
 *	character --trie--> category --next[state][category]--> state
 *
 * ICU's table says where a match fails; ours says what then follows, so that
 * a boundary costs no step more:
 *
 *	next = state | BREAK    there is a boundary before the character, which
 *	                        is the first of the next piece
 *	next = BACK             the last boundary is where ACCEPT was last seen
 */
#ifndef QN_TEXT_WORDBREAK_RULES_H
#define QN_TEXT_WORDBREAK_RULES_H

#include <stdbool.h>
#include <stdint.h>
#include <unicode/ubrk.h>
#include <unicode/ucptrie.h>

#include "base/err.h"

enum qn_word_rules {
	QN_WORDS_ICU,  /* the root word iterator's, dictionaries included */
	QN_WORDS_UAX29 /* the standard's: UAX #29, WB1 to WB999           */
};

/* A step of the automaton. */
enum {
	QN_STEP_STATE = 0x1fff, /* offset of the state's row in `next`     */
	QN_STEP_ACCEPT = 0x2000,
	QN_STEP_BACK = 0x4000,
	QN_STEP_BREAK = 0x8000,
};

struct qn_wordrules {
	uint16_t *next;      /* [states][categories]; NULL: this ICU's tables
	                        are laid out in a way not known here        */
	unsigned start;      /* offset of the first state's row             */
	unsigned dictionary; /* characters of this category and those above
	                        it are parted by a dictionary               */
	UCPTrie *trie;       /* character -> category; points into ...      */
	void *binary;        /* ICU's compiled rules                        */
};

/* An iterator with these rules, to be closed by the caller; NULL with `e`
 * set when ICU has none. */
UBreakIterator *qn_wordrules_iterator(enum qn_word_rules rules,
                                      struct qn_err *e);

/* The automaton of `iterator`; release with qn_wordrules_release(). */
void qn_wordrules_load(struct qn_wordrules *r, const UBreakIterator *iterator);
void qn_wordrules_release(struct qn_wordrules *r);

/* The category of a character, below the automaton's number of them. */
static inline unsigned qn_wordrules_category(const struct qn_wordrules *r,
                                             UChar32 c)
{
	return (unsigned)ucptrie_get(r->trie, c);
}
#endif
