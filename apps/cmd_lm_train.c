/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_train.c -- `quern lm train`: a language model from a text.
 */
#include "apps/cmd_lm.h"

#include <string.h>

static const struct lm_train_options defaults = {
    .arch = "ngram", .ngram = QN_NGRAM_DEFAULTS, .neural = LM_NEURAL_DEFAULTS};

static const struct lm_arch *find_arch(const char *name, struct call *c)
{
	struct qn_buf names = {0};
	for (size_t i = 0; lm_archs[i]; i++) {
		if (strcmp(lm_archs[i]->name, name) == 0) {
			qn_buf_release(&names);
			return lm_archs[i];
		}
		qn_buf_printf(&names, "%s%s", i ? ", " : "", lm_archs[i]->name);
	}
	call_misuse(c, "--arch: \"%s\" is none of %s", name, names.p);
	qn_buf_release(&names);
	return NULL;
}

/* Options of other kinds are not passed over in silence. */
static bool suits(const struct lm_train_options *o, const struct lm_arch *arch)
{
	if (arch->neural)
		return !o->prune.n &&
		       memcmp(&o->ngram, &defaults.ngram, sizeof o->ngram) == 0;
	return memcmp(&o->neural, &defaults.neural, sizeof o->neural) == 0;
}

static bool train(void *options, struct call *c)
{
	const struct lm_train_options *o = options;
	const struct lm_arch *arch = find_arch(o->arch, c);
	if (arch && !c->common.output)
		return call_misuse(c, "say where the model goes: -o FILE");
	if (arch && !suits(o, arch))
		return call_misuse(c, "--arch %s: there are options of %s",
		                   arch->name,
		                   arch->neural ? "n-gram models" : "networks");
	return arch && arch->train(o, c);
}

static const char *const units[] = {
    [QN_LM_WORD] = "word", [QN_LM_CHAR] = "char", [QN_LM_BPE] = "bpe", NULL};

static const struct option table[] = {
    {.help = "Model"},
    {.names = "arch",
     OPTION_FIELD(struct lm_train_options, arch),
     .argument = "NAME",
     .help = "the kind of model: ngram, lstm, gru, rnn, transformer, which "
             "foretell what comes next; bert (a transformer), bilstm, bigru, "
             "which look both ways at a text with gaps, for lm embed"},
    {.names = "unit",
     OPTION_FIELD(struct lm_train_options, unit),
     .choices = units,
     .argument = "word|char|bpe",
     .help = "the pieces that it foretells"},
    {.help = "N-gram models"},
    {.names = "order n",
     OPTION_FIELD(struct lm_train_options, ngram.order),
     .min = 1,
     .max = QN_NGRAM_ORDERS,
     .argument = "N",
     .help = "words of the longest n-grams"},
    {.names = "prune",
     OPTION_FIELD(struct lm_train_options, prune),
     .argument = "N",
     .shown = "0",
     .help = "drop n-grams of 1, 2 ... words that occur so often or less; "
             "the last number is for all longer ones too"},
    {.names = "discount-fallback discount_fallback",
     OPTION_FIELD(struct lm_train_options, ngram.fallback),
     .help = "discounts .5, 1, 1.5 where the text is too small to tell them"},
    LM_NEURAL_OPTIONS(struct lm_train_options, neural),
    {.help = "Text"},
    {.names = "valid",
     OPTION_FIELD(struct lm_train_options, valid),
     .argument = "FILE",
     .shown = "",
     .help = "held-out text, to judge the model by"},
    {0},
};

const struct command lm_train = {
    .name = "train",
    .summary = "learn a language model",
    .operands = "TEXT",
    .about = "Words are what white space leaves; the end of each line is one "
             "more, and is foretold too.  \"<unk>\" in the text is an "
             "ordinary word.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 1,
    .without = "json",
    .run = train,
};
