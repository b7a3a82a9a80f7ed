/* SPDX-License-Identifier: MIT */
/*
 * doccount.c -- batches of documents to lanes, lanes to one matrix.
 *
 * The rows of a matrix lie in parts: what a lane made of its run of a batch.
 * Parts in their order are the documents in theirs.  The numbers of n-grams
 * depend on how many lanes there are; sums over them and the order of their
 * strings do not, and nothing else is shown.
 */
#include "text/doccount.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/doclane.h"
#include "text/textlines.h"

#define BATCH ((size_t)2 << 20) /* bytes of documents for a lane */

struct qn_doccount {
	bool grow;
	struct qn_documents *source;
	size_t lanes;
	struct qn_doclane *lane; /* [lanes] */
	struct qn_docpart *part; /* [parts] */
	size_t parts, documents;
	struct qn_gram_counts counts;
	struct qn_docnames names;

	/* The batch, where documents are not lines. */
	struct qn_buf text;
	size_t *end; /* [batch_n] of each document in it    */
	size_t batch_n, batch_room;
};

/* --- batches -------------------------------------------------------------- */

static void add_document(struct qn_doccount *c, const struct qn_document *doc)
{
	if (c->batch_n == c->batch_room) {
		c->batch_room = c->batch_room ? 2 * c->batch_room : 1024;
		c->end = qn_realloc(c->end, c->batch_room, sizeof *c->end);
	}
	qn_buf_add(&c->text, doc->text.p, doc->text.n);
	c->end[c->batch_n++] = c->text.n;
	qn_docnames_add(&c->names, doc->name, doc->number);
}

/* Documents to the lanes, copied; false when there are no more. */
static bool deal_documents(struct qn_doccount *c, struct qn_err *e)
{
	struct qn_document doc;
	qn_buf_clear(&c->text);
	c->batch_n = 0;
	while (c->text.n < c->lanes * BATCH &&
	       qn_documents_next(c->source, &doc, e))
		add_document(c, &doc);
	for (size_t i = 0; i < c->lanes; i++) {
		struct qn_doclane *l = &c->lane[i];
		l->text = c->text.p;
		l->end = c->end;
		l->at = c->batch_n * i / c->lanes;
		l->stop = c->batch_n * (i + 1) / c->lanes;
	}
	return !e->failed && c->batch_n;
}

/* The same of lines, where they lie. */
static bool deal_lines(struct qn_doccount *c, struct qn_err *e)
{
	struct qn_slice all =
	    qn_documents_lines(c->source, c->lanes * BATCH, e);
	for (size_t i = 0, from = 0; all.n && i < c->lanes; i++) {
		size_t to = qn_textlines_share(all, from, i, c->lanes);
		c->lane[i].lines = (struct qn_slice){all.p + from, to - from};
		from = to;
	}
	return !e->failed && all.n;
}

/* Add up the lanes' documents, or tell the first failure. */
static bool collect(struct qn_doccount *c, bool lines, struct qn_err *e)
{
	for (size_t i = 0; i < c->lanes; i++) {
		struct qn_doclane *l = &c->lane[i];
		size_t n = l->part->rows;
		qn_docnames_join(&c->names, &l->names, c->documents);
		c->documents += n;
		if (lines)
			qn_documents_pass(c->source, n);
		if (l->e.failed && lines)
			return qn_documents_fail(c->source, l->e.text, e);
		if (l->e.failed)
			return qn_fail(e, "%s: document %zu: %s",
			               qn_documents_name(c->source),
			               c->documents, l->e.text);
	}
	if (c->names.n)
		qn_docnames_fill(&c->names, c->documents);
	return true;
}

static void run_lane(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct qn_doccount *c = ctx;
	(void)begin;
	(void)end;
	qn_doclane_run(&c->lane[shard], c->source,
	               &c->part[c->parts - c->lanes + shard]);
}

static bool run_batch(struct qn_doccount *c, struct qn_pool *pool,
                      struct qn_err *e)
{
	bool lines = qn_documents_are_lines(c->source);
	if (!(lines ? deal_lines(c, e) : deal_documents(c, e)))
		return false;
	c->part = qn_realloc(c->part, c->parts + c->lanes, sizeof *c->part);
	for (size_t i = 0; i < c->lanes; i++)
		c->part[c->parts + i] = (struct qn_docpart){.rows = 0};
	c->parts += c->lanes;
	qn_pool_for(pool, c->lanes, c->lanes, run_lane, c);
	return collect(c, lines, e);
}

