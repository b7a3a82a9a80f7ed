/* SPDX-License-Identifier: MIT */
/*
 * worddict.h -- the words of a script whose writing does not part them, as
 * the ICU that is linked knows them.
 *
 *	character --(less the script's first)--> unit --trie--> step
 *
 * The same few steps are taken again and again; those lately taken are kept
 * in a small table, which answers for most of them.
 */
#ifndef QN_TEXT_WORDDICT_H
#define QN_TEXT_WORDDICT_H

#include <stdbool.h>
#include <stdint.h>
#include <unicode/udata.h>

#include "text/icutrie.h"

#define QN_WORDDICT_MEMO_BITS 14

struct qn_worddict_memo {
	uint32_t from, c; /* of ...     */
	struct qn_icustep step;
};

struct qn_worddict {
	UDataMemory *file; /* NULL: not open                                */
	struct qn_icutrie trie;
	uint32_t first; /* of units that are bytes: the character of unit 0 */
	struct qn_worddict_memo *memo; /* [1 << QN_WORDDICT_MEMO_BITS]      */
};

/* Open ICU's dictionary `name` ("thaidict").  False when there is none, or
 * one that is laid out in a way not known here. */
bool qn_worddict_open(struct qn_worddict *d, const char *name);

/* May be called for one that is zero, or did not open. */
void qn_worddict_close(struct qn_worddict *d);

/* As qn_worddict_step() for what was not kept; it is then. */
void qn_worddict_find(const struct qn_worddict *d, struct qn_worddict_memo *m,
                      uint32_t from, uint32_t c);

/* From QN_ICUTRIE_ROOT, or the `next` of another step, by one character. */
static inline struct qn_icustep qn_worddict_step(const struct qn_worddict *d,
                                                 uint32_t from, uint32_t c)
{
	uint32_t hash = from * UINT32_C(0x9e3779b1) ^ c * UINT32_C(0x85ebca6b);
	struct qn_worddict_memo *m =
	    &d->memo[hash >> (32 - QN_WORDDICT_MEMO_BITS)];
	if (__builtin_expect(m->from != from || m->c != c, 0))
		qn_worddict_find(d, m, from, c);
	return m->step;
}
#endif
