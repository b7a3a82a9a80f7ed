/* SPDX-License-Identifier: MIT */
/*
 * cmd_glove_cooccur.c -- `quern glove cooccur`: GloVe's cooccur.
 */
#include "apps/cmd_glove.h"

struct cooccur_options {
	struct qn_cooccur_options count;
	const char *vocab_file, *memory, *overflow_file;
	size_t max_product, overflow_length;
	int verbose;
};

static bool count(struct cooccur_options *o, struct call *c,
                  const struct qn_corpus *corpus)
{
	struct qn_output *out = call_output(c);
	if (out)
		qn_cooccur_count(corpus, &o->count, glove_write_records, out,
		                 call_pool(c), &c->e);
	return qn_output_close(out, &c->e);
}

static bool run(void *options, struct call *c)
{
	struct cooccur_options *o = options;
	glove_verbose(c, o->verbose);
	if (!glove_memory(c, o->memory, &o->count.memory))
		return false;
	o->count.progress = call_progress(c);
	struct qn_vocab *vocab = qn_vocab_load(o->vocab_file, &c->e);
	if (!vocab)
		return false;
	/* Ids are used up before anything else needs as much. */
	struct qn_corpus_options text = {.memory = o->count.memory / 4};
	struct qn_corpus *corpus = glove_read(
	    c, c->operands.n ? c->operands.item[0] : NULL, vocab, &text);
	bool ok = corpus && count(o, c, corpus);
	qn_corpus_free(corpus);
	return ok;
}

static const struct cooccur_options defaults = {
    .count = QN_COOCCUR_DEFAULTS,
    .vocab_file = "vocab.txt",
    .memory = "4G",
    .verbose = 2,
};

static const struct option options[] = {
    {.names = "vocab-file",
     OPTION_FIELD(struct cooccur_options, vocab_file),
     .argument = "FILE",
     .help = "words, numbered by their lines"},
    GLOVE_COUNT_OPTIONS(struct cooccur_options),
    GLOVE_MEMORY_OPTION(struct cooccur_options),
    GLOVE_VERBOSE_OPTION(struct cooccur_options),
    /* How the original divides its memory; there is no such division here. */
    {.names = "max-product",
     OPTION_FIELD(struct cooccur_options, max_product),
     .hidden = true},
    {.names = "overflow-length",
     OPTION_FIELD(struct cooccur_options, overflow_length),
     .hidden = true},
    {.names = "overflow-file",
     OPTION_FIELD(struct cooccur_options, overflow_file),
     .hidden = true},
    {0},
};

const struct command glove_cooccur = {
    .name = "cooccur",
    .summary = "pairs of words that occur together, as GloVe's cooccur",
    .operands = "[TEXT]",
    .about = "Writes records {int32 row, int32 column, float64 value}, "
             "little-endian, sorted by row and column, which are numbers of "
             "words from 1 as the vocabulary lists them.  -max-product, "
             "-overflow-length and -overflow-file are taken for the sake of "
             "old scripts and change nothing: memory is what --memory says.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 1,
    .without = "seed json",
    .run = run,
};