static bool run_all(struct qn_doccount *c, struct qn_pool *pool,
                    const struct qn_progress *progress, struct qn_err *e)
{
	const struct qn_documents *d = c->source;
	while (run_batch(c, pool, e)) {
		const struct qn_report r = {
		    .what = "counting",
		    .unit = "bytes",
		    .done = (double)qn_documents_offset(d),
		    .total = (double)qn_documents_size(d),
		    .loss = NAN,
		    .rate = NAN};
		if (!qn_progress_tell(progress, &r))
			return qn_fail_interrupted(e, "counting");
	}
	return !e->failed;
}

/* --- all lanes as one ----------------------------------------------------- */

/* The n-grams of lane 0, to which the others' are added. */
static bool merge_grams(struct qn_doccount *c, struct qn_err *e)
{
	struct qn_ngrams *all = &c->counts.grams;
	*all = c->lane[0].own;
	c->lane[0].own = (struct qn_ngrams){.slots = 0};
	for (size_t i = 1; i < c->lanes; i++) {
		struct qn_doclane *l = &c->lane[i];
		l->renumber = qn_malloc(l->own.count, sizeof *l->renumber);
		qn_ngrams_merge(all, &l->own, l->renumber);
		qn_ngrams_release(&l->own);
	}
	return !all->e.failed || qn_fail(e, "%s", all->e.text);
}

static void add_counts(struct qn_gram_counts *all, const struct qn_doclane *l)
{
	for (size_t g = 0; g < l->tally.cells; g++) {
		const struct qn_tally_cell *cell = &l->tally.cell[g];
		if (cell->df == 0)
			continue;
		all->of[l->renumber[g]].df += cell->df;
		all->of[l->renumber[g]].cf += cell->cf;
	}
}

static bool merge(struct qn_doccount *c, struct qn_err *e)
{
	struct qn_gram_counts *all = &c->counts;
	for (size_t i = 0; i < c->lanes; i++)
		qn_wordtable_settle(&c->lane[i].own.words, &c->lane[i].tally);
	if (!merge_grams(c, e))
		return false;
	struct qn_tally *first = &c->lane[0].tally;
	qn_tally_grow(first, all->grams.count);
	all->of = first->cell;
	first->cell = NULL;
	for (size_t i = 1; i < c->lanes; i++)
		add_counts(all, &c->lane[i]);
	return true;
}

struct qn_doccount *qn_doccount_run(const struct qn_analyzer_options *o,
                                    struct qn_gram_counts *known, bool grow,
                                    struct qn_documents *d,
                                    struct qn_pool *pool,
                                    const struct qn_progress *progress,
                                    struct qn_err *e)
{
	if (e->failed || !qn_analyzer_check(o, e))
		return NULL;
	struct qn_doccount *c = qn_calloc(1, sizeof *c);
	c->grow = grow;
	c->source = d;
	c->lanes = (size_t)qn_pool_threads(pool);
	c->lane = qn_calloc(c->lanes, sizeof *c->lane);
	bool ok = true;
	for (size_t i = 0; ok && i < c->lanes; i++)
		ok = qn_doclane_open(&c->lane[i], o, i && grow ? NULL : known,
		                     grow, e);
	if (ok && run_all(c, pool, progress, e) && (!grow || merge(c, e)))
		return c;
	qn_doccount_free(c);
	return NULL;
}

void qn_doccount_free(struct qn_doccount *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->lanes; i++)
		qn_doclane_close(&c->lane[i]);
	for (size_t i = 0; i < c->parts; i++)
		qn_docpart_release(&c->part[i]);
	qn_gram_counts_release(&c->counts);
	qn_buf_release(&c->text);
	qn_buf_release(&c->names.text);
	free(c->end);
	free(c->lane);
	free(c->part);
	free(c);
}

size_t qn_doccount_documents(const struct qn_doccount *c)
{
	return c->documents;
}

struct qn_slice qn_doccount_names(const struct qn_doccount *c)
{
	return qn_buf_slice(&c->names.text);
}

const struct qn_gram_counts *qn_doccount_counts(const struct qn_doccount *c)
{
	return &c->counts;
}

bool qn_doccount_matrix(struct qn_doccount *c, const struct qn_columns *columns,
                        struct qn_pool *pool, struct qn_sparse *m,
                        struct qn_err *e)
{
	for (size_t i = 0; i < c->parts; i++)
		c->part[i].renumber = c->lane[i % c->lanes].renumber;
	return qn_docmatrix(c->part, c->parts, columns, pool, m, e);
}
