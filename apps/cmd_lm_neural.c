/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_neural.c -- networks as kinds of language model: `quern lm train
 * --arch lstm|gru|rnn|transformer`.
 */
#include "apps/cmd_lm.h"

#include <stdlib.h>
#include <string.h>

#include "apps/signals.h"

const char *const lm_positions[] = {[QN_POSITIONS_LEARNED] = "learned",
                                    [QN_POSITIONS_SINUS] = "sinus",
                                    [QN_POSITIONS_ROTARY] = "rotary",
                                    NULL};
const char *const lm_activations[] = {
    [QN_ACTIVATION_GELU] = "gelu", [QN_ACTIVATION_RELU] = "relu", NULL};
const char *const lm_optimizers[] = {[QN_OPTIM_SGD] = "sgd",
                                     [QN_OPTIM_NESTEROV] = "nesterov",
                                     [QN_OPTIM_ADAM] = "adam",
                                     [QN_OPTIM_ADAMW] = "adamw",
                                     NULL};
const char *const lm_schedules[] = {
    [QN_SCHEDULE_COSINE] = "cosine",   [QN_SCHEDULE_CONSTANT] = "constant",
    [QN_SCHEDULE_LINEAR] = "linear",   [QN_SCHEDULE_INVERSE] = "inverse",
    [QN_SCHEDULE_PLATEAU] = "plateau", NULL};

/* --- what was not said -------------------------------------------------------- */

static void set(size_t *x, size_t value)
{
	if (!*x)
		*x = value;
}

static bool is_adam(const struct qn_optim_options *o)
{
	return o->kind == QN_OPTIM_ADAM || o->kind == QN_OPTIM_ADAMW;
}

/* Plain steps at a high rate learn more a step than Adam does where gates keep
 * gradients in bounds: of the Penn Treebank after 500 steps 5.8 nats a word to
 * 6.1. */
static void settle_optim(struct qn_optim_options *o,
                         const struct qn_net_class *class)
{
	bool gated = class->carries && class->cell != QN_CELL_RNN;
	if (o->kind == LM_OPTIMIZER_UNSAID)
		o->kind = gated ? QN_OPTIM_SGD : QN_OPTIM_ADAM;
	bool adam = is_adam(o);
	if (o->rate == 0)
		o->rate = !adam ? 20 : class->carries ? 0.003f : 0.001f;
	if (o->clip == 0)
		o->clip = adam ? 1 : 0.25f;
	if (o->kind == QN_OPTIM_NESTEROV && o->momentum == 0)
		o->momentum = 0.9f;
}

static void settle(struct lm_neural_options *n,
                   const struct qn_net_class *class)
{
	struct qn_lmtrain_options *t = &n->train;
	bool recurrent = class->carries;
	set(&n->shape.layers, recurrent ? 2 : 4);
	set(&n->shape.hidden, recurrent ? 200 : 256);
	set(&t->epochs, recurrent ? 13 : 10);
	set(&t->batch, recurrent ? 20 : 16);
	set(&t->bptt, recurrent ? 35 : 128);
	if (t->lesson.dropout < 0)
		t->lesson.dropout = recurrent ? 0.25f : 0.1f;
	settle_optim(&t->optim, class);
}

/* What would be passed over in silence; NULL if nothing would. */
static const char *idle(const struct lm_train_options *o,
                        const struct lm_neural_options *n, bool recurrent)
{
	const struct lm_neural_options plain = LM_NEURAL_DEFAULTS;
	const struct qn_optim_options *p = &n->train.optim;
	bool betas = p->mean != plain.train.optim.mean ||
	             p->square != plain.train.optim.square;
	if (recurrent && (n->shape.heads || n->shape.inner ||
	                  n->shape.positions || n->shape.activation))
		return "--heads, --inner, --positions and --activation are a "
		       "transformer's";
	if (!recurrent && n->train.lesson.locked)
		return "--locked is for recurrent networks";
	if (is_adam(p) && p->momentum > 0)
		return "--momentum goes with --optimizer sgd or nesterov";
	if (!is_adam(p) && betas)
		return "--beta1 and --beta2 go with --optimizer adam or adamw";
	if (!o->valid && p->schedule == QN_SCHEDULE_PLATEAU)
		return "--schedule plateau goes by --valid";
	if (!o->valid && n->train.patience)
		return "--patience goes by --valid";
	return NULL;
}

static bool check(const struct lm_train_options *o,
                  const struct lm_neural_options *n, bool recurrent,
                  struct call *c)
{
	struct qn_err e = QN_ERR_INIT;
	const char *misuse = idle(o, n, recurrent);
	if (misuse)
		return call_misuse(c, "%s", misuse);
	if (o->unit == QN_LM_BPE)
		return call_misuse(c, "networks go by words or characters; for "
		                      "subwords give them what \"quern bpe "
		                      "encode\" makes of the text");
	if (o->valid && strcmp(o->valid, "-") == 0)
		return call_misuse(c, "--valid is read again and again: it has "
		                      "to be a file");
	if (strcmp(c->common.output, "-") == 0)
		return call_misuse(c, "a network goes into a file, beside "
		                      "which its checkpoint is");
	return qn_lmtrain_check(&n->train, &e) || call_misuse(c, "%s", e.text);
}

/* --- training ----------------------------------------------------------------- */

/* Progress goes on to the bar; a signal stops training, with a checkpoint. */
static bool report(void *ctx, const struct qn_report *r)
{
	return qn_progress_tell(ctx, r) && !signals_asked();
}

static bool learn(struct lm_neural_options *n, const struct qn_net_class *class,
                  enum qn_lm_unit unit, struct call *c)
{
	const char *path = c->operands.item[0];
	struct qn_lmvocab vocab = {.unit = unit};
	struct qn_lmtext text = {.n = 0};
	struct qn_lmneural *m = NULL;
	if (qn_lmtext_read(&text, &vocab, path, n->min_count, call_progress(c),
	                   &c->e))
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

/* Better now than after hours. */
static bool try_output(struct call *c)
{
	qn_output_discard(qn_output_open(c->common.output, &c->e));
	return !c->e.failed;
}

static bool train(const struct lm_train_options *o,
                  const struct qn_net_class *class, struct call *c)
{
	const bool recurrent = class->carries;
	struct lm_neural_options n = o->neural;
	const struct qn_progress progress = {report, (void *)call_progress(c)};
	struct qn_buf checkpoint = {0};
	settle(&n, class);
	if (!check(o, &n, recurrent, c) || !try_output(c))
		return false;
	qn_buf_printf(&checkpoint, "%s.checkpoint", c->common.output);
	if (!recurrent)
		n.shape.context = n.train.bptt;
	n.train.valid = o->valid;
	n.train.checkpoint = checkpoint.p;
	n.train.lesson.seed = c->common.seed;
	n.train.progress = &progress;
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
