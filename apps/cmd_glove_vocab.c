/* SPDX-License-Identifier: MIT */
/*
 * cmd_glove_vocab.c -- `quern glove vocab`: GloVe's vocab_count.
 */
#include "apps/cmd_glove.h"

struct vocab_options {
	uint64_t min_count;
	unsigned max_vocab;
	int verbose;
};

static bool run(void *options, struct call *c)
{
	const struct vocab_options *o = options;
	struct qn_corpus_options text = {
	    .limits = {.min_count = o->min_count, .max_size = o->max_vocab},
	    .count_only = true,
	};
	glove_verbose(c, o->verbose);
	struct qn_corpus *corpus = glove_read(
	    c, c->operands.n ? c->operands.item[0] : NULL, NULL, &text);
	if (!corpus)
		return false;
	const struct qn_vocab *v = corpus->vocab;
	struct qn_output *out = call_output(c);
	for (uint32_t id = 1; id < v->words.count && qn_output_ok(out); id++)
		qn_vocab_put(out, qn_map_string(&v->words, id), ' ',
		             v->count[id]);
	qn_corpus_free(corpus);
	return qn_output_close(out, &c->e);
}

static const struct vocab_options defaults = {.min_count = 1, .verbose = 2};

static const struct option options[] = {
    {.names = "min-count",
     OPTION_FIELD(struct vocab_options, min_count),
     .argument = "N",
     .help = "leave out words seen less often"},
    {.names = "max-vocab",
     OPTION_FIELD(struct vocab_options, max_vocab),
     .argument = "N",
     .shown = "all",
     .help = "the most frequent words only; equal counts are cut at random"},
    GLOVE_VERBOSE_OPTION(struct vocab_options),
    {0},
};

const struct command glove_vocab = {
    .name = "vocab",
    .summary = "words and their counts, as GloVe's vocab_count writes them",
    .operands = "[TEXT]",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 1,
    .without = "seed json",
    .run = run,
};
