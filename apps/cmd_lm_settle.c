/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_settle.c -- options of networks that were not said, and those that
 * were said in vain.
 */
#include "apps/cmd_lm_neural.h"

const char *const lm_positions[] = {[QN_POSITIONS_LEARNED] = "learned",
                                    [QN_POSITIONS_SINUS] = "sinus",
                                    [QN_POSITIONS_ROTARY] = "rotary",
                                    NULL};
const char *const lm_precisions[] = {
    [QN_PRECISION_F32] = "f32", [QN_PRECISION_BF16] = "bf16", NULL};
const char *const lm_activations[] = {
    [QN_ACTIVATION_GELU] = "gelu", [QN_ACTIVATION_RELU] = "relu", NULL};
const char *const lm_optimizers[] = {[QN_OPTIM_SGD] = "sgd",
                                     [QN_OPTIM_NESTEROV] = "nesterov",
                                     [QN_OPTIM_ADAGRAD] = "adagrad",
                                     [QN_OPTIM_ADADELTA] = "adadelta",
                                     [QN_OPTIM_RMSPROP] = "rmsprop",
                                     [QN_OPTIM_ADAM] = "adam",
                                     [QN_OPTIM_ADAMW] = "adamw",
                                     [LM_OPTIMIZER_MOMENTUM] = "momentum",
                                     NULL};
const char *const lm_schedules[] = {[QN_SCHEDULE_COSINE] = "cosine",
                                    [QN_SCHEDULE_CONSTANT] = "constant",
                                    [QN_SCHEDULE_LINEAR] = "linear",
                                    [QN_SCHEDULE_INVERSE] = "inverse-sqrt",
                                    [QN_SCHEDULE_PLATEAU] = "plateau",
                                    [QN_SCHEDULE_STEP] = "step",
                                    NULL};
const char *const lm_begins[] = {[QN_BEGIN_OWN] = "own",
                                 [QN_BEGIN_XAVIER] = "xavier",
                                 [QN_BEGIN_HE] = "he",
                                 [QN_BEGIN_UNIFORM] = "uniform",
                                 [QN_BEGIN_NORMAL] = "normal",
                                 [QN_BEGIN_ORTHOGONAL] = "orthogonal",
                                 NULL};

/* --- what was not said ---------------------------------------------------- */

static void set(size_t *x, size_t value)
{
	if (!*x)
		*x = value;
}

static bool is_adam(const struct qn_optim_options *o)
{
	return o->kind == QN_OPTIM_ADAM || o->kind == QN_OPTIM_ADAMW;
}

/* What suits an optimiser. */
struct habit {
	float rate, clip, square, epsilon;
};

/* PyTorch's, but for rates, which it leaves to its user or means for small
 * problems. */
static struct habit habit(const struct qn_optim_options *o, bool recurrent)
{
	float moved = 1 - o->momentum;
	switch (o->kind) {
	case QN_OPTIM_ADAGRAD:
		return (struct habit){0.03f, 1, 0, 1e-10f};
	case QN_OPTIM_ADADELTA:
		return (struct habit){1, 1, 0.9f, 1e-6f};
	case QN_OPTIM_RMSPROP:
		return (struct habit){0.001f * moved, 1, 0.99f, 1e-8f};
	case QN_OPTIM_SGD:
	case QN_OPTIM_NESTEROV:
		return (struct habit){20 * moved, 0.25f, 0, 1e-8f};
	default:
		return (struct habit){recurrent ? 0.003f : 0.001f, 1, 0.999f,
		                      1e-8f};
	}
}

static void set_float(float *x, float value)
{
	if (*x == 0)
		*x = value;
}

void lm_settle_momentum(struct qn_optim_options *o)
{
	bool moves = o->kind == LM_OPTIMIZER_MOMENTUM;
	if (moves)
		o->kind = QN_OPTIM_SGD;
	if ((moves || o->kind == QN_OPTIM_NESTEROV) && o->momentum == 0)
		o->momentum = 0.9f;
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
	lm_settle_momentum(o);
	const struct habit h = habit(o, class->recurrent);
	set_float(&o->rate, h.rate);
	if (o->clip < 0)
		o->clip = h.clip;
	set_float(&o->square, h.square);
	set_float(&o->epsilon, h.epsilon);
}

