/* SPDX-License-Identifier: MIT */
/*
 * docstretch.h -- documents dealt out to threads, in order.
 *
 * Of the documents each thread gets a stretch, about 1 MB of text.  When all
 * are done the caller collects what they made, lane by lane, and so in the
 * order of the source whatever the number of threads.
 *
 *	documents  [ lane 0 ][ lane 1 ] | [ lane 0 ][ lane 1 ] | ...
 */
#ifndef QN_TEXT_DOCSTRETCH_H
#define QN_TEXT_DOCSTRETCH_H

#include "base/pool.h"
#include "base/progress.h"
#include "text/document.h"

struct qn_docstretch_work {
	void *ctx;

	/* A document has been read, the next one of the source: for its name.
	 * By one thread; false with `e` set to stop. */
	bool (*met)(void *ctx, const struct qn_document *document,
	            struct qn_err *e);

	/* Do the text of the lane's next document; false with `e` set, which
	 * tells neither file nor document. */
	bool (*document)(void *ctx, size_t lane, struct qn_slice text,
	                 struct qn_err *e);

	/* Take what the lane has made of its stretch.  By one thread. */
	void (*collect)(void *ctx, size_t lane);
};

/* Go through what is left of `from`, with one lane for each thread of `pool`.
 * False with `e` set for a document that cannot be read or done, or when
 * `progress` (bytes; may be NULL) says to stop. */
bool qn_docstretch(struct qn_documents *from, struct qn_pool *pool,
                   const struct qn_docstretch_work *work,
                   const struct qn_progress *progress, struct qn_err *e);
#endif
