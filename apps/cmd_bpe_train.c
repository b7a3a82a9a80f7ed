/* SPDX-License-Identifier: MIT */
/*
 * cmd_bpe_train.c -- `quern bpe train`: subword units learnt from text.
 */
#include "apps/cmd_bpe.h"

#include <stdlib.h>
#include <string.h>

#include "apps/analyser.h"
#include "text/bpetrain.h"

enum unit { UNIT_BYTE, UNIT_CHAR };
enum cut { CUT_AUTO, CUT_GPT2, CUT_SPACE };

struct train_options {
	struct qn_bpe_train_options train;
	enum unit unit;
	enum cut cut;
	const char *merges_file;
	struct option_list special;
};

static const char *const units[] = {
    [UNIT_BYTE] = "byte", [UNIT_CHAR] = "char", NULL};
static const char *const cuts[] = {
    [CUT_AUTO] = "auto", [CUT_GPT2] = "gpt2", [CUT_SPACE] = "space", NULL};

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n >= m && strcmp(s + n - m, end) == 0;
}

static bool save(const struct qn_bpe *b, const struct train_options *o,
                 struct call *c)
{
	const char *path = c->common.output;
	if (!path || !ends_with(path, ".json"))
		return qn_bpe_save(b, path, &c->e);
	char *beside = qn_bpe_merges_name(path);
	bool ok = qn_bpe_save_gpt2(
	    b, path, o->merges_file ? o->merges_file : beside, &c->e);
	free(beside);
	return ok;
}

static bool check(struct train_options *o, struct call *c)
{
	const char *path = c->common.output;
	bool gpt2 = path && ends_with(path, ".json");
	o->train.characters = o->unit == UNIT_CHAR;
	o->train.rule =
	    o->cut == CUT_SPACE || (o->cut == CUT_AUTO && o->train.characters)
	        ? QN_PRETOKEN_SPACE
	        : QN_PRETOKEN_GPT2;
	o->train.special = o->special.item;
	o->train.n_special = o->special.n;
	if (!path)
		return call_misuse(c, "say where the model goes: -o FILE");
	if (!o->train.characters && o->train.coverage != 1)
		return call_misuse(c, "--coverage goes with --unit char");
	if (o->merges_file && !gpt2)
		return call_misuse(c, "--merges-file goes with -o X.json");
	if (gpt2 && (o->train.characters || o->train.rule != QN_PRETOKEN_GPT2))
		return call_misuse(c, "GPT-2's files hold models of bytes cut "
		                      "by its own pattern; use -o "
		                      "X.safetensors");
	return true;
}

static bool run(void *options, struct call *c)
{
	struct train_options *o = options;
	static const char *const standard_input[] = {NULL};
	bool piped = c->operands.n == 0;
	if (!check(o, c))
		return false;
	struct qn_bpe *b =
	    qn_bpe_train(piped ? standard_input : c->operands.item,
	                 piped ? 1 : c->operands.n, &o->train, call_pool(c),
	                 call_progress(c), &c->e);
	bool ok = b && save(b, o, c);
	qn_bpe_free(b);
	call_progress_end(c);
	return ok;
}

static const struct train_options defaults = {
    .train = {.vocab_size = 30000, .min_frequency = 2, .coverage = 1}};

static const struct option options[] = {
    {.help = "Model"},
    {.names = "unit",
     OPTION_FIELD(struct train_options, unit),
     .choices = units,
     .argument = "byte|char",
     .help = "what merges begin with; unknown characters become bytes"},
    {.names = "vocab-size",
     OPTION_FIELD(struct train_options, train.vocab_size),
     .min = 257,
     .max = QN_BPE_MOST,
     .argument = "N",
     .help = "pieces in all, 256 bytes included"},
    {.names = "merges num-operations symbols",
     OPTION_FIELD(struct train_options, train.merges),
     .max = QN_BPE_MOST,
     .argument = "N",
     .shown = "what the vocabulary takes",
     .help = "merges at most"},
    {.names = "min-frequency",
     OPTION_FIELD(struct train_options, train.min_frequency),
     .argument = "N",
     .help = "merge no pair that is rarer"},
    {.names = "coverage character-coverage",
     OPTION_FIELD(struct train_options, train.coverage),
     .max = 1,
     .argument = "P",
     .help = "share of all characters that gets pieces of their own (char)"},
    {.names = "special",
     OPTION_FIELD(struct train_options, special),
     .argument = "PIECE",
     .help = "pieces 0, 1, ... that never come from text"},
    {.names = "merges-file",
     OPTION_FIELD(struct train_options, merges_file),
     .argument = "FILE",
     .shown = "beside the vocabulary",
     .help = "the second file of -o X.json"},
    {.help = "Text"},
    {.names = "pretokens",
     OPTION_FIELD(struct train_options, cut),
     .choices = cuts,
     .argument = "gpt2|space",
     .shown = "gpt2 for bytes, space for characters",
     .help = "where no piece reaches across: GPT-2's pattern, or white "
             "space"},
    {.names = "encoding",
     OPTION_FIELD(struct train_options, train.encoding),
     .argument = "NAME",
     .shown = "UTF-8",
     .help = "what the input is in, by any name that ICU knows"},
    {.names = "invalid",
     OPTION_FIELD(struct train_options, train.invalid),
     .choices = analyser_invalid,
     .argument = "error|replace|skip",
     .help = "bytes that another encoding than UTF-8 does not allow"},
    {0},
};

const struct command bpe_train = {
    .name = "train",
    .summary = "learn subword units from text",
    .operands = "[FILE...]",
    .about = "-o X.json writes GPT-2's two files, X.json and the merges "
             "(vocab.json goes with merges.txt); any other name gets a model "
             "of its own format.  Line ends are no part of the text.  The "
             "result does not depend on the number of threads.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = -1,
    .without = "seed json",
    .run = run,
};
