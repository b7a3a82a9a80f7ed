/* SPDX-License-Identifier: MIT */
/*
 * cmd_search_pairs.c -- `quern search pairs`: documents that are alike.
 *
 *	documents --> TF-IDF, as `quern tfidf fit` --> pairs --> lines
 */
#include "apps/cmd_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "apps/docsource.h"
#include "apps/json.h"
#include "apps/vectorizer.h"
#include "base/mem.h"
#include "text/allpairs.h"
#include "text/tfidf.h"

struct pairs_options {
	struct docsource docs;
	struct vectorizer vectorizer;
	bool sublinear;
	double threshold;
};

struct printing {
	struct qn_output *out;
	bool json;
	const struct qn_buf *names; /* a line a document, or empty      */
	size_t *end;                /* [named] of each line in `names`  */
	size_t named;
};

static void find_names(struct printing *p, size_t documents)
{
	size_t at = 0;
	p->end = qn_malloc(documents + 1, sizeof *p->end);
	while (at < p->names->n && p->named < documents) {
		const char *line = p->names->p + at;
		at += strcspn(line, "\n");
		p->end[p->named++] = at++;
	}
}

/* A document's name, or its number where it has none. */
static void put_document(struct printing *p, uint32_t row)
{
	struct qn_slice name = {"", 0};
	if (row < p->named) {
		size_t begin = row ? p->end[row - 1] + 1 : 0;
		name =
		    (struct qn_slice){p->names->p + begin, p->end[row] - begin};
	}
	if (name.n == 0)
		qn_output_printf(p->out, "%u", (unsigned)row);
	else if (p->json)
		json_put_string(p->out, name);
	else
		qn_output_write(p->out, name.p, name.n);
}

static bool print(void *ctx, const struct qn_pair *pair, size_t n)
{
	struct printing *p = ctx;
	for (size_t k = 0; k < n; k++) {
		qn_output_puts(p->out, p->json ? "{\"docs\": [" : "");
		put_document(p, pair[k].i);
		qn_output_puts(p->out, p->json ? ", " : "\t");
		put_document(p, pair[k].j);
		qn_output_puts(p->out, p->json ? "], \"score\": " : "\t");
		if (p->json)
			json_put_number(p->out, pair[k].score);
		else
			qn_output_printf(p->out, "%.6f", pair[k].score);
		qn_output_puts(p->out, p->json ? "}\n" : "\n");
	}
	return qn_output_ok(p->out);
}

static bool compare(const struct pairs_options *o, const struct qn_sparse *m,
                    const struct qn_buf *names, struct call *c)
{
	struct printing p = {.names = names, .json = c->common.json};
	find_names(&p, m->rows);
	p.out = call_output(c);
	qn_allpairs(m, o->threshold, print, &p, call_pool(c), call_progress(c),
	            &c->e);
	call_progress_end(c);
	free(p.end);
	return qn_output_close(p.out, &c->e);
}

static bool run(void *options, struct call *c)
{
	struct pairs_options *o = options;
	const char *path = c->operands.n ? c->operands.item[0] : NULL;
	struct qn_tfidf_options tfidf = QN_TFIDF_DEFAULTS;
	struct qn_sparse m = {0};
	struct qn_buf names = {0};
	struct qn_tfidf *t = NULL;
	struct qn_documents *d = NULL;
	if (!(o->threshold > 0 && o->threshold <= 1))
		return call_misuse(c, "--threshold is above 0 and at most 1");
	tfidf.sublinear = o->sublinear;
	if (vectorizer_read(&o->vectorizer, &tfidf.analyzer, c))
		d = docsource_open(&o->docs, path, c);
	if (d)
		t = qn_tfidf_fit(&tfidf, d, &m, &names, call_pool(c),
		                 call_progress(c), &c->e);
	if (t)
		compare(o, &m, &names, c);
	qn_documents_close(d);
	qn_tfidf_free(t);
	qn_sparse_release(&m);
	qn_buf_release(&names);
	vectorizer_release(&o->vectorizer);
	return !c->e.failed;
}

static const struct pairs_options defaults = {
    .vectorizer = VECTORIZER_DEFAULTS,
    .threshold = 0.8,
};

static const struct option options[] = {
    {.names = "threshold",
     OPTION_FIELD(struct pairs_options, threshold),
     .argument = "T",
     .help = "the least cosine of a pair, above 0 and at most 1"},
    VECTORIZER_OPTIONS(struct pairs_options, vectorizer),
    {.names = "sublinear-tf",
     OPTION_FIELD(struct pairs_options, sublinear),
     .form = OPTION_SWITCH,
     .help = "1 + ln tf for a term that occurs tf times"},
    DOCSOURCE_OPTIONS(struct pairs_options, docs),
    {0},
};

const struct command search_pairs = {
    .name = "pairs",
    .summary = "all pairs of documents that are alike",
    .operands = "[DOCS]",
    .about = "Prints \"document, document, cosine\", parted by tabs, for "
             "every pair whose vectors, those of `quern tfidf fit`, have a "
             "cosine of at least the threshold: copies and near-copies, none "
             "left out.  Documents go by their names or, where they have "
             "none, their numbers from 0; a pair is printed once, the "
             "earlier document first, in their order.  A document without "
             "a term is like no other.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 1,
    .without = "seed",
    .run = run,
};
