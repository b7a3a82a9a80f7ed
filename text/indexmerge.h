/* SPDX-License-Identifier: MIT */
/*
 * indexmerge.h -- an index back into what indexes are made from.
 */
#ifndef QN_TEXT_INDEXMERGE_H
#define QN_TEXT_INDEXMERGE_H

#include "text/indexstore.h"
#include "text/inverted.h"

/*
 * Add all documents of `x` to the store, but for those whose bit is set in
 * `gone` [documents] (NULL: all).  They keep their names; those that have none
 * but their number get it as a name when `gone` would change it, or when the
 * store has names.  False with `e` set for a damaged index, or one that cuts
 * or scores its text in another way than the store.
 */
bool qn_index_store_take(struct qn_index_store *s, struct qn_index *x,
                         const uint64_t *gone, struct qn_err *e);
#endif
