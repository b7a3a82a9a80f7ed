/* SPDX-License-Identifier: MIT */
/*
 * cmd_vectors_convert.c -- `quern vectors convert`: from format to format.
 */
#include "apps/cmd_vectors.h"

struct convert_options {
	struct vectors_source source;
	enum qn_vecformat to;
	bool unit;
};

static bool run(void *options, struct call *c)
{
	const struct convert_options *o = options;
	const char *in = c->operands.item[0];
	const char *out =
	    c->operands.n > 1 ? c->operands.item[1] : c->common.output;
	if (!out)
		return call_misuse(c, "it needs a file to write to");
	if (c->operands.n > 1 && c->common.output)
		return call_misuse(c, "it takes OUT or --output, not both");
	if (!vectors_check_output(c, out))
		return false;
	struct qn_vectors *v = o->unit ? vectors_load_unit(c, in, &o->source)
	                               : vectors_load(c, in, &o->source);
	if (!v)
		return false;
	bool ok = qn_vectors_save(
	    v, out, o->to == QN_VEC_AUTO ? qn_vecformat_for_output(out) : o->to,
	    &c->e);
	qn_vectors_free(v);
	return ok;
}

static const struct convert_options defaults = {.to = QN_VEC_AUTO};

static const struct option options[] = {
    {.names = "from",
     OPTION_FIELD(struct convert_options, source.format),
     .choices = qn_vecformat_names,
     .help = "format of IN; auto goes by its extension and content"},
    {.names = "to format",
     OPTION_FIELD(struct convert_options, to),
     .choices = qn_vecformat_names,
     .help = "format of OUT; auto goes by its extension"},
    VECTORS_VOCAB_OPTION(struct convert_options),
    {.names = "unit",
     OPTION_FIELD(struct convert_options, unit),
     .help = "scale every vector to length 1"},
    {0},
};

const struct command vectors_convert = {
    .name = "convert",
    .summary = "rewrite a vector file in another format",
    .operands = "IN OUT",
    .about = "Extensions: .vec fastText, .txt word2vec text, .bin word2vec "
             "binary, .safetensors, .npy with a .vocab beside it, .tsv with "
             "a .meta beside it. All but .vec, which has five digits, keep "
             "every bit.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 2,
    .without = "seed json",
    .run = run,
};
