/* SPDX-License-Identifier: MIT */
/*
 * cmd_phrases.c -- `quern phrases`: word2phrase, and what it could not do.
 */
#include <string.h>

#include "apps/command.h"
#include "base/input.h"
#include "text/phrase.h"

struct phrases_options {
	struct qn_phrase_options phrase;
	const char *train; /* or an operand                      */
	int passes;
	const char *save, *model;
	int debug;
};

static const char *const scores[] = {
    [QN_PHRASE_WORD2PHRASE] = "word2phrase", [QN_PHRASE_NPMI] = "npmi", NULL};

static const struct phrases_options defaults = {
    .phrase = {.min_count = 5, .threshold = 100}, .passes = 1, .debug = 2};

/* Whether an option says how to learn. */
static bool says_how(const struct phrases_options *o)
{
	const struct qn_phrase_options *p = &o->phrase, *d = &defaults.phrase;
	return p->score != d->score || p->min_count != d->min_count ||
	       p->threshold != d->threshold || o->passes != defaults.passes;
}

/* Learnt now, or long ago. */
struct passes {
	struct qn_phrases *pass[QN_PHRASE_PASSES];
	size_t n;
};

/* One pass over `text`, which becomes its result. */
static void run_pass(const struct phrases_options *o, struct passes *p,
                     size_t i, struct qn_buf *text, struct call *c)
{
	struct qn_buf out = {0};
	if (!o->model) {
		p->pass[i] =
		    qn_phrases_learn(&o->phrase, qn_buf_slice(text), &c->e);
		p->n += p->pass[i] != NULL;
	}
	if (c->e.failed)
		return;
	qn_phrases_apply(p->pass[i], qn_buf_slice(text), &out);
	if (!c->common.quiet && o->debug > 0 && !o->model)
		call_warn(c, "pass %zu: %llu words, %u words and pairs kept",
		          i + 1, (unsigned long long)p->pass[i]->words,
		          (unsigned)p->pass[i]->strings.count);
	qn_buf_release(text);
	*text = out;
}

/* The text to standard output or -o, the passes to --save: both or none. */
static bool write_result(const struct phrases_options *o,
                         const struct passes *p, const struct qn_buf *text,
                         struct call *c)
{
	struct qn_output *out = call_output(c);
	qn_output_write(out, text->p, text->n);
	qn_output_finish(out, &c->e);
	if (o->save)
		qn_phrases_save(p->pass, p->n, o->save, &c->e);
	return qn_output_close(out, &c->e);
}

static bool run(void *options, struct call *c)
{
	const struct phrases_options *o = options;
	struct passes p = {.n = 0};
	struct qn_bytes bytes = {.p = NULL};
	struct qn_buf text = {0};
	struct qn_err e = QN_ERR_INIT;
	if (o->train && c->operands.n)
		return call_misuse(c, "it takes -train or TEXT, not both");
	if (o->model && (o->save || says_how(o)))
		return call_misuse(c, "--model says it all; it excludes "
		                      "--min-count, --threshold, --score, "
		                      "--passes and --save");
	if (!o->model && !qn_phrase_check(&o->phrase, &e))
		return call_misuse(c, "%s", e.text);
	const char *path = c->operands.n ? c->operands.item[0] : o->train;
	if (o->model)
		p.n = qn_phrases_load(o->model, p.pass, &c->e);
	if (!c->e.failed && qn_bytes_load(&bytes, path, &c->e))
		qn_buf_add(&text, bytes.p, bytes.n);
	qn_bytes_release(&bytes);
	size_t passes = o->model ? p.n : (size_t)o->passes;
	for (size_t i = 0; i < passes && !c->e.failed; i++)
		run_pass(o, &p, i, &text, c);
	if (!c->e.failed)
		write_result(o, &p, &text, c);
	for (size_t i = 0; i < p.n; i++)
		qn_phrases_free(p.pass[i]);
	qn_buf_release(&text);
	return !c->e.failed;
}

static const struct option options[] = {
    {.names = "train",
     OPTION_FIELD(struct phrases_options, train),
     .argument = "FILE",
     .shown = "",
     .help = "the text, as word2phrase has it"},
    {.names = "min-count",
     OPTION_FIELD(struct phrases_options, phrase.min_count),
     .argument = "N",
     .help = "words and pairs seen less often never join"},
    {.names = "threshold",
     OPTION_FIELD(struct phrases_options, phrase.threshold),
     .argument = "X",
     .help = "join pairs that score more; more means fewer"},
    {.names = "score",
     OPTION_FIELD(struct phrases_options, phrase.score),
     .choices = scores,
     .argument = "word2phrase|npmi",
     .help = "(pair - min-count) / a / b * words, or normalised pointwise "
             "mutual information, -1 to 1"},
    {.names = "passes",
     OPTION_FIELD(struct phrases_options, passes),
     .min = 1,
     .max = QN_PHRASE_PASSES,
     .argument = "N",
     .help = "learn and join so often, so that phrases grow"},
    {.names = "save",
     OPTION_FIELD(struct phrases_options, save),
     .argument = "MODEL",
     .shown = "",
     .help = "keep what was learnt"},
    {.names = "model",
     OPTION_FIELD(struct phrases_options, model),
     .argument = "MODEL",
     .shown = "",
     .help = "join by what was kept, learn nothing"},
    {.names = "debug",
     OPTION_FIELD(struct phrases_options, debug),
     .argument = "N",
     .help = "0: do not say how many words there were"},
    {0},
};

const struct command command_phrases = {
    .name = "phrases",
    .summary = "join words that belong together",
    .operands = "[TEXT]",
    .about = "Prints the text with pairs of words that occur together oftener "
             "than chance joined by \"_\", as word2phrase does, to the byte.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 1,
    .without = "seed json",
    .run = run,
};
