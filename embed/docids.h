/* SPDX-License-Identifier: MIT */
/*
 * docids.h -- documents as the rows of their words' vectors.
 *
 *	"The quern turns"   the quern turns        id     0 17 - | 4 0
 *	"No mill"           no mill          -->   start  0        3   5
 *
 * A word without a vector has the id QN_MAP_NONE: it is part of its document,
 * and of all words that there are.
 */
#ifndef QN_EMBED_DOCIDS_H
#define QN_EMBED_DOCIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/progress.h"
#include "embed/vectors.h"
#include "text/document.h"
#include "text/tokenize.h"

/* Zero-initialise; release with qn_docids_release(). */
struct qn_docids {
	size_t n;      /* documents that have ended              */
	size_t *start; /* [n + 1]; NULL while n is 0             */
	uint32_t *id;  /* [words]                                */
	size_t words;  /* ids, those of an open document too     */
	size_t n_room, id_room;
};

/* The next word of the document that is open; the document ends. */
QN_API void qn_docids_add(struct qn_docids *d, uint32_t id);
QN_API void qn_docids_end(struct qn_docids *d);

QN_API void qn_docids_clear(struct qn_docids *d); /* keeps the memory */
QN_API void qn_docids_release(struct qn_docids *d);

/*
 * All documents of `from`, tokenised by all threads, appended to `d`, and
 * their names to `names`, which is empty: those that have none are named by
 * their number.  False with `e` set for a document that cannot be read, one
 * that is named as another, or when `progress` says to stop.
 */
QN_API bool qn_docids_read(struct qn_docids *d, struct qn_map *names,
                           struct qn_documents *from,
                           const struct qn_tokenizer_options *o,
                           const struct qn_vectors *words, struct qn_pool *pool,
                           const struct qn_progress *progress,
                           struct qn_err *e);
#endif
