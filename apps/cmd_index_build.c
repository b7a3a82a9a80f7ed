/* SPDX-License-Identifier: MIT */
/*
 * cmd_index_build.c -- `quern index build` and `quern index add`.
 */
#include "apps/cmd_index.h"

#include "apps/docsource.h"
#include "text/indexmerge.h"
#include "text/indexstore.h"

struct build_options {
	struct docsource docs;
	struct analyser analyser;
	struct qn_index_about about;
};

/* Read all documents into a store and write it. */
static bool fill(struct qn_index_store *s, struct docsource *docs,
                 const char *path, const char *output, struct call *c)
{
	struct qn_documents *d = docsource_open(docs, path, c);
	bool ok = d && qn_index_store_read(s, d, call_pool(c), call_progress(c),
	                                   &c->e);
	qn_documents_close(d);
	return ok && qn_index_store_write(s, output, call_progress(c), &c->e);
}

/* --- build ---------------------------------------------------------------- */

static bool build(void *options, struct call *c)
{
	struct build_options *o = options;
	struct qn_index_store store;
	struct qn_err e = QN_ERR_INIT;
	bool ok = false;
	if (!c->common.output)
		return call_misuse(c, "it needs -o INDEX");
	if (!qn_index_check_options(&o->about, &e))
		return call_misuse(c, "%s", e.text);
	o->analyser.encoding = o->docs.source.encoding;
	if (analyser_check(&o->analyser, c)) {
		o->about.tokenizer = o->analyser.tokenizer;
		qn_index_store_init(&store, &o->about);
		ok = fill(&store, &o->docs,
		          c->operands.n ? c->operands.item[0] : NULL,
		          c->common.output, c);
		qn_index_store_release(&store);
	}
	analyser_release(&o->analyser);
	return ok;
}

static const struct build_options build_defaults = {
    .about = {.k1 = 1.2, .b = 0.75, .positions = true},
    .analyser.tokenizer = {.punct = QN_PUNCT_DROP, .lower = true},
};

static const struct option build_table[] = {
    ANALYSER_WORD_OPTIONS(struct build_options, analyser),
    {.help = "Scores"},
    {.names = "k1",
     OPTION_FIELD(struct build_options, about.k1),
     .argument = "X",
     .help = "of BM25: how much a word's repetition counts"},
    {.names = "b",
     OPTION_FIELD(struct build_options, about.b),
     .argument = "X",
     .help = "of BM25: how much a document's length counts, 0 to 1"},
    {.help = "Contents"},
    {.names = "positions",
     OPTION_FIELD(struct build_options, about.positions),
     .form = OPTION_SWITCH,
     .help = "of words, for \"phrases\""},
    {.names = "store-text",
     OPTION_FIELD(struct build_options, about.texts),
     .form = OPTION_SWITCH,
     .help = "the documents themselves, to show where a query was found"},
    DOCSOURCE_OPTIONS(struct build_options, docs),
    DOCSOURCE_TITLE_OPTION(struct build_options, docs),
    {0},
};

const struct command index_build = {
    .name = "build",
    .summary = "documents to an index",
    .operands = "[DOCS]",
    .about = "A document is a line; with --jsonl or --tsv a field of one; of a "
             "folder or an archive, a file.  Titles are shown, and searched "
             "by \"title:word\".",
    .options = build_table,
    .defaults = &build_defaults,
    .size = sizeof build_defaults,
    .max_operands = 1,
    .without = "seed json",
    .run = build,
};

/* --- add ------------------------------------------------------------------ */

struct add_options {
	struct docsource docs;
};

static bool add(void *options, struct call *c)
{
	struct add_options *o = options;
	const char *path = c->operands.item[0];
	struct qn_index *x = qn_index_open(path, &c->e);
	struct qn_index_store store;
	struct qn_index_about about;
	if (!x)
		return false;
	bool ok = qn_index_about_copy(&about, &x->about, &c->e);
	if (ok) {
		qn_index_store_init(&store, &about);
		ok = qn_index_store_take(&store, x, NULL, &c->e) &&
		     fill(&store, &o->docs,
		          c->operands.n > 1 ? c->operands.item[1] : NULL,
		          c->common.output ? c->common.output : path, c);
		qn_index_store_release(&store);
	}
	qn_index_about_release(&about);
	qn_index_close(x);
	return ok;
}

static const struct add_options add_defaults = {.docs = {.id = NULL}};

static const struct option add_table[] = {
    DOCSOURCE_OPTIONS(struct add_options, docs),
    DOCSOURCE_TITLE_OPTION(struct add_options, docs),
    {0},
};

const struct command index_add = {
    .name = "add",
    .summary = "further documents to an index",
    .operands = "INDEX [DOCS]",
    .about = "Their text is cut as the index has cut its own.  The index is "
             "replaced at the end; with -o OTHER it stays and OTHER is made.",
    .options = add_table,
    .defaults = &add_defaults,
    .size = sizeof add_defaults,
    .min_operands = 1,
    .max_operands = 2,
    .without = "seed json",
    .run = add,
};
