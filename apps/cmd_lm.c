/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm.c -- `quern lm VERB`: language models.  Each verb has a file of its
 * own.
 */
#include "apps/cmd_lm.h"

#include <string.h>

static const struct command *const verbs[] = {&lm_train, &lm_eval, &lm_generate,
                                              NULL};

const struct command command_lm = {
    .name = "lm",
    .summary = "language models: train, score, generate",
    .about = "What may come next in a text, and how likely what came was.",
    .verbs = verbs,
};

const struct lm_arch *const lm_archs[] = {&lm_arch_ngram, NULL};

struct qn_lm *lm_load(const char *path, struct call *c)
{
	struct qn_tensors *t = qn_tensors_open(path, &c->e);
	if (!t || !qn_tensors_expect(t, "lm", &c->e)) {
		qn_tensors_close(t);
		return NULL;
	}
	const char *name = qn_tensors_meta(t, "arch");
	for (size_t i = 0; name && lm_archs[i]; i++)
		if (strcmp(lm_archs[i]->name, name) == 0)
			return lm_archs[i]->open(t, &c->e);
	qn_fail(&c->e, "%s: a model of a kind that is not known here: %s", path,
	        name ? name : "none");
	qn_tensors_close(t);
	return NULL;
}
