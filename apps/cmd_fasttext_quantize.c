/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext_quantize.c -- `quern fasttext quantize`: PREFIX.bin made small
 * as PREFIX.ftz.
 */
#include "apps/cmd_fasttext.h"
#include "embed/ftquantize.h"
#include "embed/fttrain.h"

struct quantize_options {
	const char *input;
	uint64_t cutoff;
	struct qn_ft_quantize_options how;
	bool retrain;
	struct qn_ft_args train; /* epochs and rate of it */
	int verbose;
	double number; /* what fastText takes and has no use for either */
	const char *word;
	bool flag;
};

/* As the model was trained, but as long and as fast as the options say. */
static bool retrain(const struct quantize_options *o, struct call *c,
                    struct qn_ft_model *m)
{
	struct qn_ft_training t = {
	    .args = m->args, .name = o->input, .progress = call_progress(c)};
	t.args.epochs = m->args.epochs = o->train.epochs; /* it is saved */
	t.args.rate = o->train.rate;
	t.args.seed = c->common.seed;
	double clipped = 0;
	struct qn_corpus *text =
	    qn_ft_text_read(o->input, t.progress, call_pool(c), &c->e);
	bool ok =
	    text && qn_ft_retrain(m, &t, text, call_pool(c), &clipped, &c->e);
	call_progress_end(c);
	qn_corpus_free(text);
	if (ok)
		fasttext_say_clipped(c, clipped);
	return ok;
}

/* fastText trains again only what it has cut down. */
static bool cut(const struct quantize_options *o, struct call *c,
                struct qn_ft_model *m)
{
	bool less = o->cutoff > 0 && o->cutoff < m->input.rows;
	return !less || (qn_ft_model_cut(m, o->cutoff, &c->e) &&
	                 (!o->retrain || retrain(o, c, m)));
}

static bool quantize(const struct quantize_options *o, struct call *c,
                     const char *from, const char *to)
{
	struct qn_ft_model *m = qn_ft_model_load(from, &c->e);
	bool ok = m && cut(o, c, m) &&
	          qn_ft_model_quantize(m, &o->how, call_pool(c), &c->e) &&
	          qn_ft_model_save(m, to, &c->e);
	qn_ft_model_free(m);
	return ok;
}

static bool run(void *options, struct call *c)
{
	const struct quantize_options *o = options;
	const char *prefix = c->common.output;
	struct qn_buf from = {0}, to = {0};
	if (!prefix || !*prefix || strcmp(prefix, "-") == 0)
		return call_misuse(c, "give -output PREFIX, what the name of "
		                      "the model begins with");
	if (o->retrain && (!o->input || !*o->input))
		return call_misuse(c, "-retrain needs -input FILE, the text");
	if (o->verbose < 2)
		c->common.quiet = true;
	qn_buf_printf(&from, "%s.bin", prefix);
	qn_buf_printf(&to, "%s.ftz", prefix);
	quantize(o, c, from.p, to.p);
	qn_buf_release(&from);
	qn_buf_release(&to);
	return !c->e.failed;
}

static const struct quantize_options defaults = {
    .how = QN_FT_QUANTIZE_DEFAULTS,
    .train = QN_FT_ARGS_DEFAULTS,
    .verbose = 2,
};

/* Scripts hand all verbs the same flags. */
#define UNUSED(NAME, FIELD)                                                    \
	{                                                                      \
		.names = NAME, OPTION_FIELD(struct quantize_options, FIELD),   \
		.hidden = true                                                 \
	}

static const struct option options[] = {
    {.names = "input",
     OPTION_FIELD(struct quantize_options, input),
     .argument = "FILE",
     .help = "the text that the model was trained on; for -retrain"},
    {.names = "cutoff",
     OPTION_FIELD(struct quantize_options, cutoff),
     .argument = "N",
     .shown = "all",
     .help = "words and n-grams to keep, those with the longest rows"},
    {.names = "retrain",
     OPTION_FIELD(struct quantize_options, retrain),
     .help = "train what is kept again"},
    {.names = "epoch",
     OPTION_FIELD(struct quantize_options, train.epochs),
     .max = 100000,
     .argument = "N",
     .help = "passes over the text then"},
    {.names = "lr",
     OPTION_FIELD(struct quantize_options, train.rate),
     .max = 1000,
     .argument = "RATE",
     .help = "first learning rate then"},
    {.names = "verbose",
     OPTION_FIELD(struct quantize_options, verbose),
     .argument = "N",
     .help = "0 and 1: no progress"},
    {.names = "qnorm",
     OPTION_FIELD(struct quantize_options, how.norms),
     .help = "quantise the lengths of rows by themselves"},
    {.names = "qout",
     OPTION_FIELD(struct quantize_options, how.outputs),
     .help = "quantise the labels too"},
    {.names = "dsub",
     OPTION_FIELD(struct quantize_options, how.dsub),
     .min = 1,
     .max = QN_FT_DIM_MOST,
     .argument = "N",
     .help = "floats of a part"},
    UNUSED("lrUpdateRate", number),
    UNUSED("dim", number),
    UNUSED("ws", number),
    UNUSED("minCount", number),
    UNUSED("minCountLabel", number),
    UNUSED("neg", number),
    UNUSED("wordNgrams", number),
    UNUSED("loss", word),
    UNUSED("bucket", number),
    UNUSED("minn", number),
    UNUSED("maxn", number),
    UNUSED("t", number),
    UNUSED("label", word),
    UNUSED("pretrainedVectors", word),
    UNUSED("saveOutput", flag),
    {0},
};

const struct command fasttext_quantize = {
    .name = "quantize",
    .summary = "quantize a model to reduce its size",
    .operands = "-output PREFIX",
    .about = "Reads PREFIX.bin and writes PREFIX.ftz, which fastText reads: "
             "each run of dsub numbers becomes the nearest of 256 (Joulin et "
             "al., 2016).  Word vectors can be quantised too, which fastText "
             "does not do; they lose what only training needs.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .without = "json",
    .run = run,
};
