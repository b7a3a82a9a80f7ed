/* SPDX-License-Identifier: MIT */
/*
 * reportdocs.h -- what a report says of documents: names, how their texts
 * begin, and classes.
 */
#ifndef QN_APPS_REPORTDOCS_H
#define QN_APPS_REPORTDOCS_H

#include "base/map.h"
#include "base/mem.h"
#include "text/document.h"

#define REPORTDOCS_CLASSES 500 /* at most */

struct reportdoc {
	struct qn_slice name, text; /* text: the first characters */
};

/* Zero-initialise. */
struct reportdocs {
	size_t n;              /* documents                         */
	struct qn_map classes; /* their names                       */
	uint32_t *class_of;    /* [n]                               */
	struct reportdoc *doc; /* [n] of those that were wanted     */
	struct qn_arena strings;
};

/* Read all documents' classes, which are their titles: to be done first.
 * False with `e` set when there are too many. */
bool reportdocs_classes(struct reportdocs *r, struct qn_documents *from,
                        struct qn_err *e);

/* Read names and texts of the documents that are `wanted` [n]. */
bool reportdocs_texts(struct reportdocs *r, struct qn_documents *from,
                      const bool *wanted, size_t n, struct qn_err *e);
void reportdocs_release(struct reportdocs *r);
#endif
