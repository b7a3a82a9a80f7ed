/* SPDX-License-Identifier: MIT */
/*
 * cmd_glove_train.c -- `quern glove train`: GloVe's glove.
 */
#include "apps/cmd_glove.h"

#include <stdio.h>
#include <stdlib.h>

#include "embed/glovesave.h"

enum { TEXT, BINARY, TEXT_AND_BINARY };

struct train_options {
	struct qn_glove_options train;
	const char *input_file, *vocab_file, *save_file, *gradsq_file, *memory;
	const char *init_param_file, *init_gradsq_file;
	int binary, model, checkpoint_every, verbose;
	bool write_header, save_gradsq, load_init_param, save_init_param;
	bool load_init_gradsq;
};

struct training {
	const struct train_options *o;
	struct call *c;
	const struct qn_map *words;
};

static void name_file(struct qn_buf *b, const char *head, int iteration,
                      const char *extension)
{
	qn_buf_clear(b);
	qn_buf_puts(b, head);
	if (iteration >= 0)
		qn_buf_printf(b, ".%03d", iteration);
	qn_buf_puts(b, extension);
}

static const char *gradsq_head(const struct train_options *o)
{
	return o->gradsq_file ? o->gradsq_file : "gradsq";
}

static bool saves_squares(const struct train_options *o)
{
	return o->save_gradsq || o->gradsq_file;
}

/* All that was asked for, of an iteration or (-1) in the end.  What training
 * begins with is always binary: that is what can be read again. */
static bool save(const struct training *t, const struct qn_glove *g,
                 int iteration, struct qn_err *e)
{
	const struct train_options *o = t->o;
	bool squares = saves_squares(o);
	struct qn_buf path = {0};
	if (o->binary != TEXT || iteration == 0) {
		name_file(&path, o->save_file, iteration, ".bin");
		qn_glove_save_binary(g, false, path.p, e);
		name_file(&path, gradsq_head(o), iteration, ".bin");
		if (squares)
			qn_glove_save_binary(g, true, path.p, e);
	}
	if (o->binary != BINARY) {
		name_file(&path, o->save_file, iteration, ".txt");
		qn_glove_save_text(g, t->words, 0,
		                   (enum qn_glove_model)o->model,
		                   o->write_header, path.p, e);
		name_file(&path, gradsq_head(o), iteration, ".txt");
		if (squares)
			qn_glove_save_squares_text(g, t->words, 0, path.p, e);
	}
	qn_buf_release(&path);
	return !e->failed;
}

static bool after_pass(void *ctx, const struct qn_glove *g,
                       const struct qn_glove_pass *pass, struct qn_err *e)
{
	const struct training *t = ctx;
	int every = t->o->checkpoint_every;
	glove_tell_pass(t->c, pass);
	return every <= 0 || pass->number % every != 0 ||
	       save(t, g, pass->number, e);
}

static bool start(const struct training *t, struct qn_glove *g,
                  struct qn_err *e)
{
	const struct train_options *o = t->o;
	if (o->load_init_param)
		qn_glove_load_binary(g, false, o->init_param_file, e);
	if (o->load_init_gradsq)
		qn_glove_load_binary(g, true, o->init_gradsq_file, e);
	return !e->failed && (!o->save_init_param || save(t, g, 0, e));
}

static bool train(struct train_options *o, struct call *c,
                  const struct qn_map *words)
{
	struct training t = {.o = o, .c = c, .words = words};
	struct qn_cooccurfile f;
	struct qn_glove *g = NULL;
	if (qn_cooccurfile_open(&f, o->input_file, words->count, &c->e))
		g = qn_glove_new(&o->train, words->count, f.n, &c->e);
	bool ok = g && start(&t, g, &c->e) &&
	          qn_glove_train(g, &o->train, &f, after_pass, &t, call_pool(c),
	                         &c->e);
	call_progress_end(c);
	ok = ok && save(&t, g, -1, &c->e);
	qn_glove_free(g);
	qn_cooccurfile_close(&f);
	return ok;
}

static bool try_outputs(const struct train_options *o, struct call *c)
{
	const char *extension = o->binary == BINARY ? ".bin" : ".txt";
	struct qn_buf path = {0};
	name_file(&path, o->save_file, -1, extension);
	glove_try_output(c, path.p);
	name_file(&path, gradsq_head(o), -1, extension);
	if (saves_squares(o))
		glove_try_output(c, path.p);
	qn_buf_release(&path);
	return !c->e.failed;
}

