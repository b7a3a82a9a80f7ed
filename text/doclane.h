/* SPDX-License-Identifier: MIT */
/*
 * doclane.h -- one thread's share of counting documents.
 *
 * A lane numbers n-grams for itself.  Of each batch it gets a run of documents
 * and makes a part of the matrix of it.
 *
 *	run  --cut--> documents --analyzer--> n-grams --tally--> part
 */
#ifndef QN_TEXT_DOCLANE_H
#define QN_TEXT_DOCLANE_H

#include "text/analyzer.h"
#include "text/docmatrix.h"
#include "text/docnames.h"
#include "text/documentline.h"
#include "text/gramcounts.h"

/* Zero-initialise; qn_doclane_open() begins it, qn_doclane_close() ends it. */
struct qn_doclane {
	struct qn_ngrams own;    /* when growing                           */
	struct qn_ngrams *grams; /* `own`, or what was known               */
	struct qn_analyzer *analyzer;
	struct qn_tally tally;
	uint32_t *renumber; /* own n-gram to the common one; NULL = same   */

	/* Its run: lines that are documents, or documents that lie one behind
	 * the other in `text`, the i-th up to end[i], from `at` to `stop`. */
	struct qn_slice lines;
	const char *text;
	const size_t *end;
	size_t at, stop;

	struct qn_docpart *part;  /* what the run comes to                 */
	size_t room;              /* rows of part->row_n                   */
	struct qn_docnames names; /* of lines, the first of which is 0     */
	struct qn_line_scratch scratch;
	struct qn_err e; /* what went wrong with the document behind those of
	                  * `part`; tells no place */
};

/* With `known` and `grow` its n-grams and counts go to the lane; without
 * `grow` they are borrowed.  False with `e` set for no memory. */
bool qn_doclane_open(struct qn_doclane *l, const struct qn_analyzer_options *o,
                     struct qn_gram_counts *known, bool grow, struct qn_err *e);
void qn_doclane_close(struct qn_doclane *l);

/* Count its run, which came from `source`, into `part`, an empty one. */
void qn_doclane_run(struct qn_doclane *l, const struct qn_documents *source,
                    struct qn_docpart *part);
#endif
