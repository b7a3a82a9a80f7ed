/* SPDX-License-Identifier: MIT */
/*
 * document.h -- documents, one after the other.
 *
 *	text file, pipe   a document a line; no name
 *	archive           a document a member; its path in the archive
 *	folder            a document a file; its path in the folder
 *
 * Any of the files may be compressed.
 */
#ifndef QN_TEXT_DOCUMENT_H
#define QN_TEXT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/decode.h"

struct qn_document {
	struct qn_slice text; /* without the line end; "" is a document    */
	struct qn_slice name; /* n == 0: it has none but its number        */
	size_t number;        /* 0, 1, 2, ...                              */
};

struct qn_documents;

/* As qn_textlines_open(), and a folder is fine.  Close with
 * qn_documents_close(). */
QN_API struct qn_documents *qn_documents_open(const char *path,
                                              const char *encoding,
                                              enum qn_invalid invalid,
                                              struct qn_err *e);
QN_API void qn_documents_close(struct qn_documents *d);

/* The next document, valid until the next call.  False at the end or, with
 * `e` set, when reading failed. */
QN_API bool qn_documents_next(struct qn_documents *d,
                              struct qn_document *document, struct qn_err *e);
#endif
