/* SPDX-License-Identifier: MIT */
/*
 * idlist.h -- ids in the order in which they are met, as many as come.
 *
 * A list grows by chunks of four megabytes and never moves what it holds.
 * Chunks come from a store that several lists share: memory up to a limit,
 * then a scratch file in $TMPDIR (or /tmp) that has no name and is mapped.
 *
 *	list 0  [chunk][chunk][chu  ]       store: limit --> memory, then file
 *	list 1  [chunk][c   ]
 *	           `--- qn_idlist_pour() --> one array, chunks freed on the way
 */
#ifndef QN_TEXT_IDLIST_H
#define QN_TEXT_IDLIST_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct qn_idstore {
	size_t limit; /* bytes of chunks that may lie in memory       */
	size_t used;  /* bytes that do                                */
	int fd;       /* the scratch file; -1 = not needed so far     */
	size_t end;   /* its length in bytes                          */
	pthread_mutex_t lock;
};

struct qn_idchunk {
	uint32_t *id;
	size_t n;  /* ids in use                                   */
	bool file; /* mapped from the scratch file                 */
};

/* Zero-initialise but for `store`, which is borrowed. */
struct qn_idlist {
	struct qn_idstore *store;
	struct qn_idchunk *chunk; /* [chunks], the last one growing     */
	size_t chunks;
	uint32_t *next, *stop; /* where the next id goes; end of chunk */
};

/* `limit` in bytes, 0 = a quarter of the machine's memory. */
void qn_idstore_init(struct qn_idstore *s, size_t limit);
void qn_idstore_release(struct qn_idstore *s);

/* Room for `n` ids, zeroed, in the scratch file when they exceed the limit
 * all by themselves; *file tells.  Free with qn_idstore_unmap(). */
uint32_t *qn_idstore_map(struct qn_idstore *s, size_t n, bool *file,
                         struct qn_err *e);
void qn_idstore_unmap(uint32_t *id, size_t n);

/* Begin a chunk; lists that share a store may do so from several threads. */
bool qn_idlist_grow(struct qn_idlist *l, struct qn_err *e);

static inline bool qn_idlist_add(struct qn_idlist *l, uint32_t id,
                                 struct qn_err *e)
{
	if (__builtin_expect(l->next == l->stop, 0) && !qn_idlist_grow(l, e))
		return false;
	*l->next++ = id;
	return true;
}

/* Ids held. */
size_t qn_idlist_count(const struct qn_idlist *l);

/*
 * Move the ids to `to`, each replaced by renumber[id] and left out where that
 * is UINT32_MAX (`renumber` NULL: as they are).  Returns how many arrived;
 * `to` needs room for one more than that.  The list is empty afterwards.
 */
size_t qn_idlist_pour(struct qn_idlist *l, const uint32_t *renumber,
                      uint32_t *to);
void qn_idlist_release(struct qn_idlist *l);
#endif
