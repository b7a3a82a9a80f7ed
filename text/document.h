/* SPDX-License-Identifier: MIT */
/*
 * document.h -- documents, one after the other, in valid UTF-8.
 *
 *	text file, pipe   a document a line; no name
 *	JSON lines        a field of the object on each line
 *	TSV               a column of each line
 *	archive           a document a member; its path in the archive
 *	folder            a document a file; its path in the folder
 *	memory            a document a slice; no name
 *
 * Any of the files may be compressed.  A blank line is an empty document, of
 * JSON lines and TSV too, so that a document's number is that of its line.
 */
#ifndef QN_TEXT_DOCUMENT_H
#define QN_TEXT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/decode.h"

struct qn_document {
	struct qn_slice text;  /* without the line end; "" is a document    */
	struct qn_slice name;  /* n == 0: it has none but its number        */
	struct qn_slice title; /* n == 0: it has none                      */
	size_t number;         /* 0, 1, 2, ...                              */
};

/* Where documents come from; zero but for what is wanted. */
struct qn_document_source {
	const char *path;        /* NULL or "-": standard input               */
	const char *encoding;    /* for ICU; NULL = UTF-8                     */
	enum qn_invalid invalid; /* bytes that the encoding does not allow */
	const char *jsonl; /* the field that is the text, of objects a line */
	const char *jsonl_id;    /* the field that is the name; NULL = none   */
	const char *jsonl_title; /* the field that is the title            */
	unsigned tsv;            /* the column that is the text, from 1       */
	unsigned tsv_id;         /* the column that is the name; 0 = none     */
	unsigned tsv_title;      /* the column that is the title; 0 = none    */
};

struct qn_documents;

/*
 * Open a source; NULL with `e` set if it cannot be read, or for fields or
 * columns of a folder, which has no lines.  Close with qn_documents_close().
 */
QN_API struct qn_documents *
qn_documents_open(const struct qn_document_source *source, struct qn_err *e);
QN_API void qn_documents_close(struct qn_documents *d);

/* The `n` texts of an array, which is borrowed, as are they, until
 * qn_documents_close(); line ends in them are text.  Bytes that are no UTF-8
 * are an error when they are met. */
QN_API struct qn_documents *qn_documents_of(const struct qn_slice *text,
                                            size_t n);

/* The next document, valid until the next call.  False at the end or, with
 * `e` set, when reading failed: a line is not what it should be, or bytes are
 * no text. */
QN_API bool qn_documents_next(struct qn_documents *d,
                              struct qn_document *document, struct qn_err *e);

/*
 * Or, where a document is a line: many lines at once, to be cut by several
 * threads.  About `want` bytes of whole lines, valid until the next call; n ==
 * 0 at the end or, with `e` set, on failure.
 */
bool qn_documents_are_lines(const struct qn_documents *d);
struct qn_slice qn_documents_lines(struct qn_documents *d, size_t want,
                                   struct qn_err *e);

/* Take the first document off such lines; its number is not set, and it is
 * valid until its scratch (text/documentline.h) is used again.  False with
 * `why` set, which tells neither file nor line. */
struct qn_line_scratch;
bool qn_documents_cut(const struct qn_documents *d, struct qn_slice *lines,
                      struct qn_line_scratch *scratch, struct qn_document *out,
                      struct qn_err *why);

/* So many documents more were cut; fail at the line behind them. */
void qn_documents_pass(struct qn_documents *d, size_t n);
bool qn_documents_fail(const struct qn_documents *d, const char *what,
                       struct qn_err *e);

/* For messages, and for progress: bytes read and in all, 0 if unknown. */
const char *qn_documents_name(const struct qn_documents *d);
size_t qn_documents_offset(const struct qn_documents *d);
size_t qn_documents_size(const struct qn_documents *d);
#endif
