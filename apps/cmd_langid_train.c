/* SPDX-License-Identifier: MIT */
/*
 * cmd_langid_train.c -- `quern langid train`: a model from labelled lines.
 */
#include "apps/cmd_langid.h"

#include "embed/langidtrain.h"

struct train_options {
	struct qn_langid_options training;
	struct option_list words;
	const char *about;
};

static bool run(void *options, struct call *c)
{
	struct train_options *o = options;
	struct qn_langid_data data = {.room = 0};
	if (!c->common.output)
		return call_misuse(c, "-o names the model to write");
	o->training.seed = c->common.seed;
	for (size_t i = 0; i < c->operands.n && !c->e.failed; i++)
		qn_langid_data_texts(&data, c->operands.item[i], &c->e);
	for (size_t i = 0; i < o->words.n && !c->e.failed; i++)
		qn_langid_data_words(&data, o->words.item[i], &c->e);
	qn_langid_train(&data, &o->training, c->common.output, o->about,
	                call_progress(c), &c->e);
	qn_langid_data_release(&data);
	return !c->e.failed;
}

static const struct train_options defaults = {.training = QN_LANGID_DEFAULTS};

static const struct option options[] = {
    {.names = "words",
     OPTION_FIELD(struct train_options, words),
     .argument = "FILE",
     .help = "lists of words as well: lines of a label, a word and its count, "
             "with tabs between"},
    {.names = "buckets",
     OPTION_FIELD(struct train_options, training.buckets),
     .min = 16,
     .max = 1 << 24,
     .argument = "N",
     .help = "rows for n-grams and words, 16 bytes each in the model"},
    {.names = "epochs epoch",
     OPTION_FIELD(struct train_options, training.epochs),
     .min = 1,
     .max = 1000,
     .argument = "N",
     .help = "passes"},
    {.names = "visits",
     OPTION_FIELD(struct train_options, training.visits),
     .min = 1,
     .max = 1e7,
     .argument = "N",
     .help = "examples a pass draws of a label with 6000 lines; others fewer, "
             "by the root of their number"},
    {.names = "rate lr",
     OPTION_FIELD(struct train_options, training.rate),
     .min = 1e-6,
     .max = 10,
     .argument = "X",
     .help = "learning rate, of AdaGrad"},
    {.names = "about",
     OPTION_FIELD(struct train_options, about),
     .argument = "TEXT",
     .shown = "",
     .help = "what the model is made of, to be kept in its metadata"},
    {0},
};

const struct command langid_train = {
    .name = "train",
    .summary = "a model from labelled lines",
    .operands = "FILE... -o MODEL",
    .about = "A line is a label, a tab and text.  Every fiftieth line of a "
             "label is held back, to make probabilities honest.  Examples are "
             "drawn: lines, a few words of a line, and words of the lists.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = -1,
    .without = "threads json",
    .run = run,
};
