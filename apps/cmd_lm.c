/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm.c -- `quern lm VERB`: language models.  Each verb has a file of its
 * own.
 */
#include "apps/cmd_lm.h"

#include <string.h>

#include "base/input.h"
#include "seq/arpa.h"
#include "seq/ngramlm.h"

static const struct command *const verbs[] = {
    &lm_train,      &lm_eval,    &lm_generate, &lm_embed, &lm_convert,
    &lm_supervised, &lm_predict, &lm_test,     NULL};

const struct command command_lm = {
    .name = "lm",
    .summary = "language models: train, score, generate, embed, classify",
    .about = "What may come next in a text, and how likely what came was.",
    .verbs = verbs,
};

const struct lm_arch *const lm_archs[] = {
    &lm_arch_ngram,  &lm_arch_lstm,        &lm_arch_gru,
    &lm_arch_rnn,    &lm_arch_transformer, &lm_arch_bert,
    &lm_arch_bilstm, &lm_arch_bigru,       NULL};

/* No ARPA file has a brace there. */
bool lm_is_tensors(const char *path, struct qn_err *e)
{
	struct qn_input *in = qn_input_open(path, e);
	struct qn_slice head = in ? qn_input_next(in, e) : (struct qn_slice){0};
	bool is = head.n > 8 && head.p[8] == '{';
	qn_input_close(in);
	return is;
}

static struct qn_lm *load_tensors(const char *path, struct qn_err *e)
{
	struct qn_tensors *t = qn_tensors_open(path, e);
	if (!t || !qn_tensors_expect(t, "lm", e)) {
		qn_tensors_close(t);
		return NULL;
	}
	const char *name = qn_tensors_meta(t, "arch");
	for (size_t i = 0; name && lm_archs[i]; i++)
		if (strcmp(lm_archs[i]->name, name) == 0)
			return lm_archs[i]->open(t, e);
	qn_fail(e, "%s: a model of a kind that is not known here: %s", path,
	        name ? name : "none");
	qn_tensors_close(t);
	return NULL;
}

struct qn_lm *lm_load(const char *path, struct call *c)
{
	if (lm_is_tensors(path, &c->e))
		return load_tensors(path, &c->e);
	struct qn_ngram_model *m = qn_arpa_read(path, QN_LM_WORD, &c->e);
	struct qn_lm *lm = m ? qn_ngram_lm_make(m, &c->e) : NULL;
	qn_ngram_model_free(m);
	return lm;
}
