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

#define BATCH   ((size_t)2 << 20) /* bytes of documents for a lane */
#define LONGEST ((size_t)1 << 30) /* bytes of a document           */

struct lane {
	struct qn_ngrams own;    /* when growing                           */
	struct qn_ngrams *grams; /* `own`, or what was known               */
	struct qn_analyzer *analyzer;
	struct qn_tally tally;
	uint32_t *renumber;      /* own n-gram to the common one; NULL = same */
	struct qn_docpart *part; /* that it fills                             */
	struct qn_err e;
};

struct qn_doccount {
	bool grow;
	size_t lanes;
	struct lane *lane;       /* [lanes] */
	struct qn_docpart *part; /* [parts] */
	size_t parts, documents;
	struct qn_gram_counts counts;

	struct qn_buf text; /* of the batch                        */
	size_t *end;        /* [batch_n] of each document in it    */
	size_t batch_n, batch_room;
	struct qn_buf names;
	size_t named; /* lines of `names` */
};

/* --- lanes ---------------------------------------------------------------- */

static bool open_lane(struct qn_doccount *c, size_t i,
                      const struct qn_analyzer_options *o,
                      struct qn_gram_counts *known, struct qn_err *e)
{
	struct lane *l = &c->lane[i];
	l->grams = &l->own;
	if (known && (!c->grow || i == 0))
		l->grams = &known->grams;
	else if (!qn_analyzer_begin(o, &l->own, e))
		return false;
	if (l->grams != &l->own && c->grow) {
		l->own = known->grams;
		known->grams = (struct qn_ngrams){.slots = 0};
		l->grams = &l->own;
		l->tally.cell = known->of;
		l->tally.cells = l->own.count;
		known->of = NULL;
	}
	l->analyzer = qn_analyzer_new(o, l->grams, c->grow);
	return true;
}

static void close_lane(struct lane *l)
{
	qn_analyzer_free(l->analyzer);
	qn_ngrams_release(&l->own);
	qn_tally_release(&l->tally);
	free(l->renumber);
}

static void run_lane(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct qn_doccount *c = ctx;
	struct lane *l = &c->lane[shard];
	struct qn_docpart *p = l->part;
	p->rows = end - begin;
	p->row_n = qn_malloc(p->rows, sizeof *p->row_n);
	for (size_t i = begin; i < end; i++) {
		size_t from = i ? c->end[i - 1] : 0;
		struct qn_slice text = {c->text.p + from, c->end[i] - from};
		qn_analyzer_count(l->analyzer, text, &l->tally, &l->e);
		p->row_n[i - begin] = (uint32_t)qn_tally_end(&l->tally);
		p->cells += p->row_n[i - begin];
	}
	p->pair = qn_tally_take(&l->tally);
}

/* --- batches -------------------------------------------------------------- */

/* A line a document, those before the first that has a name included. */
static void add_name(struct qn_doccount *c, const struct qn_document *doc)
{
	for (; c->named < doc->number; c->named++)
		qn_buf_putc(&c->names, '\n');
	size_t begin = c->names.n;
	qn_buf_add(&c->names, doc->name.p, doc->name.n);
	qn_one_line(c->names.p + begin, c->names.n - begin);
	qn_buf_putc(&c->names, '\n');
	c->named++;
}

static void add_document(struct qn_doccount *c, const struct qn_document *doc)
{
	if (c->batch_n == c->batch_room) {
		c->batch_room = c->batch_room ? 2 * c->batch_room : 1024;
		c->end = qn_realloc(c->end, c->batch_room, sizeof *c->end);
	}
	qn_buf_add(&c->text, doc->text.p, doc->text.n);
	c->end[c->batch_n++] = c->text.n;
	if (doc->name.n || c->named)
		add_name(c, doc);
}

static bool read_batch(struct qn_doccount *c, struct qn_documents *d,
                       struct qn_err *e)
{
	struct qn_document doc;
	qn_buf_clear(&c->text);
	c->batch_n = 0;
	while (c->text.n < c->lanes * BATCH && qn_documents_next(d, &doc, e)) {
		if (doc.text.n > LONGEST)
			return qn_fail(e,
			               "%s: document %zu has %zu bytes; "
			               "1 GB is the most",
			               qn_documents_name(d), doc.number,
			               doc.text.n);
		add_document(c, &doc);
	}
	return !e->failed && c->batch_n;
}

static bool run_batch(struct qn_doccount *c, struct qn_pool *pool,
                      struct qn_err *e)
{
	c->part = qn_realloc(c->part, c->parts + c->lanes, sizeof *c->part);
	for (size_t i = 0; i < c->lanes; i++) {
		c->part[c->parts + i] = (struct qn_docpart){.rows = 0};
		c->lane[i].part = &c->part[c->parts + i];
	}
	c->parts += c->lanes;
	qn_pool_for(pool, c->batch_n, c->lanes, run_lane, c);
	for (size_t i = 0; i < c->lanes; i++)
		if (c->lane[i].e.failed)
			return qn_fail(e, "%s", c->lane[i].e.text);
	c->documents += c->batch_n;
	return true;
}

static bool run_all(struct qn_doccount *c, struct qn_documents *d,
                    struct qn_pool *pool, const struct qn_progress *progress,
                    struct qn_err *e)
{
	while (read_batch(c, d, e)) {
		if (!run_batch(c, pool, e))
			return false;
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
		struct lane *l = &c->lane[i];
		l->renumber = qn_malloc(l->own.count, sizeof *l->renumber);
		qn_ngrams_merge(all, &l->own, l->renumber);
		qn_ngrams_release(&l->own);
	}
	return !all->e.failed || qn_fail(e, "%s", all->e.text);
}

static void add_counts(struct qn_gram_counts *all, const struct lane *l)
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
	c->lanes = (size_t)qn_pool_threads(pool);
	c->lane = qn_calloc(c->lanes, sizeof *c->lane);
	bool ok = true;
	for (size_t i = 0; ok && i < c->lanes; i++)
		ok = open_lane(c, i, o, known, e);
	if (ok && run_all(c, d, pool, progress, e) && (!grow || merge(c, e)))
		return c;
	qn_doccount_free(c);
	return NULL;
}

void qn_doccount_free(struct qn_doccount *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->lanes; i++)
		close_lane(&c->lane[i]);
	for (size_t i = 0; i < c->parts; i++)
		qn_docpart_release(&c->part[i]);
	qn_gram_counts_release(&c->counts);
	qn_buf_release(&c->text);
	qn_buf_release(&c->names);
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
	return qn_buf_slice(&c->names);
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
