/* SPDX-License-Identifier: MIT */
/*
 * indexstore.h -- documents on their way into an index.
 *
 *	texts   --> runs of postings   --+
 *	indexes --> runs of postings   --+--> scratch files --> one index
 *	names, titles, lengths         --+
 *
 * Whatever an index is made from -- texts, an older index and texts, several
 * indexes, an index without some documents -- goes through here, so the file
 * depends on the documents alone: not on threads, nor on how many steps they
 * came in.  What does not fit memory lies in scratch files; in memory are a
 * few bytes a document and a term.
 */
#ifndef QN_TEXT_INDEXSTORE_H
#define QN_TEXT_INDEXSTORE_H

#include "base/pool.h"
#include "base/progress.h"
#include "base/spool.h"
#include "text/document.h"
#include "text/indexabout.h"
#include "text/indexrun.h"

/* A string of every document, one after the other. */
struct qn_doc_strings {
	struct qn_spool bytes;
	uint64_t *end; /* [documents] */
	size_t room;
};

struct qn_index_store {
	struct qn_index_about about;
	struct qn_spool runs;
	struct qn_run *run; /* [run_n] */
	size_t run_n, run_room;
	uint32_t *length[QN_FIELDS]; /* [documents] tokens of each field */
	size_t length_room;
	struct qn_doc_strings names, titles, texts;
};

/* Empty; `about` gives the options, whose strings are borrowed. */
void qn_index_store_init(struct qn_index_store *s,
                         const struct qn_index_about *about);
void qn_index_store_release(struct qn_index_store *s);

/* Add all documents of `d`, whose texts all threads of `pool` cut.  False with
 * `e` set for one that cannot be read, or when `progress` says to stop. */
bool qn_index_store_read(struct qn_index_store *s, struct qn_documents *d,
                         struct qn_pool *pool,
                         const struct qn_progress *progress, struct qn_err *e);

/* Add a document without its postings, which a run then brings; `length` is
 * [QN_FIELDS]. */
bool qn_index_store_document(struct qn_index_store *s, struct qn_slice name,
                             struct qn_slice title, struct qn_slice text,
                             const uint32_t *length, struct qn_err *e);

/* Begin a run of the documents from `base` on, and add bytes to it. */
void qn_index_store_begin_run(struct qn_index_store *s, uint32_t base);
bool qn_index_store_run(struct qn_index_store *s, const struct qn_buf *run,
                        struct qn_err *e);

/* Write the index; the old file, if there is one, is replaced at the end. */
bool qn_index_store_write(struct qn_index_store *s, const char *path,
                          const struct qn_progress *progress, struct qn_err *e);
#endif
