/* SPDX-License-Identifier: MIT */
/*
 * cmd_glove.h -- what `quern glove` and its verbs share.
 */
#ifndef QN_APPS_CMD_GLOVE_H
#define QN_APPS_CMD_GLOVE_H

#include "apps/command.h"
#include "embed/cooccur.h"
#include "embed/glove.h"
#include "text/corpus.h"

extern const struct command glove_vocab;
extern const struct command glove_cooccur;
extern const struct command glove_shuffle;
extern const struct command glove_train;

/* The original's -verbose: 2 shows progress.  `S` has a member `verbose`. */
#define GLOVE_VERBOSE_OPTION(S)                                                \
	{                                                                      \
		.names = "verbose", OPTION_FIELD(S, verbose), .max = 3,        \
		.argument = "N", .help = "0 and 1: no progress"                \
	}

/* The original's -memory is in gigabytes, a fraction maybe; ours may end in a
 * letter: 4, 0.5, 512M.  `S` has a member `memory`. */
#define GLOVE_MEMORY_OPTION(S)                                                 \
	{                                                                      \
		.names = "memory", OPTION_FIELD(S, memory),                    \
		.argument = "SIZE",                                            \
		.help = "not more than this, as 512M or, in GB, 0.5; the "     \
		        "rest goes to a file in $TMPDIR"                       \
	}
/* What is counted.  `S` has a member `count`. */
#define GLOVE_COUNT_OPTIONS(S)                                                 \
	{.names = "window-size window",                                        \
	 OPTION_FIELD(S, count.window),                                        \
	 .min = 1,                                                             \
	 .max = QN_COOCCUR_WINDOW,                                             \
	 .argument = "N",                                                      \
	 .help = "words each side"},                                           \
	    {.names = "symmetric",                                             \
	     OPTION_FIELD(S, count.symmetric),                                 \
	     .form = OPTION_SWITCH,                                            \
	     .help = "count both sides; 0: words with those that follow "      \
	             "them"},                                                  \
	{                                                                      \
		.names = "distance-weighting",                                 \
		OPTION_FIELD(S, count.by_distance), .form = OPTION_SWITCH,     \
		.help = "a pair d words apart counts 1/d; 0: each counts 1"    \
	}

/* How training goes.  `S` has a member `train`. */
#define GLOVE_TRAIN_OPTIONS(S)                                                 \
	{.names = "vector-size dim size",                                      \
	 OPTION_FIELD(S, train.dim),                                           \
	 .min = 1,                                                             \
	 .max = 4096,                                                          \
	 .argument = "N",                                                      \
	 .help = "floats of a vector"},                                        \
	    {.names = "iter epochs",                                           \
	     OPTION_FIELD(S, train.epochs),                                    \
	     .max = 100000,                                                    \
	     .argument = "N",                                                  \
	     .help = "passes over the co-occurrences"},                        \
	    {.names = "x-max",                                                 \
	     OPTION_FIELD(S, train.x_max),                                     \
	     .argument = "X",                                                  \
	     .help = "pairs met so often count fully, others by "              \
	             "(x / X)^alpha"},                                         \
	    {.names = "alpha",                                                 \
	     OPTION_FIELD(S, train.alpha),                                     \
	     .argument = "A",                                                  \
	     .help = "exponent of that weight"},                               \
	    {.names = "eta",                                                   \
	     OPTION_FIELD(S, train.eta),                                       \
	     .argument = "RATE",                                               \
	     .help = "first learning rate"},                                   \
	{                                                                      \
		.names = "grad-clip", OPTION_FIELD(S, train.grad_clip),        \
		.argument = "G",                                               \
		.help = "no part of a gradient is larger than this"            \
	}

bool glove_memory(struct call *c, const char *text, size_t *bytes);

/* False with c->e set when `v`, read from `path` (NULL: standard input), holds
 * "<unk>", which is the name of what unknown words share. */
bool glove_check_words(struct call *c, const struct qn_vocab *v,
                       const char *path);

/* A line on standard error, as the original has it, unless --quiet. */
void glove_tell_pass(struct call *c, const struct qn_glove_pass *pass);

/* False with c->e set when there can be no file of this name (NULL or "-":
 * standard output): better known before hours of work. */
bool glove_try_output(struct call *c, const char *path);

/* A sink of records: `out` is a struct qn_output. */
bool glove_write_records(void *out, const struct qn_cooccur *record, size_t n,
                         struct qn_err *e);

/* Take progress from -verbose. */
void glove_verbose(struct call *c, int verbose);

/*
 * Read a text (NULL: standard input) for GloVe; `vocab` as in
 * qn_corpus_read().  NULL with c->e set, also for glove_check_words().
 */
struct qn_corpus *glove_read(struct call *c, const char *path,
                             struct qn_vocab *vocab,
                             struct qn_corpus_options *o);
#endif
