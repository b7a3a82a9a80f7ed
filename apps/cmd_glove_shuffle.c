/* SPDX-License-Identifier: MIT */
/*
 * cmd_glove_shuffle.c -- `quern glove shuffle`: GloVe's shuffle.
 */
#include "apps/cmd_glove.h"

#include "embed/cooccurshuffle.h"

struct shuffle_options {
	const char *memory, *temp_file;
	size_t array_size;
	int verbose;
};

static bool run(void *options, struct call *c)
{
	const struct shuffle_options *o = options;
	const char *path = c->operands.n ? c->operands.item[0] : NULL;
	size_t memory;
	glove_verbose(c, o->verbose);
	if (!glove_memory(c, o->memory, &memory))
		return false;
	if (o->array_size)
		memory = 2 * o->array_size * sizeof(struct qn_cooccur);
	struct qn_output *out = call_output(c);
	if (out)
		qn_cooccur_shuffle(path, memory, c->common.seed,
		                   glove_write_records, out, call_progress(c),
		                   &c->e);
	return qn_output_close(out, &c->e);
}

static const struct shuffle_options defaults = {.memory = "2G", .verbose = 2};

static const struct option options[] = {
    GLOVE_MEMORY_OPTION(struct shuffle_options),
    {.names = "array-size",
     OPTION_FIELD(struct shuffle_options, array_size),
     .max = 1e15,
     .argument = "N",
     .shown = "what --memory holds",
     .help = "records that are shuffled at once"},
    {.names = "temp-file",
     OPTION_FIELD(struct shuffle_options, temp_file),
     .hidden = true},
    GLOVE_VERBOSE_OPTION(struct shuffle_options),
    {0},
};

const struct command glove_shuffle = {
    .name = "shuffle",
    .summary = "co-occurrences in random order, as GloVe's shuffle",
    .operands = "[RECORDS]",
    .about = "For GloVe's own program; `quern glove train' takes records in "
             "any order.  -temp-file is taken for the sake of old scripts: "
             "scratch files are in $TMPDIR and have no name.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 1,
    .without = "json",
    .run = run,
};
