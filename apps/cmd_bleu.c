/* SPDX-License-Identifier: MIT */
/*
 * cmd_bleu.c -- `quern bleu`: translations judged by their references, with
 * sacreBLEU's flags and output.
 */
#include "apps/cmd_bleu.h"

#include <stdlib.h>

#include "apps/cmd_bleu_page.h"
#include "base/mem.h"
#include "text/decode.h"

/* sacreBLEU warns from so many lines on that end in " .". */
#define TOKENIZED 100

/* What is written while segments come: a line for each, or a page. */
struct writing {
	struct bleu_answer answer;
	struct qn_output *out;
	struct qn_buf line;
	struct bleu_page *page; /* NULL: none */
};

static bool write_segment(void *ctx, const struct qn_mt_judged *d)
{
	struct writing *w = ctx;
	if (w->page)
		return bleu_page_add(w->page, d);
	w->answer.references = d->references;
	bleu_add_line(&w->answer, 0, d->stats, NULL, &w->line);
	qn_buf_putc(&w->line, '\n');
	qn_output_drain(w->out, &w->line);
	return qn_output_ok(w->out);
}

static bool sample(struct bleu_answer *a, const struct qn_mt_corpus *corpus,
                   struct call *c)
{
	a->verdict =
	    qn_calloc(corpus->metrics * corpus->systems, sizeof *a->verdict);
	for (size_t k = 0; k < corpus->metrics; k++) {
		const struct qn_mt_totals *t = &corpus->totals[k];
		const struct qn_mt_systems s = {
		    .metric = &t->metric,
		    .systems = corpus->systems,
		    .segments = corpus->segments,
		    .each = (const double *const *)t->each,
		    .sum = t->sum};
		if (!qn_mt_sample(&s, a->sampling, call_pool(c),
		                  a->verdict + k * corpus->systems, &c->e))
			return false;
	}
	return true;
}

/* BLEU alone is meant for text that was not cut into words before. */
static void warn_of_tokens(const struct bleu_options *o,
                           const struct qn_mt_corpus *corpus, struct call *c)
{
	bool bleu = false;
	for (size_t k = 0; k < corpus->metrics; k++)
		bleu |= corpus->totals[k].metric.kind == QN_MT_BLEU;
	if (bleu && !o->force && o->compat != BLEU_MULTI &&
	    corpus->tokenized >= TOKENIZED)
		call_warn(c,
		          "%zu lines end in \" .\": were they tokenized? "
		          "Scores are for plain text (--force says it is)",
		          corpus->tokenized);
}

static void print(const struct bleu_answer *a, struct qn_output *out,
                  struct call *c)
{
	if (a->o->by_sentence)
		return;
	if (a->o->compat == BLEU_MULTI)
		bleu_multi_print(a, out, c);
	else if (a->corpus->systems == 1)
		bleu_print_one(a, out);
	else if (a->o->format == BLEU_JSON)
		bleu_print_json_table(a, out);
	else
		bleu_print_table(a, out);
	if (a->o->format != BLEU_JSON && a->o->compat != BLEU_MULTI)
		bleu_print_groups(a, out);
}

static bool answer(const struct bleu_options *o, const struct bleu_files *src,
                   struct qn_mt_files *files, const struct qn_mt_metric *metric,
                   size_t metrics, struct call *c)
{
	struct qn_mt_corpus corpus = {0};
	const struct qn_mt_sampling sampling = {
	    .test = o->randomise ? QN_MT_RANDOMISE : QN_MT_BOOTSTRAP,
	    .samples = o->randomise   ? o->randomise_n
	               : o->bootstrap ? o->bootstrap_n
	                              : o->confidence_n,
	    .seed = o->seed,
	    .progress = call_progress(c)};
	bool sampled = bleu_is_paired(o) || o->confidence;
	struct writing w = {.answer = {.o = o,
	                               .corpus = &corpus,
	                               .sampling = sampled ? &sampling : NULL}};
	struct bleu_answer *a = &w.answer;
	const struct qn_mt_reading reading = {
	    .metric = metric,
	    .metrics = metrics,
	    .system_files = src->systems,
	    .ragged = o->ragged,
	    .by_length = o->by_length,
	    .by_field = o->by_field != NULL,
	    .rule = o->bleu.rule,
	    .keep = sampled,
	    .progress = call_progress(c),
	    .segment = o->by_sentence || o->html ? write_segment : NULL,
	    .ctx = &w};
	w.out = call_output(c);
	w.page = o->html ? bleu_page_begin(a, c) : NULL;
	bool ok =
	    !c->e.failed &&
	    qn_mt_corpus_read(&corpus, &reading, files, call_pool(c), &c->e) &&
	    bleu_check_systems(o, corpus.systems, c) &&
	    (!sampled || sample(a, &corpus, c));
	char **name = ok ? bleu_name_systems(o, src, corpus.systems) : NULL;
	if (ok) {
		call_progress_end(c);
		warn_of_tokens(o, &corpus, c);
		a->system = (const char *const *)name;
		a->references = corpus.fewest == corpus.most ? corpus.most : 0;
		print(a, w.out, c);
	}
	if (w.page)
		bleu_page_end(w.page, &c->e);
	qn_output_close(w.out, &c->e);
	for (size_t i = 0; ok && i < corpus.systems; i++)
		free(name[i]);
	free(name);
	free(a->verdict);
	qn_buf_release(&w.line);
	qn_mt_corpus_release(&corpus);
	return !c->e.failed;
}

static bool run(void *options, struct call *c)
{
	struct bleu_options *o = options;
	struct qn_mt_metric metric[BLEU_METRICS];
	struct bleu_files src = {0};
	if (o->jobs)
		c->common.threads = o->jobs;
	size_t metrics = bleu_ask(o, metric, c);
	if (!metrics)
		return false;
	struct qn_mt_files *files = NULL;
	if (bleu_list_files(o, &src, c))
		files = qn_mt_files_open(src.file, src.n, o->encoding,
		                         (enum qn_invalid)o->invalid, &c->e);
	if (files)
		answer(o, &src, files, metric, metrics, c);
	qn_mt_files_close(files);
	free(src.file);
	qn_buf_release(&src.paths);
	return !c->e.failed;
}

const struct command command_bleu = {
    .name = "bleu",
    .summary = "BLEU, chrF and TER of translations, as sacreBLEU computes them",
    .operands = "REFERENCE...",
    .about =
        "Compares line by line what a system has translated with one or more "
        "references, which are plain text, not tokenized.  Scores, signatures "
        "and samples are those of sacreBLEU 2.  References come before -i, "
        "which takes all words up to the next option.\n\n"
        "Several systems give a table; --paired-bs and --paired-ar say for "
        "each whether it differs from the first by more than chance.  "
        "--by-length and --by-field score groups of segments, --html shows "
        "two systems segment by segment.\n\n"
        "quern bleu --compat multi-bleu [-lc] REFERENCE <SYSTEM prints what "
        "multi-bleu.perl does.",
    .options = bleu_options,
    .defaults = &bleu_defaults,
    .size = sizeof bleu_defaults,
    .max_operands = -1,
    .without = "seed json",
    .run = run,
};
