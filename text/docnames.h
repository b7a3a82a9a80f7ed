/* SPDX-License-Identifier: MIT */
/*
 * docnames.h -- names of documents, a line each.
 *
 *	document  0  1  2   3
 *	name            c   d        "\n\nc\nd\n", n 4
 *
 * Without a single name there is not a single line.
 */
#ifndef QN_TEXT_DOCNAMES_H
#define QN_TEXT_DOCNAMES_H

#include "base/buf.h"

/* Zero-initialise; release `text`. */
struct qn_docnames {
	struct qn_buf text;
	size_t n; /* lines */
};

/* Lines for those that have no name, up to the n-th. */
void qn_docnames_fill(struct qn_docnames *d, size_t n);

/* The name of document `number`, if it or one before it has one. */
void qn_docnames_add(struct qn_docnames *d, struct qn_slice name,
                     size_t number);

/* Move `more`, the first of which is document `number`, to the end. */
void qn_docnames_join(struct qn_docnames *d, struct qn_docnames *more,
                      size_t number);
#endif