static bool run(void *options, struct call *c)
{
	struct train_options *o = options;
	glove_verbose(c, o->verbose);
	if (!glove_memory(c, o->memory, &o->train.memory))
		return false;
	o->train.seed = c->common.seed;
	o->train.progress = call_progress(c);
	struct qn_vocab *v = qn_vocab_load(o->vocab_file, &c->e);
	if (v && v->words.count == 0)
		qn_fail(&c->e, "%s: no words", o->vocab_file);
	bool ok = v && glove_check_words(c, v, o->vocab_file) &&
	          try_outputs(o, c) && train(o, c, &v->words);
	qn_vocab_free(v);
	return ok;
}

static const struct train_options defaults = {
    .train = QN_GLOVE_DEFAULTS,
    .input_file = "cooccurrence.shuf.bin",
    .vocab_file = "vocab.txt",
    .save_file = "vectors",
    .init_param_file = "vectors.000.bin",
    .init_gradsq_file = "gradsq.000.bin",
    .memory = "4G",
    .model = QN_GLOVE_SUM,
    .verbose = 2,
};

static const struct option options[] = {
    {.help = "Files"},
    {.names = "input-file",
     OPTION_FIELD(struct train_options, input_file),
     .argument = "FILE",
     .help = "co-occurrences; their order does not matter"},
    {.names = "vocab-file",
     OPTION_FIELD(struct train_options, vocab_file),
     .argument = "FILE",
     .help = "words, numbered by their lines"},
    {.names = "save-file",
     OPTION_FIELD(struct train_options, save_file),
     .argument = "HEAD",
     .help = "vectors go to HEAD.txt, HEAD.bin"},
    {.names = "binary",
     OPTION_FIELD(struct train_options, binary),
     .max = 2,
     .argument = "N",
     .help = "0: text, 1: all parameters as float64, 2: both"},
    {.names = "model",
     OPTION_FIELD(struct train_options, model),
     .max = 3,
     .argument = "N",
     .help = "text has 0: all parameters, 1: word vectors, 2: word + "
             "context vectors, 3: word and context vectors"},
    {.names = "write-header",
     OPTION_FIELD(struct train_options, write_header),
     .form = OPTION_SWITCH,
     .help = "first a line with the number of words and their size"},
    {.names = "gradsq-file",
     OPTION_FIELD(struct train_options, gradsq_file),
     .argument = "HEAD",
     .shown = "gradsq, with -save-gradsq 1",
     .help = "squared gradients go to HEAD.txt, HEAD.bin"},
    {.names = "save-gradsq",
     OPTION_FIELD(struct train_options, save_gradsq),
     .form = OPTION_SWITCH,
     .help = "write squared gradients, too"},
    {.names = "checkpoint-every",
     OPTION_FIELD(struct train_options, checkpoint_every),
     .argument = "N",
     .shown = "",
     .help = "write HEAD.NNN.txt, HEAD.NNN.bin every N iterations"},
    {.names = "save-init-param",
     OPTION_FIELD(struct train_options, save_init_param),
     .form = OPTION_SWITCH,
     .help = "write HEAD.000.bin before training"},
    {.names = "load-init-param",
     OPTION_FIELD(struct train_options, load_init_param),
     .form = OPTION_SWITCH,
     .help = "start from -init-param-file"},
    {.names = "init-param-file",
     OPTION_FIELD(struct train_options, init_param_file),
     .argument = "FILE",
     .help = "parameters to start from, as -binary 1 writes them"},
    {.names = "load-init-gradsq",
     OPTION_FIELD(struct train_options, load_init_gradsq),
     .form = OPTION_SWITCH,
     .help = "start from -init-gradsq-file"},
    {.names = "init-gradsq-file",
     OPTION_FIELD(struct train_options, init_gradsq_file),
     .argument = "FILE",
     .help = "squared gradients to start from"},
    {.help = "Training"},
    GLOVE_TRAIN_OPTIONS(struct train_options),
    GLOVE_MEMORY_OPTION(struct train_options),
    GLOVE_VERBOSE_OPTION(struct train_options),
    {0},
};

const struct command glove_train = {
    .name = "train",
    .summary = "vectors from co-occurrences, as GloVe's glove",
    .about = "The same bytes for any number of threads.  A run that goes on "
             "from the checkpoints of another, parameters and squared "
             "gradients, ends with the bytes of one that never stopped.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .without = "output json",
    .run = run,
};
