/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext_quantize.c -- `quern fasttext quantize`: PREFIX.bin made small
 * as PREFIX.ftz.
 */
#include "apps/cmd_fasttext.h"
#include "embed/ftquantize.h"

struct quantize_options {
	const char *input;
	uint64_t cutoff;
	struct qn_ft_quantize_options how;
};

static bool quantize(const struct quantize_options *o, struct call *c,
                     const char *from, const char *to)
{
	struct qn_ft_model *m = qn_ft_model_load(from, &c->e);
	bool ok = m && (!o->cutoff || qn_ft_model_cut(m, o->cutoff, &c->e)) &&
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
	qn_buf_printf(&from, "%s.bin", prefix);
	qn_buf_printf(&to, "%s.ftz", prefix);
	quantize(o, c, from.p, to.p);
	qn_buf_release(&from);
	qn_buf_release(&to);
	return !c->e.failed;
}

static const struct quantize_options defaults = {.how =
                                                     QN_FT_QUANTIZE_DEFAULTS};

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
    .without = "seed json",
    .run = run,
};
