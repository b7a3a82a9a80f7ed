/* SPDX-License-Identifier: MIT */
/*
 * piecetrie.h -- which pieces begin here: a trie in a double array.
 *
 *	node --byte--> node' = base[node] + byte, if check[node'] == node
 *
 * Source: Aoe, "An Efficient Digital Search Algorithm by Using a Double-Array
 * Structure", IEEE TSE 1989.
 */
#ifndef QN_TEXT_PIECETRIE_H
#define QN_TEXT_PIECETRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define QN_PIECETRIE_NONE UINT32_MAX

struct qn_piecetrie_unit {
	uint32_t base;  /* of its children                                */
	uint32_t check; /* its parent; QN_PIECETRIE_NONE: the unit is free */
	uint32_t value; /* of the key that ends here, or NONE             */
};

/* Zero-initialise; release with qn_piecetrie_release(). */
struct qn_piecetrie {
	struct qn_piecetrie_unit *unit; /* [n], 256 more than are in use */
	size_t n;
};

struct qn_piecetrie_key {
	struct qn_slice text; /* not empty; borrowed while building */
	uint32_t value;
};

/* Build from keys [n], which it sorts; of equal keys the least value holds. */
void qn_piecetrie_build(struct qn_piecetrie *t, struct qn_piecetrie_key *key,
                        size_t n);
void qn_piecetrie_release(struct qn_piecetrie *t);

/* From `node` (0 = the root) by one byte; false when no key goes on so. */
static inline bool qn_piecetrie_step(const struct qn_piecetrie *t,
                                     uint32_t *node, unsigned char byte)
{
	uint32_t next = t->unit[*node].base + byte;
	if (t->unit[next].check != *node)
		return false;
	*node = next;
	return true;
}
#endif
