/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_generate.c -- `quern lm generate`: text drawn from a model.
 */
#include "apps/cmd_lm.h"

#include "seq/lmsample.h"

struct generate_options {
	const char *prompt;
	struct qn_lm_sampling sampling;
};

static void put_sample(struct qn_lm *m, const struct generate_options *o,
                       struct call *c)
{
	struct qn_buf text = {0};
	struct qn_slice prompt = qn_slice_of(o->prompt);
	if (qn_lm_sample(m, prompt, &o->sampling, &text, &c->e)) {
		struct qn_output *out = call_output(c);
		qn_buf_putc(&text, '\n');
		qn_output_write(out, text.p, text.n);
		qn_output_close(out, &c->e);
	}
	qn_buf_release(&text);
}

static bool generate(void *options, struct call *c)
{
	struct generate_options *o = options;
	o->sampling.seed = c->common.seed;
	struct qn_lm *m = lm_load(c->operands.item[0], c);
	if (m)
		put_sample(m, o, c);
	qn_lm_free(m);
	return !c->e.failed;
}

static const struct generate_options defaults = {
    .prompt = "", .sampling = QN_LM_SAMPLING_DEFAULTS};

static const struct option table[] = {
    {.names = "prompt",
     OPTION_FIELD(struct generate_options, prompt),
     .argument = "TEXT",
     .help = "what the text begins with"},
    {.names = "length",
     OPTION_FIELD(struct generate_options, sampling.length),
     .min = 1,
     .max = 1e9,
     .argument = "N",
     .help = "pieces to draw after it, line ends included"},
    {.names = "temperature",
     OPTION_FIELD(struct generate_options, sampling.temperature),
     .max = 1e6,
     .argument = "T",
     .help = "below 1 bolder in what is likely, 0 always the likeliest"},
    {.names = "top-k",
     OPTION_FIELD(struct generate_options, sampling.top_k),
     .max = 1e9,
     .argument = "K",
     .shown = "",
     .help = "draw from the K likeliest only"},
    {.names = "top-p",
     OPTION_FIELD(struct generate_options, sampling.top_p),
     .max = 1,
     .argument = "P",
     .help = "draw from the likeliest that sum to P only"},
    {0},
};

const struct command lm_generate = {
    .name = "generate",
    .summary = "text drawn from a model",
    .operands = "MODEL",
    .about = "The same seed draws the same text.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 1,
    .without = "json threads quiet",
    .run = generate,
};
