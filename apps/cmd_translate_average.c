/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate_average.c -- `quern translate average`: one model whose
 * parameters are the mean of several's, as of runs that went on from the same
 * checkpoint.
 */
#include "apps/cmd_translate.h"

#include "seq/translator.h"

/* Add another model's parameters. */
static bool add_model(struct qn_translator *m, const char *path,
                      struct qn_err *e)
{
	struct qn_translator *other = qn_translator_load(path, e);
	if (!other)
		return false;
	bool same = m->net->class == other->net->class &&
	            m->net->params.n == other->net->params.n &&
	            m->net->params.total == other->net->params.total;
	if (!same)
		qn_fail(e, "%s: not of the shape of the first model", path);
	for (size_t i = 0; same && i < m->net->params.total; i++)
		m->net->w[i] += other->net->w[i];
	qn_translator_free(other);
	return same;
}

static bool average(void *options, struct call *c)
{
	size_t n = c->operands.n;
	(void)options;
	if (!c->common.output)
		return call_misuse(c, "say where the model goes: -o FILE");
	struct qn_translator *m =
	    qn_translator_load(c->operands.item[0], &c->e);
	for (size_t i = 1; m && i < n; i++)
		if (!add_model(m, c->operands.item[i], &c->e))
			break;
	if (m && !c->e.failed) {
		for (size_t i = 0; i < m->net->params.total; i++)
			m->net->w[i] /= (float)n;
		qn_translator_save(m, c->common.output, &c->e);
	}
	qn_translator_free(m);
	return !c->e.failed;
}

const struct command translate_average = {
    .name = "average",
    .summary = "one model from several of the same shape",
    .operands = "MODEL...",
    .about = "Its parameters are the means of theirs: of models that training "
             "left one after the other.",
    .min_operands = 2,
    .max_operands = -1,
    .without = "json seed threads quiet",
    .run = average,
};
