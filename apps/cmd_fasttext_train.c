/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext_train.c -- `quern fasttext skipgram`, `cbow` and `supervised`:
 * from a text to PREFIX.bin and PREFIX.vec.
 */
#include "apps/cmd_fasttext_train.h"

#include <stdio.h>

#include "apps/bar.h"
#include "apps/cmd_fasttext.h"
#include "base/buf.h"
#include "embed/vecfile.h"

/* --- files ---------------------------------------------------------------- */

static char *output_name(struct qn_buf *name, const struct call *c,
                         const char *ending)
{
	qn_buf_clear(name);
	qn_buf_printf(name, "%s%s", c->common.output, ending);
	return name->p;
}

static bool try_output(struct call *c, const char *ending)
{
	struct qn_buf name = {0};
	if (!call_first(c))
		return true;
	qn_output_discard(qn_output_open(output_name(&name, c, ending), &c->e));
	qn_buf_release(&name);
	return !c->e.failed;
}

static void write_files(const struct fasttext_train *o, struct call *c,
                        const struct qn_ft_model *m, const char *ending)
{
	struct qn_buf model = {0}, words = {0}, outputs = {0};
	const struct qn_ft_files files = {
	    .model = output_name(&model, c, ending),
	    .words = output_name(&words, c, ".vec"),
	    .outputs =
	        o->save_output ? output_name(&outputs, c, ".output") : NULL,
	};
	qn_ft_model_save_files(m, &files, call_pool(c), &c->e);
	qn_buf_release(&model);
	qn_buf_release(&words);
	qn_buf_release(&outputs);
}

/* --- training ------------------------------------------------------------- */

void fasttext_say_clipped(struct call *c, double clipped)
{
	if (clipped > 0 && !c->e.failed)
		call_warn(c,
		          "%.0f steps were cut short: the learning rate is too "
		          "high for this text",
		          clipped);
}

/* fastText's lines; scripts look for them. */
static void say_counts(void *ctx, const struct qn_ft_dict *d)
{
	(void)ctx;
	bar_break_off();
	fprintf(stderr, "Read %lluM words\n",
	        (unsigned long long)d->tokens / 1000000);
	fprintf(stderr, "Number of words:  %u\n", d->words);
	fprintf(stderr, "Number of labels: %u\n", d->labels);
}

/* Vectors to start from, and a dimension if none was given. */
static struct qn_vectors *begin_from(struct fasttext_train *o, struct call *c)
{
	struct qn_ft_args *a = &o->train.args;
	struct qn_vectors *v = NULL;
	if (o->pretrained && *o->pretrained)
		v = qn_vectors_load(o->pretrained, QN_VEC_AUTO, 0, &c->e);
	if (a->dim < 0)
		a->dim = v ? v->dim : QN_FT_ARGS_DEFAULTS.dim;
	o->search.fixed.dim |= v != NULL;
	o->train.pretrained = v;
	return v;
}

static bool train(struct fasttext_train *o, struct call *c, const char *ending)
{
	struct qn_ft_model *m = NULL;
	struct qn_corpus *text = NULL;
	double clipped = 0;
	struct qn_vectors *pretrained = begin_from(o, c);
	if (qn_ft_training_check(&o->train, &c->e))
		text = qn_ft_text_read(o->input, o->train.progress,
		                       call_pool(c), &c->e);
	if (text && o->search.validation)
		m = fasttext_autotune(o, c, text);
	else if (text)
		m = qn_ft_train(&o->train, text, call_pool(c), &clipped, &c->e);
	call_progress_end(c);
	fasttext_say_clipped(c, clipped);
	qn_corpus_free(text);
	qn_vectors_free(pretrained);
	if (m && call_first(c))
		write_files(o, c, m, ending);
	qn_ft_model_free(m);
	return !c->e.failed;
}

static bool fill(struct fasttext_train *o, struct call *c)
{
	struct qn_ft_args *a = &o->train.args;
	const char *prefix = c->common.output;
	bool quiet = c->common.quiet;
	if (!o->input || !*o->input || !prefix || !*prefix)
		return call_misuse(c, "give both -input FILE and -output "
		                      "PREFIX");
	if (strcmp(prefix, "-") == 0)
		return call_misuse(c, "-output is what the names of the files "
		                      "begin with");
	/* "ova" is another name of one-vs-all, the last of the enum. */
	a->loss =
	    o->loss + QN_FT_HS < QN_FT_OVA ? o->loss + QN_FT_HS : QN_FT_OVA;
	if (c->command == &fasttext_cbow)
		a->model = QN_FT_CBOW;
	a->seed = c->common.seed;
	if (o->verbose < 2)
		c->common.quiet = true;
	o->train.progress = call_progress(c);
	o->train.name = o->input;
	if (o->verbose > 0 && !quiet && call_first(c))
		o->train.counted = say_counts;
	return true;
}

static bool run_files(void *options, struct call *c)
{
	struct fasttext_train *o = options;
	struct qn_buf checkpoint = {0};
	const char *ending = o->search.model_size ? ".ftz" : ".bin";
	if (!fill(o, c) || !try_output(c, ending))
		return false;
	o->train.checkpoint = output_name(&checkpoint, c, ".checkpoint");
	train(o, c, ending);
	qn_buf_release(&checkpoint);
	return !c->e.failed;
}

static bool run_supervised(void *options, struct call *c)
{
	struct fasttext_train *o = options;
	fasttext_take_given(o);
	if (c->ranks.size > 1 && o->search.validation)
		return call_misuse(c, "autotune searches in one process");
	return fasttext_check_search(o, c) && run_files(o, c);
}

/* --- verbs ---------------------------------------------------------------- */

#define WORDS_ABOUT                                                            \
	"Trains vectors of words and of their n-grams (Bojanowski et al., "    \
	"2017) and writes them to PREFIX.bin, which fastText reads, and the "  \
	"words' vectors as text to PREFIX.vec."

const struct command fasttext_skipgram = {
    .name = "skipgram",
    .summary = "word vectors: each word predicts those around it",
    .operands = "-input FILE -output PREFIX",
    .about = WORDS_ABOUT,
    .options = fasttext_words_options,
    .defaults = &fasttext_words_defaults,
    .size = sizeof(struct fasttext_train),
    .without = "json",
    .shared = true,
    .run = run_files,
};

const struct command fasttext_cbow = {
    .name = "cbow",
    .summary = "word vectors: those around a word predict it",
    .operands = "-input FILE -output PREFIX",
    .about = WORDS_ABOUT,
    .options = fasttext_words_options,
    .defaults = &fasttext_words_defaults,
    .size = sizeof(struct fasttext_train),
    .without = "json",
    .shared = true,
    .run = run_files,
};

const struct command fasttext_supervised = {
    .name = "supervised",
    .summary = "a classifier of lines",
    .operands = "-input FILE -output PREFIX",
    .about = "Trains a classifier (Joulin et al., 2017) on lines that hold "
             "their labels as words (__label__x), and writes it to PREFIX.bin, "
             "which fastText reads, and the words' vectors as text to "
             "PREFIX.vec.",
    .options = fasttext_supervised_options,
    .defaults = &fasttext_supervised_defaults,
    .size = sizeof(struct fasttext_train),
    .without = "json",
    .shared = true,
    .run = run_supervised,
};
