/* SPDX-License-Identifier: MIT */
/*
 * cmd_bleu.c -- `quern bleu`: translations judged by their references, with
 * sacreBLEU's flags and output.
 */
#include "apps/cmd_bleu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/cmd_bleu_page.h"
#include "base/mem.h"
#include "seq/multibleu.h"
#include "text/decode.h"

/* sacreBLEU warns from so many lines on that end in " .". */
#define TOKENIZED 100

static const char *const metric_names[] = {"bleu", "chrf", "ter", NULL};

/* --- what is asked for ---------------------------------------------------------- */

static struct qn_bleu_options bleu_options_of(const struct bleu_options *o)
{
	struct qn_bleu_options b = o->bleu;
	if (o->compat == BLEU_MULTI) {
		b = QN_MULTIBLEU_OPTIONS;
		b.lower = o->bleu.lower;
	}
	return b;
}

/* The metrics that are named, each once; how many, 0 when one is unknown. */
static size_t read_metrics(const struct bleu_options *o,
                           struct qn_mt_metric metric[BLEU_METRICS],
                           struct call *c)
{
	size_t n = 0;
	const char *bleu = "bleu";
	struct option_list names = o->metrics;
	if (!names.n)
		names = (struct option_list){.item = &bleu, .n = 1};
	for (size_t i = 0; i < names.n; i++) {
		int kind = 0;
		bool known = false;
		while (metric_names[kind] &&
		       strcmp(metric_names[kind], names.item[i]) != 0)
			kind++;
		if (!metric_names[kind]) {
			call_misuse(c, "-m %s: it is one of bleu, chrf, ter",
			            names.item[i]);
			return 0;
		}
		for (size_t k = 0; k < n; k++)
			known |= metric[k].kind == (enum qn_mt_kind)kind;
		if (!known)
			metric[n++].kind = (enum qn_mt_kind)kind;
	}
	for (size_t k = 0; k < n; k++)
		if (metric[k].kind == QN_MT_BLEU)
			metric[k].bleu = bleu_options_of(o);
		else if (metric[k].kind == QN_MT_CHRF)
			metric[k].chrf = o->chrf;
		else
			metric[k].ter = o->ter;
	return n;
}

static int by_kind(const void *a, const void *b)
{
	const struct qn_mt_metric *x = a, *y = b;
	return (int)x->kind - (int)y->kind;
}

static void complete(struct bleu_options *o)
{
	o->bleu.effective = o->by_sentence;
	if (o->bleu.value < 0)
		o->bleu.value = qn_bleu_default_value(o->bleu.smooth);
	if (o->json)
		o->format = BLEU_JSON;
}

static bool is_paired(const struct bleu_options *o)
{
	return o->bootstrap || o->randomise;
}

static bool check(const struct bleu_options *o, size_t metrics, struct call *c)
{
	if (o->test_set || o->langpair)
		return call_misuse(c,
		                   "%s: test sets are not downloaded; give "
		                   "the references as files",
		                   o->test_set ? "-t" : "-l");
	if (c->operands.n == 0)
		return call_misuse(c, "name the references: quern bleu "
		                      "REFERENCE... -i SYSTEM...");
	if (o->compat == BLEU_MULTI && !bleu_multi_check(o, c))
		return false;
	if (o->references > 1 && c->operands.n > 1)
		return call_misuse(c, "--num-refs is for one file of "
		                      "references");
	if (o->bootstrap && o->randomise)
		return call_misuse(c, "--paired-bs or --paired-ar, not both");
	if (o->by_sentence && metrics > 1)
		return call_misuse(c, "--sentence-level takes one metric");
	if (o->by_sentence && o->html)
		return call_misuse(c, "--html shows two systems, "
		                      "--sentence-level one");
	if (o->by_sentence && (o->confidence || is_paired(o)))
		return call_misuse(c, "--sentence-level is without tests");
	if ((o->by_length || o->by_field) &&
	    (o->by_sentence || o->score_only || o->compat == BLEU_MULTI))
		return call_misuse(c, "--by-length and --by-field are not for "
		                      "-sl, -b or --compat multi-bleu");
	return true;
}

/* --- the systems ----------------------------------------------------------------- */

