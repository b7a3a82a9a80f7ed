/* SPDX-License-Identifier: MIT */
/*
 * doclane.c -- a run of documents to rows.
 */
#include "text/doclane.h"

#include <stdlib.h>

#include "base/mem.h"

#define LONGEST ((size_t)1 << 30) /* bytes of a document */

bool qn_doclane_open(struct qn_doclane *l, const struct qn_analyzer_options *o,
                     struct qn_gram_counts *known, bool grow, struct qn_err *e)
{
	l->grams = known && !grow ? &known->grams : &l->own;
	if (known && grow) {
		l->own = known->grams;
		l->tally.cell = known->of;
		l->tally.cells = l->own.count;
		*known = (struct qn_gram_counts){.of = NULL};
	} else if (!known && !qn_analyzer_begin(o, &l->own, e)) {
		return false;
	}
	l->analyzer = qn_analyzer_new(o, l->grams, grow);
	return true;
}

void qn_doclane_close(struct qn_doclane *l)
{
	qn_analyzer_free(l->analyzer);
	qn_ngrams_release(&l->own);
	qn_tally_release(&l->tally);
	free(l->renumber);
	qn_buf_release(&l->names.text);
	qn_line_scratch_release(&l->scratch);
}

/* The lane's next document; false when there is none or it is no good. */
static bool next_document(struct qn_doclane *l,
                          const struct qn_documents *source,
                          struct qn_document *doc)
{
	if (l->at < l->stop) {
		size_t i = l->at++, from = i ? l->end[i - 1] : 0;
		doc->text.p = l->text + from;
		doc->text.n = l->end[i] - from;
		return true;
	}
	if (!l->lines.n ||
	    !qn_documents_cut(source, &l->lines, &l->scratch, doc, &l->e))
		return false;
	qn_docnames_add(&l->names, doc->name, l->part->rows);
	return true;
}

/* The row of the document that was counted. */
static void end_row(struct qn_doclane *l)
{
	struct qn_docpart *p = l->part;
	if (p->rows == l->room) {
		l->room = l->room ? 2 * l->room : 1024;
		p->row_n = qn_realloc(p->row_n, l->room, sizeof *p->row_n);
	}
	p->row_n[p->rows] = (uint32_t)qn_tally_end(&l->tally);
	p->cells += p->row_n[p->rows++];
}

void qn_doclane_run(struct qn_doclane *l, const struct qn_documents *source,
                    struct qn_docpart *part)
{
	struct qn_document doc;
	l->part = part;
	l->room = 0;
	while (next_document(l, source, &doc)) {
		if (doc.text.n > LONGEST)
			qn_fail(&l->e, "it has %zu bytes; 1 GB is the most",
			        doc.text.n);
		if (!qn_analyzer_count(l->analyzer, doc.text, &l->tally, &l->e))
			break;
		end_row(l);
	}
	part->pair = qn_tally_take(&l->tally);
}
