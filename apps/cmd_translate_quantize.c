/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate_quantize.c -- `quern translate quantize`: a model's weights in
 * bytes.
 */
#include "apps/cmd_translate.h"

#include "seq/translator.h"

static bool quantize(void *options, struct call *c)
{
	(void)options;
	if (!c->common.output)
		return call_misuse(c, "say where the model goes: -o FILE");
	struct qn_translator *m =
	    qn_translator_load(c->operands.item[0], &c->e);
	if (m) {
		m->net->bytes = true;
		qn_translator_save(m, c->common.output, &c->e);
	}
	qn_translator_free(m);
	return !c->e.failed;
}

const struct command translate_quantize = {
    .name = "quantize",
    .summary = "a model that is a quarter of the size, and faster",
    .operands = "MODEL",
    .about = "Matrices become bytes, a scale for each of their rows.  The "
             "model translates with them; to go on training, keep the one "
             "that it was made of.",
    .min_operands = 1,
    .max_operands = 1,
    .without = "json seed threads quiet",
    .run = quantize,
};