/* Files of the systems, each once; then of the references. */
struct sources {
	struct qn_mt_file *file; /* [n] of [room] */
	size_t n, room, systems;
	struct qn_buf paths; /* of references that an operand stands for */
};

static void add_source(struct sources *s, struct qn_mt_file file)
{
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 8;
		s->file = qn_realloc(s->file, s->room, sizeof *s->file);
	}
	s->file[s->n++] = file;
}

static void list_references(const struct bleu_options *o, struct sources *s,
                            const struct option_list *refs)
{
	struct qn_mt_file file = {.columns = o->references,
	                          .loose = o->references > 1,
	                          .sparse = o->ragged,
	                          .raw = o->compat == BLEU_MULTI};
	size_t i = 0;
	if (o->compat == BLEU_MULTI) {
		bleu_multi_references(refs->item[i++], &s->paths);
		for (size_t at = 0; at < s->paths.n;) {
			file.path = s->paths.p + at;
			add_source(s, file);
			at += strlen(file.path) + 1;
		}
	}
	for (; i < refs->n; i++) {
		file.path = refs->item[i];
		add_source(s, file);
	}
}

static bool list_sources(const struct bleu_options *o, struct sources *s,
                         struct call *c)
{
	const struct option_list *in = &o->input;
	struct qn_mt_file file = {.columns = 1, .raw = o->compat == BLEU_MULTI};
	for (size_t i = 0; i < in->n; i++) {
		size_t k = 0;
		while (k < s->n && strcmp(s->file[k].path, in->item[i]) != 0)
			k++;
		file.path = in->item[i];
		if (k == s->n)
			add_source(s, file);
		else if (k > 0 || !is_paired(o))
			return call_misuse(c, "-i %s: named twice",
			                   in->item[i]);
	}
	if (!in->n) {
		file.path = NULL;
		file.columns = o->compat == BLEU_MULTI;
		add_source(s, file);
	}
	s->systems = s->n;
	list_references(o, s, &c->operands);
	if (o->by_field)
		add_source(
		    s, (struct qn_mt_file){.path = o->by_field, .columns = 1});
	return true;
}

/* Names of the systems; free each and the array. */
static char **name_systems(const struct bleu_options *o,
                           const struct sources *s, size_t systems)
{
	char **name = qn_calloc(systems, sizeof *name);
	for (size_t i = 0; i < systems; i++) {
		struct qn_buf b = {0};
		bool base = i == 0 && is_paired(o);
		if (o->input.n)
			qn_buf_printf(&b, "%s%s", base ? "Baseline: " : "",
			              s->file[i].path);
		else if (base)
			qn_buf_puts(&b, "Baseline");
		else
			qn_buf_printf(&b, "System %zu", i + !is_paired(o));
		name[i] = b.p;
	}
	return name;
}

/* --- the answer ------------------------------------------------------------------ */

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

static bool check_systems(const struct bleu_options *o, size_t systems,
                          struct call *c)
{
	if (o->by_sentence && systems > 1)
		return call_misuse(c, "--sentence-level takes one system");
	if (o->compat == BLEU_MULTI && systems > 1)
		return call_misuse(c, "--compat multi-bleu takes one system");
	if (is_paired(o) && systems == 1)
		return call_misuse(c, "a paired test compares systems: give "
		                      "several to -i");
	if (o->confidence && systems > 1)
		return call_misuse(c, "--confidence is for one system; for "
		                      "several there is --paired-bs");
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
	if (a->o->format == BLEU_TEXT && a->o->compat != BLEU_MULTI)
		bleu_print_groups(a, out);
}

static bool answer(const struct bleu_options *o, const struct sources *src,
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
	bool sampled = is_paired(o) || o->confidence;
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
	    check_systems(o, corpus.systems, c) &&
	    (!sampled || sample(a, &corpus, c));
	char **name = ok ? name_systems(o, src, corpus.systems) : NULL;
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
	struct sources src = {0};
	complete(o);
	if (o->jobs)
		c->common.threads = o->jobs;
	size_t metrics = read_metrics(o, metric, c);
	if (!metrics || !check(o, metrics, c))
		return false;
	if (!is_paired(o))
		qsort(metric, metrics, sizeof *metric, by_kind);
	struct qn_mt_files *files = NULL;
	if (list_sources(o, &src, c))
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
