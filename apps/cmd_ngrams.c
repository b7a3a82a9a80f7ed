/* SPDX-License-Identifier: MIT */
/*
 * cmd_ngrams.c -- `quern ngrams`: n-grams and how often they occur.
 */
#include "apps/command.h"
#include "apps/docsource.h"
#include "apps/vectorizer.h"
#include "text/ngramcount.h"

struct ngrams_options {
	struct docsource docs;
	struct vectorizer vectorizer;
	uint64_t min_count, max_size;
};

static void print(const struct qn_termlist *l, uint64_t most,
                  struct qn_output *out)
{
	struct qn_buf line = {0};
	for (size_t i = 0; i < l->n && qn_output_ok(out); i++) {
		if (most && i == most)
			break;
		qn_buf_clear(&line);
		qn_term_print(qn_termlist_get(l, i), &line);
		qn_buf_printf(&line, "\t%llu\n", (unsigned long long)l->cf[i]);
		qn_output_write(out, line.p, line.n);
	}
	qn_buf_release(&line);
}

static bool run(void *options, struct call *c)
{
	struct ngrams_options *o = options;
	const char *path = c->operands.n ? c->operands.item[0] : NULL;
	struct qn_analyzer_options analyzer = QN_ANALYZER_DEFAULTS;
	struct qn_termlist list = {0};
	struct qn_documents *d = NULL;
	if (vectorizer_read(&o->vectorizer, &analyzer, c))
		d = docsource_open(&o->docs, path, c);
	if (d && qn_ngrams_tabulate(&analyzer, o->min_count, d, &list,
	                            call_pool(c), call_progress(c), &c->e)) {
		call_progress_end(c);
		struct qn_output *out = call_output(c);
		print(&list, o->max_size, out);
		qn_output_close(out, &c->e);
	}
	qn_documents_close(d);
	qn_termlist_release(&list);
	vectorizer_release(&o->vectorizer);
	return !c->e.failed;
}

static const struct ngrams_options defaults = {
    .vectorizer = {.range = "2,2", .lowercase = true}, .min_count = 1};

static const struct option options[] = {
    {.names = "min-count",
     OPTION_FIELD(struct ngrams_options, min_count),
     .argument = "N",
     .help = "leave out what is seen less often"},
    {.names = "max-size",
     OPTION_FIELD(struct ngrams_options, max_size),
     .argument = "N",
     .shown = "all",
     .help = "the most frequent ones only"},
    VECTORIZER_OPTIONS(struct ngrams_options, vectorizer),
    DOCSOURCE_OPTIONS(struct ngrams_options, docs),
    {0},
};

const struct command command_ngrams = {
    .name = "ngrams",
    .summary = "n-grams and their counts, the most frequent first",
    .operands = "[DOCS]",
    .about = "Prints an n-gram, a tab and its count a line; equal counts in "
             "the order of code points.  Text is cut as `quern tfidf` cuts "
             "it: words are two or more letters, digits or \"_\", and no "
             "n-gram goes beyond its line.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 1,
    .without = "seed json",
    .run = run,
};
