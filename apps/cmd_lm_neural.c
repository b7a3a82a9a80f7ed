/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_neural.c -- networks as kinds of language model: `quern lm train
 * --arch lstm|gru|rnn|transformer|bert`.
 */
#include "apps/cmd_lm.h"

#include <stdlib.h>
#include <string.h>

#include "apps/signals.h"
#include "apps/training.h"

/* --- what is asked for ---------------------------------------------------- */

static bool check(const struct lm_train_options *o,
                  const struct lm_neural_options *n, bool recurrent,
                  struct call *c)
{
	struct qn_err e = QN_ERR_INIT;
	const char *misuse =
	    lm_neural_idle(&o->neural, n, recurrent, o->unit, o->valid);
	if (misuse)
		return call_misuse(c, "%s", misuse);
	if (o->valid && strcmp(o->valid, "-") == 0)
		return call_misuse(c, "--valid is read again and again: it has "
		                      "to be a file");
	return qn_lmtrain_check(&n->train, &e) || call_misuse(c, "%s", e.text);
}

/* The cutoffs of --adaptive. */
static bool take_cutoffs(struct lm_neural_options *n, struct call *c)
{
	struct qn_err e = QN_ERR_INIT;
	return !n->adaptive ||
	       qn_adaptive_parse(&n->shape.adaptive, n->adaptive, &e) ||
	       call_misuse(c, "--adaptive: %s", e.text);
}

/* --- training ------------------------------------------------------------- */

bool lm_neural_read_text(const struct lm_neural_options *n,
                         struct qn_lmtext *text, struct qn_lmvocab *vocab,
                         struct call *c)
{
	const char *path = c->operands.item[0];
	if (vocab->unit != QN_LM_BPE)
		return qn_lmtext_read(text, vocab, path,
		                      n->min_count ? n->min_count : 1,
		                      call_progress(c), &c->e);
	if (n->bpe)
		vocab->pairs =
		    qn_lmpairs_new(qn_bpe_load(n->bpe, &c->e), &c->e);
	return qn_lmtext_read_pairs(text, vocab, path, (uint32_t)n->bpe_size,
	                            call_progress(c), &c->e);
}

static bool learn(struct lm_neural_options *n, const struct qn_net_class *class,
                  enum qn_lm_unit unit, struct call *c)
{
	struct qn_lmvocab vocab = {.unit = unit};
	struct qn_lmtext text = {.n = 0};
	struct qn_lmneural *m = NULL;
	if (lm_neural_read_text(n, &text, &vocab, c))
		m = qn_lmneural_new(class, &n->shape, &vocab, &c->e);
	signals_defer_both();
	if (m && qn_lmtrain(m, &text, &n->train, call_pool(c), &c->e)) {
		call_progress_end(c);
		qn_lmneural_save(m, m->net->w, c->common.output, &c->e);
	}
	if (m)
		qn_lm_free(&m->lm);
	qn_lmvocab_release(&vocab);
	free(text.id);
	return !c->e.failed;
}

bool lm_neural_can_save(struct call *c)
{
	if (!c->common.output)
		return call_misuse(c, "say where the model goes: -o FILE");
	if (strcmp(c->common.output, "-") == 0)
		return call_misuse(c, "a network goes into a file, beside "
		                      "which its checkpoint is");
	return training_try_output(c);
}

static bool train(const struct lm_train_options *o,
                  const struct qn_net_class *class, struct call *c)
{
	const bool recurrent = class->recurrent;
	struct lm_neural_options n = o->neural;
	const struct qn_progress progress = training_progress(c);
	struct qn_buf checkpoint = {0};
	lm_neural_settle(&n, class);
	if (!check(o, &n, recurrent, c) || !take_cutoffs(&n, c) ||
	    !lm_neural_can_save(c))
		return false;
	qn_buf_printf(&checkpoint, "%s.checkpoint", c->common.output);
	if (!class->carries)
		n.shape.context = n.train.bptt;
	n.train.valid = o->valid;
	n.train.course.checkpoint = checkpoint.p;
	n.train.lesson.seed = c->common.seed;
	n.train.course.progress = &progress;
	bool ok = learn(&n, class, o->unit, c);
	qn_buf_release(&checkpoint);
	return ok;
}

static bool train_lstm(const struct lm_train_options *o, struct call *c)
{
	return train(o, &qn_lstmnet, c);
}

static bool train_gru(const struct lm_train_options *o, struct call *c)
{
	return train(o, &qn_grunet, c);
}

static bool train_rnn(const struct lm_train_options *o, struct call *c)
{
	return train(o, &qn_rnnnet, c);
}

static bool train_transformer(const struct lm_train_options *o, struct call *c)
{
	return train(o, &qn_gptnet, c);
}

static bool train_bert(const struct lm_train_options *o, struct call *c)
{
	return train(o, &qn_bertnet, c);
}

static bool train_bilstm(const struct lm_train_options *o, struct call *c)
{
	return train(o, &qn_bilstmnet, c);
}

static bool train_bigru(const struct lm_train_options *o, struct call *c)
{
	return train(o, &qn_bigrunet, c);
}

#define ARCH(kind, fn)                                                         \
	{                                                                      \
		.name = kind, .neural = true, .train = fn,                     \
		.open = qn_lmneural_open,                                      \
	}

const struct lm_arch lm_arch_lstm = ARCH("lstm", train_lstm);
const struct lm_arch lm_arch_gru = ARCH("gru", train_gru);
const struct lm_arch lm_arch_rnn = ARCH("rnn", train_rnn);
const struct lm_arch lm_arch_transformer =
    ARCH("transformer", train_transformer);
const struct lm_arch lm_arch_bert = ARCH("bert", train_bert);
const struct lm_arch lm_arch_bilstm = ARCH("bilstm", train_bilstm);
const struct lm_arch lm_arch_bigru = ARCH("bigru", train_bigru);