void lm_neural_settle(struct lm_neural_options *n,
                      const struct qn_net_class *class)
{
	struct qn_lmtrain_options *t = &n->train;
	bool recurrent = class->recurrent;
	n->shape.tied = n->tied < 0 ? !n->adaptive : n->tied;
	set(&n->shape.layers, recurrent ? 2 : 4);
	set(&n->shape.hidden, class->carries ? 200 : 256);
	set(&n->bpe_size, 8000);
	set(&t->epochs, recurrent ? 13 : 10);
	set(&t->batch, recurrent ? 20 : 16);
	set(&t->bptt, recurrent ? 35 : 128);
	if (t->lesson.dropout < 0)
		t->lesson.dropout = recurrent ? 0.25f : 0.1f;
	settle_optim(&t->course.optim, class);
}

/* --- what would be passed over in silence --------------------------------- */

static bool is_plain(const struct qn_optim_options *o)
{
	return o->kind == QN_OPTIM_SGD || o->kind == QN_OPTIM_NESTEROV;
}

static const char *idle_of_net(const struct lm_neural_options *n,
                               bool recurrent)
{
	const struct qn_net_shape *s = &n->shape;
	const struct qn_lesson *l = &n->train.lesson;
	if (recurrent &&
	    (s->heads || s->inner || s->positions || s->activation))
		return "--heads, --inner, --positions and --activation are a "
		       "transformer's";
	if (!recurrent && (l->locked || l->weights > 0))
		return "--locked and --weight-dropout are for recurrent "
		       "networks";
	if (l->samples && l->smooth > 0)
		return "--label-smoothing wants all words, without --samples";
	if (n->train.begin_scale > 0 && n->train.begin == QN_BEGIN_OWN)
		return "--init-scale goes with --init";
	return NULL;
}

static const char *idle_of_clusters(const struct lm_neural_options *n,
                                    enum qn_lm_unit unit)
{
	const struct qn_lesson *l = &n->train.lesson;
	if (!n->adaptive)
		return n->shape.adaptive.factor
		           ? "--adaptive-factor goes with --adaptive"
		           : NULL;
	if (n->tied > 0)
		return "--tied wants one table of all words, without "
		       "--adaptive";
	if (l->samples || l->smooth > 0)
		return "--samples and --label-smoothing want all words at "
		       "once, without --adaptive";
	if (unit == QN_LM_BPE)
		return "--adaptive goes by how frequent words are, with --unit "
		       "word or char";
	return NULL;
}

static const char *idle_of_optim(const struct qn_optim_options *said,
                                 const struct qn_optim_options *o)
{
	const struct lm_neural_options plain = LM_NEURAL_DEFAULTS;
	if (said->momentum > 0 && !is_plain(o) && o->kind != QN_OPTIM_RMSPROP)
		return "--momentum goes with --optimizer sgd, momentum, "
		       "nesterov or rmsprop";
	if (said->mean != plain.train.course.optim.mean && !is_adam(o))
		return "--beta1 goes with --optimizer adam or adamw";
	if (said->square > 0 && (is_plain(o) || o->kind == QN_OPTIM_ADAGRAD))
		return "--beta2 goes with --optimizer adadelta, rmsprop, adam "
		       "or adamw";
	if (said->epsilon > 0 && is_plain(o))
		return "--epsilon goes with --optimizer adagrad, adadelta, "
		       "rmsprop, adam or adamw";
	return NULL;
}

const char *lm_idle_schedule(const struct qn_optim_options *o)
{
	bool step = o->schedule == QN_SCHEDULE_STEP;
	if (o->fall > 0 && !step && o->schedule != QN_SCHEDULE_PLATEAU)
		return "--fall goes with --schedule step or plateau";
	if (o->fall_every > 0 && !step)
		return "--fall-every goes with --schedule step";
	return NULL;
}

const char *lm_neural_idle(const struct lm_neural_options *said,
                           const struct lm_neural_options *n, bool recurrent,
                           enum qn_lm_unit unit, const char *valid)
{
	const struct qn_optim_options *o = &n->train.course.optim;
	const char *idle = idle_of_net(said, recurrent);
	if (!idle)
		idle = idle_of_clusters(said, unit);
	if (!idle)
		idle = idle_of_optim(&said->train.course.optim, o);
	if (!idle)
		idle = lm_idle_schedule(o);
	if (!idle && unit == QN_LM_BPE && said->min_count)
		idle = "--min-count goes with --unit word or char";
	if (!idle && unit != QN_LM_BPE && (said->bpe || said->bpe_size))
		idle = "--bpe and --bpe-size go with --unit bpe";
	if (!idle && said->bpe && said->bpe_size)
		idle =
		    "--bpe-size is for byte pairs that are learnt, --bpe has "
		    "some that were";
	if (!idle && !valid && o->schedule == QN_SCHEDULE_PLATEAU)
		idle = "--schedule plateau goes by --valid";
	if (!idle && !valid && n->train.course.patience)
		idle = "--patience goes by --valid";
	return idle;
}
