/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext_options.c -- fastText's training flags, and those it lacks.
 */
#include "apps/cmd_fasttext_train.h"

/* In the order of enum qn_ft_loss; the last is another name of one before. */
static const char *const LOSSES[] = {"hs",         "ns",  "softmax",
                                     "one-vs-all", "ova", NULL};

const struct fasttext_train fasttext_words_defaults = {
    .train = {.args = {.dim = -1, /* 100, or that of -pretrainedVectors */
                       .window = 5,
                       .epochs = 5,
                       .min_count = 5,
                       .negative = 5,
                       .word_ngrams = 1,
                       .model = QN_FT_SKIPGRAM,
                       .bucket = 2000000,
                       .minn = 3,
                       .maxn = 6,
                       .rate_update = 100,
                       .sample = 1e-4,
                       .rate = 0.05,
                       .label = "__label__"}},
    .loss = QN_FT_NS - QN_FT_HS,
    .verbose = 2,
};

/* What autotune may choose is not given until it is: see
 * fasttext_take_given(). */
const struct fasttext_train fasttext_supervised_defaults = {
    .train = {.args = {.window = 5,
                       .epochs = -1,
                       .min_count = 1,
                       .negative = 5,
                       .word_ngrams = -1,
                       .model = QN_FT_SUPERVISED,
                       .bucket = -1,
                       .minn = -1,
                       .maxn = -1,
                       .dim = -1,
                       .rate_update = 100,
                       .sample = 1e-4,
                       .rate = -1,
                       .label = "__label__"}},
    .loss = QN_FT_SOFTMAX - QN_FT_HS,
    .verbose = 2,
    .dsub = -1,
    .metric = "f1",
    .search = {.metric.predictions = 1, .seconds = 300},
};

static void take(int *value, int otherwise, bool *given)
{
	*given = *value >= 0;
	if (!*given)
		*value = otherwise;
}

void fasttext_take_given(struct fasttext_train *o)
{
	const struct qn_ft_args d = QN_FT_SUPERVISED_DEFAULTS;
	struct qn_ft_args *a = &o->train.args;
	struct qn_ft_fixed *fixed = &o->search.fixed;
	take(&a->epochs, d.epochs, &fixed->epochs);
	fixed->dim = a->dim >= 0;
	take(&a->word_ngrams, d.word_ngrams, &fixed->word_ngrams);
	take(&a->bucket, d.bucket, &fixed->bucket);
	take(&a->minn, d.minn, &fixed->minn);
	take(&a->maxn, d.maxn, &fixed->maxn);
	take(&o->dsub, 2, &fixed->dsub);
	fixed->rate = a->rate >= 0;
	if (!fixed->rate)
		a->rate = d.rate;
}

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

#define DICTIONARY_OPTIONS(RUNS, BUCKETS, MINN, MAXN)                          \
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
	     .max = 100,                                                       \
	     .shown = RUNS,                                                    \
	     .argument = "N",                                                  \
	     .help = "longest run of words that is a feature; 0 is 1"},        \
	    {.names = "bucket",                                                \
	     ARG(bucket),                                                      \
	     .max = 2147483647,                                                \
	     .shown = BUCKETS,                                                 \
	     .argument = "N",                                                  \
	     .help = "rows for n-grams"},                                      \
	    {.names = "minn",                                                  \
	     ARG(minn),                                                        \
	     .max = 100000,                                                    \
	     .shown = MINN,                                                    \
	     .argument = "N",                                                  \
	     .help = "fewest characters of an n-gram"},                        \
	    {.names = "maxn",                                                  \
	     ARG(maxn),                                                        \
	     .max = 100000,                                                    \
	     .shown = MAXN,                                                    \
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

#define TRAINING_OPTIONS(RATE, DIM, EPOCHS)                                    \
	{.help = "Training"},                                                  \
	    {.names = "lr",                                                    \
	     ARG(rate),                                                        \
	     .max = 1000,                                                      \
	     .shown = RATE,                                                    \
	     .argument = "RATE",                                               \
	     .help = "first learning rate; it falls to 0"},                    \
	    {.names = "lrUpdateRate",                                          \
	     ARG(rate_update),                                                 \
	     .max = 2147483647,                                                \
	     .argument = "N",                                                  \
	     .help = "tokens between two looks at it"},                        \
	    {.names = "dim",                                                   \
	     ARG(dim),                                                         \
	     .min = 1,                                                         \
	     .max = QN_FT_DIM_MOST,                                            \
	     .shown = DIM,                                                     \
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
	     .max = 100000,                                                    \
	     .shown = EPOCHS,                                                  \
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
    FILE_OPTIONS,
    DICTIONARY_OPTIONS(NULL, NULL, NULL, NULL),
    TRAINING_OPTIONS(NULL, "100", NULL),
    {0},
};

const struct option fasttext_supervised_options[] = {
    FILE_OPTIONS,
    DICTIONARY_OPTIONS("1", "2000000", "0", "0"),
    TRAINING_OPTIONS("0.1", "100", "5"),
    {.help = "Autotune: find the arguments that are not given"},
    {.names = "autotune-validation",
     OPTION_FIELD(struct fasttext_train, search.validation),
     .argument = "FILE",
     .help = "lines with labels to do well on"},
    {.names = "autotune-metric",
     OPTION_FIELD(struct fasttext_train, metric),
     .argument = "METRIC",
     .help = "f1, f1:LABEL, precisionAtRecall:X[:LABEL], "
             "recallAtPrecision:X[:LABEL]"},
    {.names = "autotune-predictions",
     OPTION_FIELD(struct fasttext_train, search.metric.predictions),
     .min = -1,
     .max = 1e9,
     .argument = "N",
     .help = "answers a line; -1 for all labels"},
    {.names = "autotune-duration",
     OPTION_FIELD(struct fasttext_train, search.seconds),
     .min = 1e-3,
     .max = 1e9,
     .argument = "SECONDS",
     .shown = "300",
     .help = "how long to search"},
    {.names = "autotune-modelsize",
     OPTION_FIELD(struct fasttext_train, model_size),
     .argument = "SIZE",
     .help = "bytes, or with k, M or G behind: write a quantised "
             "PREFIX.ftz of no more"},
    {.names = "dsub",
     OPTION_FIELD(struct fasttext_train, dsub),
     .min = 1,
     .max = QN_FT_DIM_MOST,
     .argument = "N",
     .shown = "2",
     .help = "floats of a part in it"},
    {0},
};
