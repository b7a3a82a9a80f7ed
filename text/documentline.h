/* SPDX-License-Identifier: MIT */
/*
 * documentline.h -- a line to a document: its text, its name, its title.
 *
 *	plain   The quern turns.                  text
 *	JSON    {"id": "q1", "t": "The ..."}      name, text
 *	TSV     q1 <tab> The quern turns.         name, text
 */
#ifndef QN_TEXT_DOCUMENTLINE_H
#define QN_TEXT_DOCUMENTLINE_H

#include "text/document.h"
#include "text/jsonfield.h"

/* Where a document lies that is not part of its line.  Zero-initialise, one
 * for each thread; qn_line_scratch_release() ends it. */
struct qn_line_scratch {
	struct qn_buf mended;     /* what was not valid UTF-8 */
	struct qn_jsonfield json; /* the object of the line   */
};

void qn_line_scratch_release(struct qn_line_scratch *s);

/* The document that `line`, without its end, is; valid while the line is and
 * until the scratch is used again.  Its number is not set.  False with `why`
 * set, which tells neither file nor line. */
bool qn_document_of_line(const struct qn_document_source *source,
                         struct qn_slice line, struct qn_line_scratch *s,
                         struct qn_document *out, struct qn_err *why);
#endif
