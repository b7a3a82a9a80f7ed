/* SPDX-License-Identifier: MIT */
/*
 * ngramentries.h -- n-grams as they come, in any order, made into the levels
 * of a model (ngrammodel.h).
 *
 *	entries   key 7|3  key 2|9  key 7|1        suffix | first word
 *	level     2|9  7|1  7|3                    and where each went: 2 0 1
 */
#ifndef QN_SEQ_NGRAMENTRIES_H
#define QN_SEQ_NGRAMENTRIES_H

#include "seq/ngrammodel.h"

struct qn_ngram_entry {
	uint64_t key;    /* the entry of its suffix, one level below, << 32 |
	                    its first word */
	uint32_t prefix; /* the entry of its prefix, one level below         */
	float prob, backoff;
};

/* Zero-initialise; release with qn_ngram_entries_release(). */
struct qn_ngram_entries {
	struct qn_ngram_entry *at; /* [n] */
	size_t n, room;
};

/* Append; its index. */
size_t qn_ngram_entries_add(struct qn_ngram_entries *l,
                            struct qn_ngram_entry entry);
void qn_ngram_entries_release(struct qn_ngram_entries *l);

/*
 * Make level k >= 2 of `m` of entries, which are put in order.  *moved says
 * where those of the level below have gone (NULL: nowhere, as at level 1), and
 * becomes that of these; free it with qn_big_free().  False with `e` set when
 * there is no memory.
 */
bool qn_ngram_level_of(struct qn_ngram_model *m, unsigned k,
                       struct qn_ngram_entries *l, uint32_t **moved,
                       struct qn_err *e);
#endif
