/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext_options.c -- fastText's training flags, and those it lacks.
 */
#include "apps/cmd_fasttext_train.h"

/* In the order of enum qn_ft_loss; the last is another name of one before. */
static const char *const LOSSES[] = {"hs",         "ns",  "softmax",
                                     "one-vs-all", "ova", NULL};

const struct fasttext_train fasttext_words_defaults = {
    .train = {.args = QN_FT_ARGS_DEFAULTS},
    .loss = QN_FT_NS - QN_FT_HS,
    .verbose = 2,
};

const struct fasttext_train fasttext_supervised_defaults = {
    .train = {.args = QN_FT_SUPERVISED_DEFAULTS},
    .loss = QN_FT_SOFTMAX - QN_FT_HS,
    .verbose = 2,
};

#define ARG(member) OPTION_FIELD(struct fasttext_train, train.args.member)

#define FILE_OPTIONS                                                           \
	{.help = "Files"},                                                     \
	    {.names = "input",                                                 \
	     OPTION_FIELD(struct fasttext_train, input),                       \
	     .argument = "FILE",                                               \
	     .help = "the text, also compressed; - is standard input"},        \
	    {.names = "pretrainedVectors",                                     \
	     OPTION_FIELD(struct fasttext_train, pretrained),                  \
	     .argument = "FILE",                                               \
	     .help = "start from these vectors of words"},                     \
	    {.names = "saveOutput",                                            \
	     OPTION_FIELD(struct fasttext_train, save_output),                 \
	     .help = "write PREFIX.output too, the vectors that predict"},     \
	    {.names = "checkpoint",                                            \
	     OPTION_FIELD(struct fasttext_train, train.checkpoint_epochs),     \
	     .max = 100000,                                                    \
	     .argument = "N",                                                  \
	     .shown = "",                                                      \
	     .help = "write PREFIX.checkpoint after every N passes"},          \
	    {.names = "resume",                                                \
	     OPTION_FIELD(struct fasttext_train, train.resume),                \
	     .help = "go on from PREFIX.checkpoint where it exists"},          \
	{                                                                      \
		.names = "verbose",                                            \
		OPTION_FIELD(struct fasttext_train, verbose), .argument = "N", \
		.help = "0 and 1: no progress"                                 \
	}

#define DICTIONARY_OPTIONS                                                     \
	{.help = "Dictionary"},                                                \
	    {.names = "minCount",                                              \
	     ARG(min_count),                                                   \
	     .max = 1e9,                                                       \
	     .argument = "N",                                                  \
	     .help = "drop words seen less often"},                            \
	    {.names = "minCountLabel",                                         \
	     ARG(min_count_label),                                             \
	     .max = 1e9,                                                       \
	     .argument = "N",                                                  \
	     .help = "drop labels seen less often"},                           \
	    {.names = "wordNgrams",                                            \
	     ARG(word_ngrams),                                                 \
	     .min = 1,                                                         \
	     .max = 100,                                                       \
	     .argument = "N",                                                  \
	     .help = "longest run of words that is a feature"},                \
	    {.names = "bucket",                                                \
	     ARG(bucket),                                                      \
	     .max = 2147483647,                                                \
	     .argument = "N",                                                  \
	     .help = "rows for n-grams"},                                      \
	    {.names = "minn",                                                  \
	     ARG(minn),                                                        \
	     .max = 100000,                                                    \
	     .argument = "N",                                                  \
	     .help = "fewest characters of an n-gram"},                        \
	    {.names = "maxn",                                                  \
	     ARG(maxn),                                                        \
	     .max = 100000,                                                    \
	     .argument = "N",                                                  \
	     .help = "most characters of an n-gram; 0: none"},                 \
	    {.names = "t",                                                     \
	     ARG(sample),                                                      \
	     .max = 1e9,                                                       \
	     .argument = "T",                                                  \
	     .help = "thin words that are more frequent; 0 keeps all"},        \
	{                                                                      \
		.names = "label", ARG(label), .argument = "PREFIX",            \
		.help = "what a label begins with"                             \
	}

#define TRAINING_OPTIONS                                                       \
	{.help = "Training"},                                                  \
	    {.names = "lr",                                                    \
	     ARG(rate),                                                        \
	     .min = 1e-9,                                                      \
	     .max = 1000,                                                      \
	     .argument = "RATE",                                               \
	     .help = "first learning rate; it falls to 0"},                    \
	    {.names = "lrUpdateRate",                                          \
	     ARG(rate_update),                                                 \
	     .min = 1,                                                         \
	     .max = 2147483647,                                                \
	     .argument = "N",                                                  \
	     .help = "tokens between two looks at it"},                        \
	    {.names = "dim",                                                   \
	     ARG(dim),                                                         \
	     .min = 1,                                                         \
	     .max = QN_FT_DIM_MOST,                                            \
	     .argument = "N",                                                  \
	     .help = "floats of a vector"},                                    \
	    {.names = "ws",                                                    \
	     ARG(window),                                                      \
	     .min = 1,                                                         \
	     .max = 100000,                                                    \
	     .argument = "N",                                                  \
	     .help = "words each side at most"},                               \
	    {.names = "epoch",                                                 \
	     ARG(epochs),                                                      \
	     .min = 1,                                                         \
	     .max = 100000,                                                    \
	     .argument = "N",                                                  \
	     .help = "passes over the text"},                                  \
	    {.names = "neg",                                                   \
	     ARG(negative),                                                    \
	     .max = 1000,                                                      \
	     .argument = "N",                                                  \
	     .help = "noise words"},                                           \
	    {.names = "loss",                                                  \
	     OPTION_FIELD(struct fasttext_train, loss),                        \
	     .choices = LOSSES,                                                \
	     .help = "what is minimised"},                                     \
	{                                                                      \
		.names = "deterministic",                                      \
		OPTION_FIELD(struct fasttext_train, train.deterministic),      \
		.help = "the same bytes for any number of threads"             \
	}

const struct option fasttext_words_options[] = {
    FILE_OPTIONS, DICTIONARY_OPTIONS, TRAINING_OPTIONS, {0}};

const struct option fasttext_supervised_options[] = {
    FILE_OPTIONS, DICTIONARY_OPTIONS, TRAINING_OPTIONS, {0}};
