/* SPDX-License-Identifier: MIT */
/*
 * cmd_lda_report.c -- `quern lda report`: topics to look at.
 *
 * Documents are read up to three times: their classes, their words, and the
 * texts of those that are shown.
 */
#include "apps/cmd_lda.h"

#include <stdlib.h>
#include <string.h>

#include "apps/topicinput.h"
#include "apps/topicpage.h"
#include "base/mem.h"

struct report_options {
	struct topicdocs docs; /* of .source: title, which is the class */
	struct qn_lda_infer_options infer;
	size_t words, typical;
};

static bool read_classes(struct report_options *o, struct reportdocs *docs,
                         struct call *c)
{
	if (!o->docs.source.title)
		return true;
	struct qn_documents *from =
	    docsource_open(&o->docs.source, c->operands.item[1], c);
	bool ok = from && reportdocs_classes(docs, from, &c->e);
	qn_documents_close(from);
	return ok;
}

static bool read_texts(struct report_options *o, struct reportdocs *docs,
                       const struct qn_lda_typical *t, size_t n, struct call *c)
{
	struct qn_documents *from =
	    docsource_open(&o->docs.source, c->operands.item[1], c);
	bool *wanted = qn_calloc(n, sizeof *wanted);
	for (uint32_t k = 0; k < t->K; k++)
		for (size_t i = 0; i < t->best[k].n; i++)
			wanted[t->best[k].hit[i].doc] = true;
	bool ok = from && reportdocs_texts(docs, from, wanted, n, &c->e);
	qn_documents_close(from);
	free(wanted);
	return ok;
}

/* The topics of all documents, to page->typical and ->docs. */
static bool look_at_documents(struct report_options *o, struct topicpage *page,
                              struct qn_lda_typical *t, struct reportdocs *docs,
                              struct call *c)
{
	const struct qn_lda_model *m = page->m;
	o->infer.seed = c->common.seed;
	struct qn_lda_infer *f = qn_lda_infer_new(m, &o->infer, &c->e);
	struct qn_docwords *d =
	    f && read_classes(o, docs, c)
	        ? topicinput_read_known(&o->docs, &m->about.tokenizer, m->vocab,
	                                c)
	        : NULL;
	if (d && docs->class_of && docs->n != d->n)
		qn_fail(&c->e, "%s: it has changed while it was read",
		        c->operands.item[1]);
	if (d && !c->e.failed) {
		qn_lda_typical_init(t, f, m, d, o->typical, docs->class_of,
		                    docs->classes.count, call_pool(c));
		if (read_texts(o, docs, t, d->n, c)) {
			page->typical = t;
			page->docs = docs;
		}
	}
	qn_docwords_free(d);
	qn_lda_infer_free(f);
	return !c->e.failed;
}

static void show(const struct topicpage *page, struct call *c)
{
	struct qn_output *out = call_output(c);
	if (!out)
		return;
	(c->common.json ? topicpage_json : topicpage_html)(page, out);
	qn_output_close(out, &c->e);
}

static bool check(const struct report_options *o, struct call *c)
{
	bool docs = c->operands.n > 1;
	if (docs && strcmp(c->operands.item[1], "-") == 0)
		return call_misuse(c, "documents are read more than once: "
		                      "they have to be a file or a folder");
	if (o->docs.source.title && !docs)
		return call_misuse(c, "--class goes with documents");
	if (o->docs.source.title && !o->docs.source.source.tsv &&
	    !o->docs.source.source.jsonl)
		return call_misuse(c, "--class goes with --jsonl or --tsv");
	return true;
}

static bool report(void *options, struct call *c)
{
	struct report_options *o = options;
	struct topicpage page = {.m = NULL};
	struct qn_lda_map map = {.x = NULL};
	struct qn_lda_terms terms = {.K = 0};
	struct qn_lda_typical typical = {.K = 0};
	struct reportdocs docs = {.n = 0};
	if (!check(o, c))
		return false;
	struct qn_lda_model *m = qn_lda_model_load(c->operands.item[0], &c->e);
	if (m && qn_lda_map_init(&map, m, call_pool(c), &c->e)) {
		qn_lda_terms_init(&terms, m, o->words, call_pool(c));
		page = (struct topicpage){.m = m, .map = &map, .terms = &terms};
		if (c->operands.n == 1 ||
		    look_at_documents(o, &page, &typical, &docs, c))
			show(&page, c);
	}
	reportdocs_release(&docs);
	qn_lda_typical_release(&typical);
	qn_lda_terms_release(&terms);
	qn_lda_map_release(&map);
	qn_lda_model_free(m);
	return !c->e.failed;
}

static const struct report_options defaults = {
    .infer = QN_LDA_INFER_DEFAULTS,
    .words = 30,
    .typical = 5,
};

static const struct option table[] = {
    {.names = "num-top-words",
     OPTION_FIELD(struct report_options, words),
     .min = 1,
     .max = 1000,
     .argument = "N",
     .help = "words of a topic to show"},
    {.names = "num-docs",
     OPTION_FIELD(struct report_options, typical),
     .min = 1,
     .max = 1000,
     .argument = "N",
     .help = "documents of a topic to show"},
    {.names = "class title",
     OPTION_FIELD(struct report_options, docs.source.title),
     .argument = "NAME",
     .shown = "",
     .help = "the field or column that is a document's class: a year, a "
             "source"},
    LDA_SAMPLING_OPTIONS(struct report_options, infer),
    DOCSOURCE_OPTIONS(struct report_options, docs.source),
    {0},
};

const struct command lda_report = {
    .name = "report",
    .summary = "a page to look at topics",
    .operands = "MODEL [DOCS]",
    .about =
        "One file of HTML that needs no network: topics as circles, as large "
        "as their share of all tokens and as far from each other as their "
        "words differ; their most relevant words, with a slider from frequent "
        "to exclusive ones; with DOCS the most typical documents of each, "
        "and with --class topics over time, or by class.\n\n"
        "With --json it is what pyLDAvis shows (topics from 1, in the order "
        "of the model): see its PreparedData.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 2,
    .run = report,
};
