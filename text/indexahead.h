/* SPDX-License-Identifier: MIT */
/*
 * indexahead.h -- words of several queries brought near before they are
 * looked up.
 *
 *	key --> slot --> where it is spelt --> its letters
 *	                                   --> its list
 *
 * Each step waits for memory, a tenth of a microsecond where the index is
 * large; taken for many keys at once, all wait together.  Nothing that is
 * found is told: to look a word up is qn_index_term()'s.
 */
#ifndef QN_TEXT_INDEXAHEAD_H
#define QN_TEXT_INDEXAHEAD_H

#include "text/inverted.h"

/* A token that is going to be looked up. */
struct qn_index_key {
	size_t slot;   /* where it may be      */
	size_t n;      /* bytes                */
	uint32_t term; /* that it may be       */
};

void qn_index_key_begin(const struct qn_index *x, struct qn_index_key *k,
                        enum qn_field field, struct qn_slice token);

/* All the other steps. */
void qn_index_ahead(const struct qn_index *x, struct qn_index_key *key,
                    size_t n);
#endif
