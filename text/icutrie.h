/* SPDX-License-Identifier: MIT */
/*
 * icutrie.h -- one step in a trie as ICU compiles them (BytesTrie, UCharsTrie).
 *
 *	root --'a'--> step --'b'--> step {value of "ab", and where it goes on}
 *
 * The trie is walked as it lies in ICU's data.  Its units are bytes or 16
 * bits wide; nodes are the same but for how numbers are written:
 *
 *	branch        number of ways, then a binary search, at last a list
 *	linear match  so many units, one way
 *	value         the end of a word; final, or one of the above follows
 */
#ifndef QN_TEXT_ICUTRIE_H
#define QN_TEXT_ICUTRIE_H

#include <stddef.h>
#include <stdint.h>

struct qn_icutrie {
	const uint8_t *bytes;  /* [n]; NULL: the units are wider */
	const uint16_t *units; /* [n]; NULL: they are bytes      */
	uint32_t n;            /* at most QN_ICUTRIE_UNITS       */
};

#define QN_ICUTRIE_UNITS (UINT32_C(1) << 26)
#define QN_ICUTRIE_ROOT  0
#define QN_ICUTRIE_NONE  UINT32_MAX

/* Where a unit leads. */
struct qn_icustep {
	uint32_t next; /* whence to go on; QN_ICUTRIE_NONE = nowhere */
	int32_t value; /* of the word that ends here; negative: none */
};

/* From the root, or from the `next` of a step, by one unit; what is too large
 * for a unit leads nowhere. */
struct qn_icustep qn_icutrie_step(const struct qn_icutrie *t, uint32_t from,
                                  uint32_t unit);
#endif
